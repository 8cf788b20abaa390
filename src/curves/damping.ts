/**
 * The step of Levenberg and Marquardt within a trust region: the lambda for which the solution of [J; sqrt(lambda) D] p = -[r; 0] has ||D p|| within a tenth of
 * the radius. Moré: The Levenberg-Marquardt algorithm: implementation and theory, Numerical Analysis, Lecture Notes in Mathematics 630, 1978, section 5.
 */
import { normOf, type Triangle } from "./triangle.ts";

/** How far ||D p|| may be from the radius, relative to it. */
const tolerance = 0.1;
const tiny = 2 ** -1022;

/** A step and its lambda. */
export interface Damped {
  readonly step: Float64Array;
  readonly lambda: number;
}

const scaled = (scale: ArrayLike<number>, step: Float64Array): Float64Array =>
  step.map((value, j) => scale[j]! * value);

/** The triangle of [J; sqrt(lambda) D]: until the next one of the same Jacobian. */
export const damp = (jacobian: Triangle, scale: ArrayLike<number>, lambda: number): Triangle =>
  jacobian.above((j) => Math.sqrt(lambda) * scale[j]!);

/** ||R^-T D^2 p / ||D p||||^2: how fast ||D p|| falls with lambda. */
function slope(triangle: Triangle, scale: ArrayLike<number>, step: Float64Array, length: number): number {
  const solution = step.map((value, j) => scale[j]! * ((scale[j]! * value) / length));
  triangle.solveTransposed(solution);
  const norm = normOf(0, solution, 0, solution.length);
  return norm * norm;
}

/**
 * The step.
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
): Damped {
  const { count } = jacobian;
  const step = new Float64Array(count);
  const isRegular = jacobian.solve(step) && step.every(Number.isFinite);
  let low = 0;
  let excess = Number.POSITIVE_INFINITY;
  let length = 0;
  if (isRegular) {
    length = normOf(0, scaled(scale, step), 0, count);
    excess = length - radius;
    if (excess <= tolerance * radius) return { step, lambda: 0 };
    low = excess / radius / slope(jacobian, scale, step, length);
    if (!(low < Number.POSITIVE_INFINITY)) low = 0;
  }
  const gradient = step.map((_, j) => jacobian.gradient(j) / scale[j]!);
  const steepness = normOf(0, gradient, 0, count);
  let high = steepness / radius || tiny / Math.min(radius, tolerance);
  let found = Math.min(Math.max(lambda, low), high) || (length > 0 ? steepness / length : high);
  for (let turn = 1; ; turn++) {
    if (found === 0) found = Math.max(tiny, 0.001 * high);
    const damped = damp(jacobian, scale, found);
    const isSolved = damped.solve(step);
    length = normOf(0, scaled(scale, step), 0, count);
    const before = excess;
    excess = length - radius;
    const isBelow = low === 0 && excess <= before && before < 0;
    if (!isSolved || length === 0 || Math.abs(excess) <= tolerance * radius || isBelow || turn === 10)
      return { step, lambda: found };
    const correction = excess / radius / slope(damped, scale, step, length);
    if (excess > 0) low = Math.max(low, found);
    else high = Math.min(high, found);
    found = Math.max(low, found + correction);
  }
}
