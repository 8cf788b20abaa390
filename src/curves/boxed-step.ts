/**
 * The step of Levenberg and Marquardt between bounds. A parameter on its bound is held there while its gradient points out of the box. What a step would carry beyond
 * a bound stops at it, and the others take the best step for that: nothing is cut off afterwards.
 */
import { damp, dampedStep } from "./damping.ts";
import type { Box } from "./system.ts";
import type { Triangle } from "./triangle.ts";

/** Parameters that may move: those that are not held on a bound by the sign of their gradient. */
export function freeOf(jacobian: Triangle, x: Float64Array, { low, high }: Box): number[] {
  const free: number[] = [];
  for (let j = 0; j < x.length; j++) {
    if (low[j] === high[j]) continue;
    const slope = jacobian.gradient(j);
    if ((x[j] === low[j] && slope >= 0) || (x[j] === high[j] && slope <= 0)) continue;
    free.push(j);
  }
  return free;
}

/** A step, and how much the sum of squares falls by it if the model is as straight as its derivatives say. */
export interface Step {
  readonly step: Float64Array;
  readonly lambda: number;
  readonly predicted: number;
  /** J p times the residuals: how steeply the sum of squares falls at the start, halved. */
  readonly slope: number;
}

/** The step of the free parameters, within a radius of ||D p||. */
export function boxedStep(
  jacobian: Triangle,
  x: Float64Array,
  free: readonly number[],
  scale: ArrayLike<number>,
  box: Box,
  radius: number,
  lambda: number,
): Step {
  const step = new Float64Array(x.length);
  const scales = (columns: readonly number[]) => columns.map((j) => scale[j] || 1);
  const all = free.length === jacobian.count ? jacobian : jacobian.select(free);
  const damped = dampedStep(all, scales(free), radius, lambda);
  let moving = [...free];
  let found = damped.step;
  for (;;) {
    const beyond = new Set<number>();
    for (const [at, j] of moving.entries()) {
      step[j] = found[at]!;
      if (!(x[j]! + step[j]! < box.low[j]! || x[j]! + step[j]! > box.high[j]!)) continue;
      step[j] = (step[j]! < 0 ? box.low[j]! : box.high[j]!) - x[j]!;
      beyond.add(j);
    }
    moving = moving.filter((j) => !beyond.has(j));
    if (beyond.size === 0 || moving.length === 0) break;
    const stopped = step.map((value, j) => (moving.includes(j) ? 0 : value));
    found = new Float64Array(moving.length);
    damp(jacobian.select(moving, times(jacobian, stopped)), scales(moving), damped.lambda).solve(found);
  }
  const moved = times(jacobian, step);
  let [predicted, slope] = [0, 0];
  for (let i = 0; i < moved.length; i++) {
    const q = jacobian.at(i, jacobian.count);
    predicted -= moved[i]! * (2 * q + moved[i]!);
    slope += moved[i]! * q;
  }
  return { step, lambda: damped.lambda, predicted, slope };
}

/** The triangle times a vector. */
function times(triangle: Triangle, x: Float64Array): Float64Array {
  const product = new Float64Array(triangle.count);
  for (let j = 0; j < triangle.count; j++)
    for (let i = 0; i <= j; i++) product[i]! += triangle.at(i, j) * x[j]!;
  return product;
}
