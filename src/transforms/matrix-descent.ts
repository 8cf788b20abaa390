/** What Muon and its family share: momentum of hidden weights that is made orthogonal, and AdamW for all other parameters. */
import { chain } from "../compose/chain.ts";
import type { WhereOptions } from "../compose/define-optimizer.ts";
import { hiddenWeights, type Layout, layouts } from "../compose/hidden-weights.ts";
import { type MatrixViews, viewsOption } from "../compose/matrix-views.ts";
import { type MomentsOptions, momentsOption } from "../compose/moments.ts";
import type { Optimizer } from "../compose/optimizer.ts";
import { rule } from "../compose/rule.ts";
import { flag, oneOf, whole } from "../options/kinds.ts";
import type { Options } from "../options/option.ts";
import { type Hyper, schedulables, within } from "../rule/hyper.ts";
import { type Pattern, pattern } from "../rule/pattern.ts";
import type { Transformation } from "../rule/transformation.ts";
import { addDecayedWeights } from "./add-decayed-weights.ts";
import { type Coefficients, coefficientsOption } from "./coefficients.ts";
import { type IterationForm, iterationForms } from "./iterations.ts";
import { type MatrixMomentum, matrixMomentum } from "./matrix-momentum.ts";
import { type Orthogonalizing, orthogonalize } from "./orthogonalize.ts";
import { scaleByLearningRate } from "./scale.ts";
import { layoutReason, type ShapeScale, scaleByShape, shapeScales } from "./scale-by-shape.ts";
import { scaleBySign } from "./scale-by-sign.ts";

/** Options of the whole family. */
export interface MatrixDescentOptions extends WhereOptions, MomentsOptions {
  /**
   * Which tensors are hidden weights: a pattern of their paths as in `partition`, or a function of path and shape. It has no default:
   * embeddings and the output layer are matrices too, and belong to AdamW. All others go there. Axes before the last two are those of a batch:
   * each matrix is by itself.
   */
  readonly matrices?: Pattern | undefined;
  /**
   * How weights lie: `"out,in"` as in PyTorch, `"in,out"` as in JAX, Keras and TensorFlow. Needed where the step depends on it; it has no
   * default.
   */
  readonly layout?: Layout | undefined;
  /**
   * How tensors are matrices, where not by their last two axes: `"flatten"`, those of more than two axes by the axis of their outputs, as kernels
   * of convolutions; or a list of patterns, each with `"flatten"`, `{ blocks: 3 }`, blocks of rows, as queries, keys and values in one where
   * outputs are rows, `{ blocks: 3, of: "columns" }` where they are columns, or `{ rows, columns }`, matrices of that size in the order of elements.
   */
  readonly shapes?: MatrixViews | undefined;
  /** Whether matrices decay only where the step goes the same way (Chen et al.: Cautious Weight Decay, 2025); default false. */
  readonly cautious?: boolean | undefined;
  /** Decay rate of the momentum, in [0, 1); default 0.95. */
  readonly momentum?: Hyper | undefined;
  /**
   * What singular values go through at each iteration, a x + b x^3 + c x^5: `"quintic"` (default), three numbers, `"polarExpress"`
   * (Amsel et al., 2025), or a list of threes, one for each iteration.
   */
  readonly coefficients?: Coefficients | undefined;
  /**
   * Which matrices are iterated on: `"direct"`, the update (default); `"gram"`, its products of rows: fewer multiplications where one side is
   * longer than the other, with other bits, and float32 errors some ten to fifty times larger: up to 7e-4, with `"polarExpress"` 3e-3, where
   * few singular values are a thousand times the others.
   */
  readonly form?: IterationForm | undefined;
  /** Number of iterations; default 5; of a list its length. */
  readonly steps?: number | undefined;
}

/** Options of AdamW beside an optimizer that has Keller Jordan's defaults for it. */
export interface OthersOptions {
  /** Step size of all others; default 3e-4. */
  readonly adamLearningRate?: Hyper | undefined;
  /** Decay rate of AdamW's first moment; default 0.9. */
  readonly adamB1?: Hyper | undefined;
  /** Decay rate of AdamW's second moment; default 0.95. */
  readonly adamB2?: Hyper | undefined;
  /** Added to the root of AdamW's second moment; default 1e-10. */
  readonly adamEps?: Hyper | undefined;
  /** Decoupled weight decay of all others; default 0. */
  readonly adamWeightDecay?: Hyper | undefined;
}

/** What options of the family may be. */
export const matrixDescentOptions: Options<
  Omit<MatrixDescentOptions & OthersOptions, keyof WhereOptions> &
    Record<"learningRate" | "weightDecay" | "eps" | "nesterov" | "scale", unknown>
> = {
  ...momentsOption,
  matrices: pattern,
  layout: oneOf(...layouts),
  shapes: viewsOption,
  ...schedulables("learningRate", "weightDecay", "eps"),
  ...within({ momentum: "[0, 1)", adamB1: "[0, 1)", adamB2: "[0, 1)" }),
  ...within({ adamLearningRate: "[0, inf)", adamEps: "[0, inf)", adamWeightDecay: "[0, inf)" }),
  nesterov: flag,
  cautious: flag,
  coefficients: coefficientsOption,
  form: oneOf(...iterationForms),
  steps: whole(1, 100),
  scale: oneOf(...shapeScales),
};

/** Decay only where the direction, which a step subtracts, has the parameter's sign. */
const cautiousDecay = rule({
  name: "cautiousDecay",
  hyper: { weightDecay: 0 },
  text: "u = g + weightDecay*where(g*p >= 0, p, 0)",
});

/** Which tensors are hidden weights, and what follows their direction. */
export interface HiddenDescent {
  readonly matrices?: Pattern | undefined;
  readonly layout?: Layout | undefined;
  readonly shapes?: MatrixViews | undefined;
  readonly learningRate: Hyper;
  readonly weightDecay: Hyper;
  readonly cautious?: boolean | undefined;
  readonly scale: ShapeScale;
  /** Why the layout matters; without it, the scale decides. */
  readonly needsLayout?: string;
}

/** How hidden weights move along an orthogonal momentum. */
export interface MatrixDescent extends HiddenDescent, Orthogonalizing {
  readonly momentum?: Hyper | undefined;
  readonly nesterov: boolean;
  /** What the momentum is: a mean without it. */
  readonly sums?: MatrixMomentum;
  /** Whether the sign of the momentum is made orthogonal. */
  readonly isSigned?: boolean;
  /** What becomes of an orthogonal matrix before its scale. */
  readonly normalized?: Transformation;
}

/** The optimizer: hidden weights move along a direction, with scale, decay and rate; all others by another optimizer. */
export function hiddenDescent(
  name: string,
  how: HiddenDescent,
  direction: Transformation,
  others: Transformation,
): Optimizer {
  const { matrices, layout, shapes, scale, weightDecay, needsLayout = layoutReason(scale) } = how;
  const hidden = chain(
    direction,
    scaleByShape(scale, layout),
    how.cautious ? cautiousDecay({ weightDecay }) : addDecayedWeights(weightDecay),
    scaleByLearningRate(how.learningRate),
  );
  return hiddenWeights(name, { matrices, layout, shapes, needsLayout }, hidden, others);
}

/** The same along an orthogonal momentum. */
export function matrixDescent(name: string, how: MatrixDescent, others: Transformation): Optimizer {
  const direction = chain(
    matrixMomentum(how.sums ?? "plain", how.nesterov, how.momentum ?? 0.95),
    ...(how.isSigned ? [scaleBySign()] : []),
    orthogonalize(how),
    ...(how.normalized ? [how.normalized] : []),
  );
  return hiddenDescent(name, how, direction, others);
}

/** What AdamW is given, with Keller Jordan's defaults. */
export const optionsOfAdamw = (given: OthersOptions) => ({
  learningRate: given.adamLearningRate ?? 3e-4,
  b1: given.adamB1 ?? 0.9,
  b2: given.adamB2 ?? 0.95,
  eps: given.adamEps ?? 1e-10,
  weightDecay: given.adamWeightDecay ?? 0,
});
