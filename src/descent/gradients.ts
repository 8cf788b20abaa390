/** Gradients from the user, in a tree like the parameters: checked, then copied to where the step reads them. */
import { display, type Elements, type Leaf, ParameterError } from "./leaf.ts";
import { readTree } from "./tree.ts";

/** Where a gradient goes: memory of the descent, and the parameter that it belongs to. */
export interface Target {
  readonly view: Elements;
  readonly shape: readonly number[];
}

/**
 * Checks that a tree of gradients fits the parameters; the function that it returns copies them in.
 *
 * @throws ParameterError naming the path. Nothing is copied then.
 */
export function copierOf(grads: unknown, targets: ReadonlyMap<string, Target>): () => void {
  const { leaves, values } = readTree(grads);
  const views = leaves.map((leaf) => fitting(leaf, targets).view);
  if (leaves.length < targets.size) {
    const given = new Set(leaves.map(({ path }) => path));
    const missing = [...targets.keys()].find((path) => !given.has(path))!;
    throw new ParameterError(`gradients are missing at ${display(missing)}`);
  }
  const { buffer } = views[0]!;
  // Gradients that are views of this descent's gradients at other places: copied before one of them is overwritten.
  const isMoved = (from: Elements, to: Elements) =>
    from.buffer === buffer && from.byteOffset !== to.byteOffset;
  const sources = values.map((from, index) => (isMoved(from, views[index]!) ? from.slice() : from));
  return () => {
    for (let i = 0; i < sources.length; i++) views[i]!.set(sources[i]!);
  };
}

/** The target of a leaf. @throws ParameterError if there is none that it fits. */
function fitting({ path, form, shape, size }: Leaf, targets: ReadonlyMap<string, Target>): Target {
  const target = targets.get(path);
  if (!target) {
    const around = [...targets.keys()].find((known) => path.startsWith(`${known}.`));
    if (around !== undefined) {
      const { view, shape: meant } = targets.get(around)!;
      throw new ParameterError(
        `gradients at ${display(around)}: expected one array of ${view.length} elements or tensor(data, [${meant.join(", ")}]), got more arrays, one at ${display(path)}`,
      );
    }
    const known = [...targets.keys()].slice(0, 8).join(", ");
    throw new ParameterError(`gradients have ${display(path)}, which is no parameter; parameters: ${known}`);
  }
  if (target.view.length !== size) {
    throw new ParameterError(
      `gradients at ${display(path)}: expected ${target.view.length} elements, got ${size}`,
    );
  }
  const hasShape = shape.length === target.shape.length && shape.every((n, axis) => n === target.shape[axis]);
  if (form === "tensor" && !hasShape) {
    throw new ParameterError(
      `gradients at ${display(path)}: expected the parameter's shape [${target.shape.join(", ")}], got [${shape.join(", ")}]`,
    );
  }
  return target;
}
