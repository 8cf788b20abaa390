/**
 * One optimizer for the hidden weights of a network, which act as matrices, another for all other parameters. The user says which those are
 * and, where it matters, how they lie: nothing in a tensor's shape tells an embedding from a hidden weight.
 */
import { type Pattern, selectorOf } from "../rule/pattern.ts";
import { type Advice, type Divided, Partition, type Transformation } from "../rule/transformation.ts";
import { flattens, type MatrixViews, viewed } from "./matrix-views.ts";
import { Optimizer } from "./optimizer.ts";

/** How weights lie, by their two axes. */
export const layouts = ["out,in", "in,out"] as const;

/** How weights lie: `"out,in"` as in PyTorch, `"in,out"` as in JAX, Keras and TensorFlow. */
export type Layout = (typeof layouts)[number];

/** What the user says of hidden weights. */
export interface HiddenWeights {
  readonly matrices: Pattern | undefined;
  readonly layout: Layout | undefined;
  /** How they are matrices, where not by their last two axes. */
  readonly shapes?: MatrixViews | undefined;
  /** Why the layout matters; undefined where it does not. */
  readonly needsLayout: string | undefined;
}

/** Words in the paths of matrices that are no hidden weights. */
const doubtful = /embed|wte|wpe|head/i;

const listed = (parameters: readonly Divided[]): string =>
  parameters
    .filter(({ shape }) => shape.length >= 2)
    .map(({ path, shape }) => `${path ? `"${path}"` : "the root"} ${shape.join(" x ")}`)
    .join(", ") || "none";

function adviceFor(name: string, { matrices, layout, shapes, needsLayout }: HiddenWeights): Advice {
  const reason =
    needsLayout ?? (flattens(shapes) ? "a tensor is flattened by the axis of its outputs" : undefined);
  return {
    labels: [name, "adamw"],
    asks(parameters) {
      if (matrices === undefined)
        return `${name}: matrices says which tensors are hidden weights and has no default; tensors of two or more axes are: ${listed(parameters)}${parameters.some(({ shape }) => shape.length >= 2) ? "" : " (an array has one axis: give it its shape with tensor(data, [rows, columns]))"}. Embeddings and the output layer are better left out: give a pattern such as "blocks.*.weight", or a function of path and shape`;
      if (layout === undefined && reason !== undefined)
        return `${name}: layout has no default, since ${reason}: give "out,in" where weights lie as in PyTorch, "in,out" as in JAX, Keras and TensorFlow`;
      const hidden = parameters.filter(({ path, shape }) => selectorOf(matrices).matches(path, shape));
      const flat = hidden.find(({ shape }) => shape.length < 2);
      if (flat)
        return `${name}: matrices takes ${flat.path ? `"${flat.path}"` : "the root"}, which has the shape [${flat.shape.join(", ")}] and is no matrix: narrow the pattern, or give it its shape with tensor(data, [rows, columns])`;
      const [unused] = (typeof shapes === "object" ? shapes : []).filter(
        ([pattern]) =>
          !selectorOf(pattern).optional &&
          !hidden.some(({ path, shape }) => selectorOf(pattern).matches(path, shape)),
      );
      if (unused)
        return `${name}: the pattern "${selectorOf(unused[0]).text}" of shapes matches no hidden weight; these are: ${listed(hidden)}`;
      return undefined;
    },
    viewOf: (index, parameter) =>
      index === 0 && shapes ? viewed(name, shapes, layout !== "in,out", parameter) : undefined,
    doubts(index, { path, shape }) {
      if (index !== 0) return undefined;
      const word = doubtful.exec(path)?.[0];
      if (word)
        return `${name} takes "${path}" as a hidden weight, and its path has "${word}": embeddings and output layers are better left out`;
      if (shape.length !== 4 || shapes !== undefined) return undefined;
      const [rows, columns] = shape.slice(-2);
      const many = shape[0]! * shape[1]!;
      return `${name} takes "${path}" as ${many} matrices of ${rows} x ${columns}: say shapes: "flatten" if it is the kernel of a convolution`;
    },
  };
}

/** The optimizer. What the user has not said is asked for at `init`, which knows the tensors. */
export function hiddenWeights(
  name: string,
  said: HiddenWeights,
  hidden: Transformation,
  others: Transformation,
): Optimizer {
  const { matrices = { pattern: "matrices", optional: true } } = said;
  const cases = [
    [selectorOf(matrices), hidden],
    [selectorOf({ pattern: "*", optional: true }), others],
  ] as const;
  return new Optimizer([new Partition(cases, false, adviceFor(name, said))]);
}
