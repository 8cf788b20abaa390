/** What a race needs of a problem. Whatever it computes has the same bits on every engine: only the operations of `glissade/language`. */

import type { Point, Window } from "../experiment.ts";

/** A problem, ready to be raced on with the random numbers of one seed. */
export interface Problem {
  /** How many parameters. */
  readonly dimension: number;
  /** Where the parameters start. */
  readonly start: Float64Array;
  /** How many rows and columns they have, where they are a matrix. */
  readonly shape?: readonly [rows: number, columns: number];
  /** Where each parameter may be, if anywhere. */
  readonly bounds: readonly [min: number, max: number] | null;
  /** The loss without noise, over all data: what curves show. */
  loss(p: Float64Array): number;
  /**
   * Writes the gradient of a step.
   *
   * @param step - from 1; with the seed it decides noise and minibatch, so all contestants meet the same.
   * @returns the loss that belongs to this gradient, for optimizers that read it; noise of the gradient is no part of it.
   */
  gradient(p: Float64Array, step: number, into: Float64Array): number;
}

/** A problem for each seed, and what can be drawn of it. */
export interface PreparedProblem {
  /** @param seed - a whole number from 0. */
  forSeed(seed: number): Problem;
  /** Its surface, if it is one of the plane. */
  readonly surface: Surface | null;
  /** What a model makes of the plane, if it is a model of points there. */
  readonly picture: Picture | null;
}

/** A problem of the plane can be drawn. */
export interface Surface {
  readonly window: Window;
  /** Its value at a point. */
  at(x: number, y: number): number;
  /** Where its minima are, if they are known. */
  readonly minima: readonly Point[];
  /** The function and its derivatives in TeX. */
  readonly tex: { readonly f: string; readonly dx: string; readonly dy: string };
}

/** A model that tells two classes of points apart: how sure it is of the second, everywhere in the plane. */
export interface Picture {
  readonly window: Window;
  /** The points to learn from: x and y in turn. */
  readonly points: Float64Array;
  /** Their classes, 0 or 1. */
  readonly classes: Uint8Array;
  /** The probability of class 1 over a grid, row by row from the lower left, at the middle of each cell. */
  over(p: Float64Array, width: number, height: number): Float64Array;
}
