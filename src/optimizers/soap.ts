/**
 * SOAP. Vyas, Morwani, Zhao, Kwun, Shapira, Brandfonbrener, Janson, Kakade: SOAP: Improving and Stabilizing Shampoo using Adam, ICLR 2025,
 * Algorithm 3.
 */

import { bySides } from "../compose/by-sides.ts";
import { chain } from "../compose/chain.ts";
import { defineOptimizer, type WhereOptions } from "../compose/define-optimizer.ts";
import { whole } from "../options/kinds.ts";
import { type Hyper, schedulable } from "../rule/hyper.ts";
import { type Pattern, pattern } from "../rule/pattern.ts";
import { soapOfBoth, soapOfColumns, soapOfRows } from "../transforms/scale-by-soap.ts";
import { soapOfElements, soapStep } from "../transforms/soap-step.ts";

/** Options of `soap`. */
export interface SoapOptions extends WhereOptions {
  /** Step size; default 0.003. */
  readonly learningRate?: Hyper | undefined;
  /** Decay rate of the first moment; default 0.95. */
  readonly b1?: Hyper | undefined;
  /** Decay rate of the second moment, that of the gradient in the eigenbases; default 0.95. */
  readonly b2?: Hyper | undefined;
  /** Decay rate of the two matrices; by default `b2`. */
  readonly b3?: Hyper | undefined;
  /** Added to the root of the second moment, above 0; default 1e-8. */
  readonly eps?: Hyper | undefined;
  /** Weight decay: the share of the parameter that is subtracted after a step of rate 1; default 0.01. */
  readonly weightDecay?: Hyper | undefined;
  /** Every how many steps the eigenvectors follow the matrices; default 10. */
  readonly every?: Hyper | undefined;
  /** The longest side that has eigenvectors; default 10000. They take as many numbers as its square, twice. */
  readonly maxSide?: number | undefined;
  /**
   * Which tensors of two axes are taken as matrices, a pattern of their paths as in `partition`, or a function of path and shape; all without
   * it. Others go to Adam.
   */
  readonly matrices?: Pattern | undefined;
}

/**
 * Adam in the eigenbases of Shampoo's two matrices, the decaying means of g g' and g' g: there second moments say more of the gradient than
 * element by element. The bases follow the matrices every some steps, by a step of power iteration and a QR factorisation.
 *
 * Use it in place of AdamW for networks whose weights are matrices: the paper needs at least 40 % fewer steps for language models. A step
 * costs some products of matrices, and now and then a factorisation.
 *
 * Defaults: those of the authors' code.
 *
 * Deviations: the authors compute eigenvectors in float32; here they are float64, rounded to the parameters' type. As theirs, the first step
 * finds the eigenvectors and moves nothing; bias corrections are those of Adam's eps-hat form, counted from the second step; the decay
 * comes after the step. Tensors of more than two axes are asked for, since here a matrix has two. Where a first gradient leaves
 * eigenvectors open, as one with fewer rows than columns does, they are what the algorithm gives. Gradients of low rank, float32: rounding in
 * the directions that they lack is divided by its own root where `eps` is below it, so steps are longer than in float64 and less along the
 * gradient; an `eps` of 1e-6 of the gradient's norm leaves the lengths of float64.
 *
 * Memory: 8 bytes a parameter (float32), and of an m x n matrix 8 (m^2 + n^2) bytes; 20 more a parameter for the products.
 *
 * @example
 * const optimizer = soap({ learningRate: 3e-3, weightDecay: 0.01 });
 */
export const soap = defineOptimizer<SoapOptions>(
  "soap",
  {
    learningRate: schedulable(),
    ...soapOfBoth.options,
    weightDecay: schedulable(),
    maxSide: whole(1, 2 ** 20),
    matrices: pattern,
  },
  ({ learningRate, weightDecay, maxSide = 10000, matrices, b1, b2, b3 = b2, eps, every }) => {
    const hyper = { b1, b2, b3, eps, every };
    const ofMatrices = (direction: typeof soapOfBoth | typeof soapOfRows | typeof soapOfColumns) =>
      chain(direction(hyper), soapStep({ learningRate, weightDecay }));
    return bySides(
      "soap",
      { matrices, maxSide },
      {
        both: ofMatrices(soapOfBoth),
        rows: ofMatrices(soapOfRows),
        columns: ofMatrices(soapOfColumns),
        others: chain(soapOfElements({ b1, b2, eps }), soapStep({ learningRate, weightDecay })),
      },
    );
  },
);
