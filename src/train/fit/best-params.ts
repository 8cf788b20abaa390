/** Parameters by path, as a checkpoint can hold them, and back into a tree. */
import { leafOf, mapTree } from "../../adapters/jax-js/leaves.ts";
import { OptionError } from "../../options/option.ts";

/** Parameters by path, flat: `{ "layer1.weight": Float32Array }`. */
export type BestParams = Readonly<Record<string, Float32Array | Float64Array>>;

/** The parameters of a tree by path; its own arrays. */
export function byPath(tree: unknown): BestParams {
  const found: Record<string, Float32Array | Float64Array> = {};
  mapTree(tree, (value, path) => {
    found[path] = leafOf(value)!.values as Float32Array;
  });
  return found;
}

/** Writes parameters into a tree that has memory of its own. @throws OptionError if they are not those of the tree. */
export function fill<T>(tree: T, params: BestParams): T {
  mapTree(tree, (value, path, around, key) => {
    const { values, isNumber } = leafOf(value)!;
    const given = params[path];
    if (given?.length !== values.length) {
      throw new OptionError(
        `fit: resume.best must have ${values.length} values for ${JSON.stringify(path)}; got ${given ? given.length : "none"}`,
      );
    }
    if (isNumber) Object.assign(around, { [key]: given[0] });
    else values.set(given);
  });
  return tree;
}
