/**
 * The step of Levenberg and Marquardt between bounds. A parameter on its bound is held there while its gradient points out of the box. What a step would carry beyond
 * a bound stops at it, and the others take the best step for that: nothing is cut off afterwards.
 */
import { type DampingWork, damp, dampedStep, dampingWork } from "./damping.ts";
import type { Box } from "./system.ts";
import type { Triangle } from "./triangle.ts";

/** Writes the places of parameters that may move: those that are not held on a bound by the sign of their gradient. */
export function freeOf(jacobian: Triangle, x: Float64Array, { low, high }: Box, free: number[]): void {
  let count = 0;
  for (let j = 0; j < x.length; j++) {
    if (low[j] === high[j]) continue;
    const slope = x[j] === low[j] || x[j] === high[j] ? jacobian.gradient(j) : 0;
    if ((x[j] === low[j] && slope >= 0) || (x[j] === high[j] && slope <= 0)) continue;
    free[count++] = j;
  }
  if (free.length > count) free.length = count;
}

/** The step of the free parameters, within a radius of ||D p||; its arrays serve all steps of a search. */
export class BoxedStep {
  readonly step: Float64Array;
  lambda = 0;
  /** How much the sum of squares falls by it if the model is as straight as its derivatives say. */
  predicted = 0;
  /** J p times the residuals: how steeply the sum of squares falls at the start, halved. */
  slope = 0;
  readonly #scales: Float64Array;
  readonly #product: Float64Array;
  /** Numbers for each parameter, to work in. */
  readonly scaled: Float64Array;
  readonly #damping: DampingWork;

  constructor(count: number) {
    this.step = new Float64Array(count);
    this.#scales = new Float64Array(count);
    this.#product = new Float64Array(count);
    this.#damping = dampingWork(count);
    this.scaled = this.#damping.scaled;
  }

  /** Finds it, from the lambda of the step before. */
  find(
    jacobian: Triangle,
    x: Float64Array,
    free: readonly number[],
    scale: Float64Array,
    box: Box,
    radius: number,
    lambda: number,
  ): this {
    const { step } = this;
    if (free.length === x.length) {
      for (let j = 0; j < x.length; j++) this.#scales[j] = scale[j] || 1;
      this.lambda = dampedStep(jacobian, this.#scales, radius, lambda, step, this.#damping);
    } else {
      const found = new Float64Array(free.length);
      const scales = free.map((j) => scale[j] || 1);
      this.lambda = dampedStep(
        jacobian.select(free),
        scales,
        radius,
        lambda,
        found,
        dampingWork(free.length),
      );
      step.fill(0);
      for (let at = 0; at < free.length; at++) step[free[at]!] = found[at]!;
    }
    if (leaves(x, step, box)) this.#stop(jacobian, x, free, scale, box);
    times(jacobian, step, this.#product);
    this.predicted = 0;
    this.slope = 0;
    for (let i = 0; i < x.length; i++) {
      const q = jacobian.at(i, jacobian.count);
      const moved = this.#product[i]!;
      this.predicted -= moved * (2 * q + moved);
      this.slope += moved * q;
    }
    return this;
  }

  /** Stops what would leave the box at its bound; the others are solved for again. */
  #stop(jacobian: Triangle, x: Float64Array, free: readonly number[], scale: Float64Array, box: Box): void {
    const { step } = this;
    let moving = [...free];
    for (;;) {
      const beyond = new Set<number>();
      for (const j of moving) {
        if (!isBeyond(x, step, box, j)) continue;
        step[j] = (step[j]! < 0 ? box.low[j]! : box.high[j]!) - x[j]!;
        beyond.add(j);
      }
      moving = moving.filter((j) => !beyond.has(j));
      if (beyond.size === 0 || moving.length === 0) return;
      const stopped = step.map((value, j) => (moving.includes(j) ? 0 : value));
      const found = new Float64Array(moving.length);
      const rest = jacobian.select(moving, times(jacobian, stopped, new Float64Array(x.length)));
      damp(
        rest,
        moving.map((j) => scale[j] || 1),
        this.lambda,
      ).solve(found);
      for (const [at, j] of moving.entries()) step[j] = found[at]!;
    }
  }
}

const isBeyond = (x: Float64Array, step: Float64Array, { low, high }: Box, j: number): boolean =>
  x[j]! + step[j]! < low[j]! || x[j]! + step[j]! > high[j]!;

function leaves(x: Float64Array, step: Float64Array, box: Box): boolean {
  for (let j = 0; j < x.length; j++) if (isBeyond(x, step, box, j)) return true;
  return false;
}

/** The triangle times a vector. */
function times(triangle: Triangle, x: Float64Array, product: Float64Array): Float64Array {
  product.fill(0);
  for (let j = 0; j < triangle.count; j++)
    for (let i = 0; i <= j; i++) product[i]! += triangle.at(i, j) * x[j]!;
  return product;
}
