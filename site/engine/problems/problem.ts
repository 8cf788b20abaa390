/** What a race needs of a problem. Whatever it computes has the same bits on every engine: only the operations of `glissade/language`. */

import type { Window } from "../experiment.ts";

/** A problem, ready to be raced on with the random numbers of one seed. */
export interface Problem {
  /** How many parameters. */
  readonly dimension: number;
  /** Where the parameters start. */
  readonly start: Float64Array;
  /** Where each parameter may be, if anywhere. */
  readonly bounds: readonly [min: number, max: number] | null;
  /** The loss without noise, over all data: what curves show. */
  loss(p: Float64Array): number;
  /**
   * Writes the gradient of a step.
   *
   * @param step - from 1; with the seed it decides noise and minibatch, so all contestants meet the same.
   * @returns the loss that belongs to this gradient, for optimizers that read it.
   */
  gradient(p: Float64Array, step: number, into: Float64Array): number;
}

/** A problem of the plane can be drawn. */
export interface Surface {
  readonly window: Window;
  /** Its value at a point. */
  at(x: number, y: number): number;
  /** Where its minima are, if they are known. */
  readonly minima: readonly (readonly [x: number, y: number])[];
}
