/** What `minimize` finds, and what it says of its steps. */
import type { Live } from "../descent/tree.ts";
import type { Criterion } from "./tolerance.ts";

/** A step of `minimize`, as `onStep` gets it. */
export interface MinimizeStep<P> {
  /** The point after the step: a copy. */
  readonly x: Live<P>;
  readonly value: number;
  readonly gradNorm: number;
  /** Steps taken so far. */
  readonly steps: number;
}

/** A method's type: options for any parameters then fit those for these. */
export type OnStep<P> = { call(step: MinimizeStep<P>): unknown }["call"];

/** What `minimize` found. */
export interface Minimum<P> {
  /**
   * The best point seen, a copy with the structure of the start: the point of the lowest finite value (the highest, for an
   * optimizer that maximizes) among all steps and the parameters to evaluate with at the end. The start if no value was
   * finite.
   */
  readonly x: Live<P>;
  /** The function's value there. */
  readonly value: number;
  /** Euclidean norm of the gradient there, without the components that point out of the bounds. */
  readonly gradNorm: number;
  /** Steps taken. */
  readonly steps: number;
  /**
   * Why it ended: within the tolerance; stopped by `onStep`; steps used up; value or gradient not finite; `stalled` where `lbfgs` or `newton` finds no
   * lower point, mostly since the numbers' precision has no more to give.
   */
  readonly status: "converged" | "stopped" | "steps" | "notFinite" | "stalled";
  /** Which tolerance was met, if it has converged. */
  readonly criterion?: Criterion;
}
