/** Measurements of the last step, from sums of its last pass. */

/** Measurements of the last step. */
export interface LastStep {
  /** Euclidean norm of all gradients of the step; NaN if it was declined. */
  readonly gradNorm: number;
  /** Euclidean norm of what the step added to the parameters. */
  readonly updateNorm: number;
  /** Whether every gradient and every update was finite; false if the step was declined. */
  readonly finite: boolean;
  /** Whether the step was taken: `skipNonFinite()` declines steps. */
  readonly taken: boolean;
}

/** Reads what was measured: sums of squares of gradient and update, 0 or NaN. */
export function lastStep(measured: Float64Array | undefined, taken: boolean): LastStep {
  if (!taken) return { gradNorm: Number.NaN, updateNorm: 0, finite: false, taken };
  const [gradient, update, nonFinite] = [...(measured ?? [])] as [number, number, number];
  return { gradNorm: Math.sqrt(gradient), updateNorm: Math.sqrt(update), finite: nonFinite === 0, taken };
}
