/**
 * Muon. Jordan, Jin, Boza, You, Cesista, Newhouse, Bernstein: Muon: An optimizer for hidden layers in neural networks, 2024; the
 * iteration also Bernstein, Newhouse: Old Optimizer, New Norm: An Anthology, 2024.
 */

import { chain } from "../compose/chain.ts";
import { defineOptimizer, type WhereOptions } from "../compose/define-optimizer.ts";
import { hiddenWeights, type Layout, layouts } from "../compose/hidden-weights.ts";
import { type MomentsOptions, momentsOption } from "../compose/moments.ts";
import { rule } from "../compose/rule.ts";
import { flag, oneOf, whole } from "../options/kinds.ts";
import { type Hyper, schedulables, within } from "../rule/hyper.ts";
import { type Pattern, pattern } from "../rule/pattern.ts";
import { addDecayedWeights } from "../transforms/add-decayed-weights.ts";
import { type Coefficients, coefficientsOption } from "../transforms/coefficients.ts";
import { matrixMomentum } from "../transforms/matrix-momentum.ts";
import { orthogonalize } from "../transforms/orthogonalize.ts";
import { scaleByLearningRate } from "../transforms/scale.ts";
import { layoutReason, type ShapeScale, scaleByShape, shapeScales } from "../transforms/scale-by-shape.ts";
import { adamw } from "./adamw.ts";
import { formsOfMuon, type MuonLike } from "./muon-forms.ts";

/** Options of `muon`. */
export interface MuonOptions extends WhereOptions, MomentsOptions {
  /**
   * Which tensors are hidden weights, of two axes: a pattern of their paths as in `partition`, or a function of path and shape. It has no
   * default: embeddings and the output layer are matrices too, and belong to AdamW. All others go there.
   */
  readonly matrices?: Pattern | undefined;
  /**
   * How weights lie: `"out,in"` as in PyTorch, `"in,out"` as in JAX, Keras and TensorFlow. Needed where the scale depends on it; it has no
   * default.
   */
  readonly layout?: Layout | undefined;
  /** Which form; without it Keller Jordan's. */
  readonly like?: MuonLike | undefined;
  /** Step size of matrices; default 0.02, torch 0.001, keras 0.001. */
  readonly learningRate?: Hyper | undefined;
  /** Decoupled weight decay of matrices: the share that a step of rate 1 subtracts; default 0, torch 0.1, keras 0.004. */
  readonly weightDecay?: Hyper | undefined;
  /** Whether matrices decay only where the step goes the same way (Chen et al.: Cautious Weight Decay, 2025); default false. */
  readonly cautious?: boolean | undefined;
  /** Decay rate of the momentum, in [0, 1); default 0.95. */
  readonly momentum?: Hyper | undefined;
  /** Whether to look ahead along the momentum; default true. */
  readonly nesterov?: boolean | undefined;
  /** Guards the division by the norm; default 1e-7, optax 1e-8. */
  readonly eps?: Hyper | undefined;
  /**
   * What singular values go through at each iteration, a x + b x^3 + c x^5: `"quintic"` (default), three numbers, `"polarExpress"`
   * (Amsel et al., 2025), or a list of threes, one for each iteration.
   */
  readonly coefficients?: Coefficients | undefined;
  /** Number of iterations; default 5, of a list its length. */
  readonly steps?: number | undefined;
  /**
   * By what the orthogonalised matrix is multiplied: `"original"`, the root of max(1, out/in) (default); `"matchRms"`, 0.2 times the root of the
   * longer side, so that rates and decays of AdamW carry over (keras); `"spectral"`, the root of out/in; `"none"`.
   */
  readonly scale?: ShapeScale | undefined;
  /** Step size of all others; default 3e-4, torch 1e-3; with optax and keras that of matrices. */
  readonly adamLearningRate?: Hyper | undefined;
  /** Decay rate of AdamW's first moment; default 0.9. */
  readonly adamB1?: Hyper | undefined;
  /** Decay rate of AdamW's second moment; default 0.95, torch 0.999, optax 0.999, keras 0.999. */
  readonly adamB2?: Hyper | undefined;
  /** Added to the root of AdamW's second moment; default 1e-10, torch 1e-8, keras 1e-7; with optax it is `eps`. */
  readonly adamEps?: Hyper | undefined;
  /** Decoupled weight decay of all others; default 0, torch 0.01, keras 0.004. */
  readonly adamWeightDecay?: Hyper | undefined;
}

/** Decay only where the direction, which a step subtracts, has the parameter's sign. */
const cautiousDecay = rule({
  name: "cautiousDecay",
  hyper: { weightDecay: 0 },
  text: "u = g + weightDecay*where(g*p >= 0, p, 0)",
});

/**
 * Momentum whose step is made orthogonal: of hidden weights, which act as matrices, all directions move by about the same length, where a
 * plain step moves mostly along a few. Five iterations of a polynomial do it, with products of matrices alone.
 *
 * Use it for the hidden weights of networks, with AdamW for embeddings, the output layer, biases and gains, which `matrices` divides. Its
 * rates are not those of AdamW; with `scale: "matchRms"` they are (Liu et al.: Muon is Scalable for LLM Training, 2025).
 *
 * `like`: keller and the default are the authors' code, a mean as momentum; torch has the larger of norm and eps below, and decays by 0.1;
 * optax corrects the bias of its mean, with the next step's correction in Nesterov's form; keras has a sum as momentum, and its scale is
 * `"matchRms"`. All others are AdamW in the form of `like`, optax's with Nesterov's momentum where matrices have it.
 *
 * Defaults: those of the authors' code, with its rate for AdamW. Where `layout` is needed, it has none.
 *
 * Deviations: everything is computed in the parameters' type; the authors and torch round matrices to bfloat16 for the iterations, which
 * errs by about 2e-2. `c*A @ A` is `c*(A @ A)`, where Python multiplies A by c first. torch has Muon alone, its AdamW is an optimizer of its
 * own. A gradient of zeros gives a step of zeros; one row or one column becomes a vector of length 0.7 to 1.2; singular values below a
 * thousandth of the norm are not brought up to 1 within five iterations: each makes them 3.4445 times larger.
 *
 * Memory: 4 bytes a parameter of a matrix (float32), 8 of all others; 4 more and some matrices that all tensors share for the iterations.
 *
 * @example
 * const optimizer = muon({ matrices: /^blocks.*weight$/, layout: "out,in", learningRate: 0.02, adamLearningRate: 3e-4 });
 */
export const muon = defineOptimizer<MuonOptions>(
  "muon",
  {
    ...momentsOption,
    matrices: pattern,
    layout: oneOf(...layouts),
    like: oneOf(...Object.keys(formsOfMuon)),
    ...schedulables("learningRate", "weightDecay", "momentum", "eps"),
    ...within({ adamB1: "[0, 1)", adamB2: "[0, 1)" }),
    ...within({ adamLearningRate: "[0, inf)", adamEps: "[0, inf)", adamWeightDecay: "[0, inf)" }),
    nesterov: flag,
    cautious: flag,
    coefficients: coefficientsOption,
    steps: whole(1, 100),
    scale: oneOf(...shapeScales),
  },
  ({ like, matrices, layout, momentum = 0.95, nesterov = true, cautious = false, ...given }) => {
    const form = formsOfMuon[like ?? "keller"];
    const { learningRate, weightDecay, scale, coefficients, steps, eps, ...adam } = {
      ...form,
      ...given,
    } as const;
    const { adamLearningRate = learningRate, adamB1 = 0.9, adamB2, adamEps = eps, adamWeightDecay } = adam;
    const hidden = chain(
      matrixMomentum(form.momentum, nesterov, momentum),
      orthogonalize({ coefficients, steps, isClamped: like === "torch", eps }),
      scaleByShape(scale, layout),
      cautious ? cautiousDecay({ weightDecay }) : addDecayedWeights(weightDecay),
      scaleByLearningRate(learningRate),
    );
    const others = adamw({
      like: like === "keller" ? undefined : like,
      learningRate: adamLearningRate,
      b1: adamB1,
      b2: adamB2,
      eps: adamEps,
      weightDecay: adamWeightDecay,
      nesterov: like === "optax" ? nesterov : undefined,
    });
    return hiddenWeights("muon", { matrices, layout, needsLayout: layoutReason(scale) }, hidden, others);
  },
);
