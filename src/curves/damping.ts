/**
 * The step of Levenberg and Marquardt within a trust region: the lambda for which the solution of [J; sqrt(lambda) D] p = -[r; 0] has ||D p|| within a tenth of
 * the radius. Moré: The Levenberg-Marquardt algorithm: implementation and theory, Numerical Analysis, Lecture Notes in Mathematics 630, 1978, section 5.
 */
import { firstNotFinite } from "./system.ts";
import { normOf, type Triangle } from "./triangle.ts";

/** How far ||D p|| may be from the radius, relative to it. */
const tolerance = 0.1;
const tiny = 2 ** -1022;

/** Where `dampedStep` works: numbers for each parameter. */
export interface DampingWork {
  readonly scaled: Float64Array;
  readonly solution: Float64Array;
}

export const dampingWork = (count: number): DampingWork => ({
  scaled: new Float64Array(count),
  solution: new Float64Array(count),
});

/** ||D p||. */
export function scaledNorm(scale: ArrayLike<number>, step: Float64Array, scaled: Float64Array): number {
  for (let j = 0; j < step.length; j++) scaled[j] = (scale[j] || 1) * step[j]!;
  return normOf(0, scaled, 0, step.length);
}

/** The triangle of [J; sqrt(lambda) D]: until the next one of the same Jacobian. */
export const damp = (jacobian: Triangle, scale: ArrayLike<number>, lambda: number): Triangle =>
  jacobian.above(scale, Math.sqrt(lambda));

/** ||R^-T D^2 p / ||D p||||^2: how fast ||D p|| falls with lambda. */
function slope(
  triangle: Triangle,
  scale: ArrayLike<number>,
  step: Float64Array,
  length: number,
  solution: Float64Array,
): number {
  for (let j = 0; j < step.length; j++) solution[j] = scale[j]! * ((scale[j]! * step[j]!) / length);
  triangle.solveTransposed(solution);
  const norm = normOf(0, solution, 0, solution.length);
  return norm * norm;
}

/**
 * Writes the step; returns its lambda.
 *
 * @param jacobian - of the Jacobian, with the residuals as right-hand side.
 * @param scale - D, above 0.
 * @param lambda - where the search begins: that of the step before.
 */
export function dampedStep(
  jacobian: Triangle,
  scale: ArrayLike<number>,
  radius: number,
  lambda: number,
  step: Float64Array,
  { scaled, solution }: DampingWork,
): number {
  const { count } = jacobian;
  step.fill(0);
  const isRegular = jacobian.solve(step) && firstNotFinite(step) < 0;
  let low = 0;
  let excess = Number.POSITIVE_INFINITY;
  let length = 0;
  if (isRegular) {
    length = scaledNorm(scale, step, scaled);
    excess = length - radius;
    if (excess <= tolerance * radius) return 0;
    low = excess / radius / slope(jacobian, scale, step, length, solution);
    if (!(low < Number.POSITIVE_INFINITY)) low = 0;
  }
  for (let j = 0; j < count; j++) solution[j] = jacobian.gradient(j) / scale[j]!;
  const steepness = normOf(0, solution, 0, count);
  let high = steepness / radius || tiny / Math.min(radius, tolerance);
  let found = Math.min(Math.max(lambda, low), high) || (length > 0 ? steepness / length : high);
  for (let turn = 1; ; turn++) {
    if (found === 0) found = Math.max(tiny, 0.001 * high);
    const damped = damp(jacobian, scale, found);
    const isSolved = damped.solve(step);
    length = scaledNorm(scale, step, scaled);
    const before = excess;
    excess = length - radius;
    const isBelow = low === 0 && excess <= before && before < 0;
    if (!isSolved || length === 0 || Math.abs(excess) <= tolerance * radius || isBelow || turn === 10)
      return found;
    const correction = excess / radius / slope(damped, scale, step, length, solution);
    if (excess > 0) low = Math.max(low, found);
    else high = Math.min(high, found);
    found = Math.max(low, found + correction);
  }
}
