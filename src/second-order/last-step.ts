/** What a closure gives a step, and what the step then says of itself. */
import { ParameterError } from "../descent/tree.ts";
import { shown } from "../options/shown.ts";

/** What a step says of itself. */
export interface LastClosureStep {
  /** The function's value at the parameters, where the step evaluated it; NaN where it did not. */
  readonly loss: number;
  /** Euclidean norm of the gradient that the step began with. */
  readonly gradNorm: number;
  /** Euclidean norm of what the step added to the parameters. */
  readonly updateNorm: number;
  /** Whether the gradient there, and parameters, value and gradient at its end, were finite. */
  readonly finite: boolean;
  /** Whether the step was taken: it is not where no point along it lies lower. */
  readonly taken: boolean;
  /** How often the step called the closure. */
  readonly evaluations: number;
  /** What the direction was multiplied by; of `newton` the radius of the trust region. */
  readonly stepSize: number;
}

/** What a closure has returned. @throws ParameterError if it is no number. */
export function lossFrom(value: unknown): number {
  if (typeof value === "number") return value;
  if (typeof value === "object" && value !== null && "then" in value) {
    // Nobody awaits it: its failure must not end the process.
    Promise.resolve(value).catch(() => {});
    throw new ParameterError("the closure must return a number; got a promise: it must not be async");
  }
  throw new ParameterError(
    `the closure must return a number, the loss at the parameters; got ${shown(value)}`,
  );
}
