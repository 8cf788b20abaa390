/**
 * The lowest point of a quadratic model within a ball: its step s has (H + lambda I) s = -g with lambda >= 0 and H + lambda I without negative eigenvalues. Moré,
 * Sorensen: Computing a trust region step, SIAM J. Sci. Stat. Comput. 4, 1983. In the basis of H's eigenvectors, where the equation is one of numbers.
 */
import type { Eigen } from "./symmetric.ts";

/** A step of the model. */
export interface ModelStep {
  readonly step: Float64Array;
  /** By how much the model falls. */
  readonly predicted: number;
  readonly length: number;
  /** Whether it ends on the sphere. */
  readonly isOnBoundary: boolean;
}

/** How near the length is to the radius, relative to it. */
const tolerance = 2 ** -40;
/** The most iterations for lambda; fewer than ten are usual. */
const most = 100;
/** What of eigenvalues and of the gradient's parts is rounding, relative to the largest. */
const rounding = 2 ** -48;

const lengthOf = (values: Float64Array): number => Math.sqrt(values.reduce((sum, x) => sum + x * x, 0));

/** The step within the radius. */
export function trustStep({ values, vectors }: Eigen, gradient: Float64Array, radius: number): ModelStep {
  const size = gradient.length;
  const g = new Float64Array(size);
  for (let k = 0; k < size; k++)
    for (let i = 0; i < size; i++) g[k]! += vectors[i * size + k]! * gradient[i]!;
  const least = values.reduce((low, value) => Math.min(low, value), Number.POSITIVE_INFINITY);
  const s = new Float64Array(size);
  const isOnBoundary = fill(s, g, values, least, radius);
  let predicted = 0;
  for (let k = 0; k < size; k++) predicted -= s[k]! * (g[k]! + 0.5 * values[k]! * s[k]!);
  const step = new Float64Array(size);
  for (let i = 0; i < size; i++) for (let k = 0; k < size; k++) step[i]! += vectors[i * size + k]! * s[k]!;
  return { step, predicted, length: lengthOf(s), isOnBoundary };
}

/** Writes the step in the basis of eigenvectors; returns whether it ends on the sphere. */
function fill(
  s: Float64Array,
  g: Float64Array,
  values: Float64Array,
  least: number,
  radius: number,
): boolean {
  // Everything counts from the lowest eigenvalue: near it lambda itself would have no digits left.
  const shift = Math.max(0, -least);
  const gaps = values.map((value) => value + shift);
  const at = (beyond: number): number => {
    for (let k = 0; k < s.length; k++) s[k] = g[k] === 0 ? 0 : -g[k]! / (gaps[k]! + beyond);
    return lengthOf(s);
  };
  // Newton's own step.
  if (least > 0 && at(0) <= radius) return false;
  // The hard case: the gradient has no part along the lowest eigenvector, or too small a one, so that along it the step is free.
  const isLow = (k: number) => values[k]! <= least + Math.abs(least) * rounding;
  const negligible = lengthOf(g) * rounding;
  for (let k = 0; k < s.length; k++) if (isLow(k) && Math.abs(g[k]!) <= negligible) g[k] = 0;
  let inner = 0;
  for (let k = 0; k < s.length; k++) {
    s[k] = isLow(k) ? 0 : -g[k]! / gaps[k]!;
    inner += s[k]! * s[k]!;
  }
  const isFree = g.every((value, k) => !isLow(k) || value === 0);
  if (isFree && Math.sqrt(inner) <= radius) {
    if (least > 0) return false;
    if (least === 0) return Math.sqrt(inner) === radius;
    const k = values.findIndex((_, at_) => isLow(at_));
    s[k] = Math.sqrt(Math.max(0, radius * radius - inner));
    return true;
  }
  // The length falls with lambda: between bounds, by Newton's method on 1 / length, which is nearly straight and never too far from below.
  let low = lengthOf(g.filter((_, k) => gaps[k] === 0)) / radius;
  let high = lengthOf(g) / radius;
  let beyond = low;
  for (let turn = 0; turn < most; turn++) {
    const length = at(beyond);
    if (Math.abs(length - radius) <= tolerance * radius) break;
    if (length > radius) low = beyond;
    else high = beyond;
    let slope = 0;
    for (let k = 0; k < s.length; k++) slope += (s[k]! * s[k]!) / (gaps[k]! + beyond || 1);
    const next = beyond + ((length * length) / slope) * ((length - radius) / radius);
    beyond = next > low && next < high ? next : (low + high) / 2;
    // No number lies between: below the upper bound the step would have no end.
    if (beyond <= low) {
      at(high);
      break;
    }
  }
  return true;
}
