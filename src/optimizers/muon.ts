/**
 * Muon. Jordan, Jin, Boza, You, Cesista, Newhouse, Bernstein: Muon: An optimizer for hidden layers in neural networks, 2024; the
 * iteration also Bernstein, Newhouse: Old Optimizer, New Norm: An Anthology, 2024.
 */

import { defineOptimizer } from "../compose/define-optimizer.ts";
import { oneOf } from "../options/kinds.ts";
import type { Hyper } from "../rule/hyper.ts";
import {
  type MatrixDescentOptions,
  matrixDescent,
  matrixDescentOptions,
} from "../transforms/matrix-descent.ts";
import type { ShapeScale } from "../transforms/scale-by-shape.ts";
import { adamw } from "./adamw.ts";
import { formsOfMuon, type MuonLike } from "./muon-forms.ts";

/** Options of `muon`. */
export interface MuonOptions extends MatrixDescentOptions {
  /** Which form; without it Keller Jordan's. */
  readonly like?: MuonLike | undefined;
  /** Step size of matrices; default 0.02, torch 0.001, keras 0.001, dion 0.01. */
  readonly learningRate?: Hyper | undefined;
  /** Decoupled weight decay of matrices: the share that a step of rate 1 subtracts; default 0, torch 0.1, keras 0.004, dion 0.01. */
  readonly weightDecay?: Hyper | undefined;
  /** Whether to look ahead along the momentum; default true, timm false, dion false. */
  readonly nesterov?: boolean | undefined;
  /** Guards the division by the norm; default 1e-7, optax 1e-8, dion 1e-8. */
  readonly eps?: Hyper | undefined;
  /**
   * By what the orthogonalised matrix is multiplied: `"original"`, the root of max(1, out/in) (default); `"matchRms"`, 0.2 times the root of the
   * longer side, so that rates and decays of AdamW carry over (keras, timm); `"spectral"`, the root of out/in (dion); `"none"`.
   */
  readonly scale?: ShapeScale | undefined;
  /** Step size of all others; default 3e-4, torch 0.001, optax 0.02, keras 0.001, timm 0.02, dion 0.01; but for default and torch that of matrices. */
  readonly adamLearningRate?: Hyper | undefined;
  /** Decay rate of AdamW's first moment; default 0.9. */
  readonly adamB1?: Hyper | undefined;
  /** Decay rate of AdamW's second moment; default 0.95, torch 0.999, optax 0.999, keras 0.999. */
  readonly adamB2?: Hyper | undefined;
  /** Added to the root of AdamW's second moment; default 1e-10, torch 1e-8, optax 1e-8, keras 1e-7, timm 1e-7, dion 1e-8; in optax, timm and dion it is `eps`. */
  readonly adamEps?: Hyper | undefined;
  /** Decoupled weight decay of all others; default 0, torch 0.01, keras 0.004, dion 0.01; in timm and dion that of matrices. */
  readonly adamWeightDecay?: Hyper | undefined;
}

/**
 * Momentum whose step is made orthogonal: of hidden weights, which act as matrices, all directions move by about the same length, where a
 * plain step moves mostly along a few. Five iterations of a polynomial do it, with products of matrices alone.
 *
 * Use it for the hidden weights of networks, with AdamW for embeddings, the output layer, biases and gains, which `matrices` divides. Its
 * rates are not those of AdamW; with `scale: "matchRms"` they are (Liu et al.: Muon is Scalable for LLM Training, 2025).
 *
 * `like`: keller and the default are the authors' code, a mean as momentum; torch has the larger of norm and eps below, and decays by 0.1;
 * optax corrects the bias of its mean, with the next step's correction in Nesterov's form; keras has a sum as momentum, and its scale is
 * `"matchRms"`; timm has five polynomials that were searched for, the larger of norm and eps below, `"matchRms"` and no Nesterov's momentum;
 * dion, the Muon beside the code for Dion, has a sum, `"polarExpress"`, `"spectral"` and no Nesterov's momentum. All others are AdamW in the form
 * of `like`, that of torch with timm and dion; optax's with Nesterov's momentum where matrices have it.
 *
 * Defaults: those of the authors' code, with its rate for AdamW. Where `layout` is needed, it has none.
 * While it runs, `descent.set()` of `learningRate`, `weightDecay` or `eps` changes that of matrices and of all others. Names of one alone are
 * `"muon.learningRate"`, `"adamw.learningRate"`, and so with `weightDecay`, `"orthogonalize.eps"`, `"adam.eps"`.
 *
 * A matrix with more rows than columns comes to the iterations as its transpose, so that X X^T is as small as it can be.
 *
 * Deviations: everything is computed in the parameters' type; the authors, torch, timm and dion round matrices to bfloat16 for the iterations, which
 * errs by about 2e-2. `c*A @ A` is `c*(A @ A)`, where Python multiplies A by c first. torch has Muon alone, its AdamW is an optimizer of its
 * own. Keller Jordan's scale of a convolution is by the sides of its kernel, here by those of the flattened matrix; timm's choice of tensors by
 * their shapes, and its NAdamW beside Nesterov's momentum, are left to the user. A gradient of zeros gives a step of zeros; one row or one
 * column becomes a vector of length 0.7 to 1.2; singular values below a thousandth of the norm are not brought up to 1 within five iterations:
 * each makes them 3.4445 times larger.
 *
 * Memory: 4 bytes a parameter of a matrix (float32), 8 of all others; 4 more and some matrices that all tensors share for the iterations.
 *
 * @example
 * const optimizer = muon({ matrices: /^blocks.*weight$/, layout: "out,in", learningRate: 0.02, adamLearningRate: 3e-4 });
 */
export const muon = defineOptimizer<MuonOptions>(
  "muon",
  { ...matrixDescentOptions, like: oneOf(...Object.keys(formsOfMuon)) },
  ({ like, ...given }) => {
    const form = { ...formsOfMuon[like ?? "keller"], ...given } as const;
    const others = adamw({
      like: form.adamLike,
      learningRate: form.adamLearningRate ?? form.learningRate,
      b1: form.adamB1 ?? 0.9,
      b2: form.adamB2,
      eps: form.adamEps ?? form.eps,
      weightDecay: form.adamWeightDecay ?? form.weightDecay,
      nesterov: like === "optax" ? form.nesterov : undefined,
    });
    return matrixDescent("muon", form, others);
  },
);
