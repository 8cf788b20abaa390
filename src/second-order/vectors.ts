/** Sums over whole vectors, in float64 and in a fixed order: four partial sums, added up in pairs. The same bits on every engine. */
import type { Elements } from "../language/dtype.ts";

/** The inner product. */
export function dot(a: Elements, b: Elements): number {
  const { length } = a;
  const whole = length - (length % 4);
  let [s0, s1, s2, s3] = [0, 0, 0, 0];
  for (let i = 0; i < whole; i += 4) {
    s0 += a[i]! * b[i]!;
    s1 += a[i + 1]! * b[i + 1]!;
    s2 += a[i + 2]! * b[i + 2]!;
    s3 += a[i + 3]! * b[i + 3]!;
  }
  for (let i = whole; i < length; i++) s0 += a[i]! * b[i]!;
  return s0 + s1 + (s2 + s3);
}

/** The Euclidean norm. */
export const norm = (a: Elements): number => Math.sqrt(dot(a, a));

/** The largest absolute value; NaN where there is one. */
export function maxNorm(a: Elements): number {
  let largest = 0;
  for (let i = 0; i < a.length; i++) largest = Math.max(largest, Math.abs(a[i]!));
  return largest;
}

/** The sum of absolute values. */
export function sumNorm(a: Elements): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += Math.abs(a[i]!);
  return sum;
}

/** `y += factor * x`. */
export function addScaled(y: Float64Array, factor: number, x: Elements): void {
  for (let i = 0; i < y.length; i++) y[i]! += factor * x[i]!;
}

/** `y = factor * x`. */
export function scaled(y: Float64Array, factor: number, x: Elements): void {
  for (let i = 0; i < y.length; i++) y[i] = factor * x[i]!;
}

/** Whether every element is a finite number. */
export function isFiniteVector(a: Elements): boolean {
  for (let i = 0; i < a.length; i++) if (!Number.isFinite(a[i])) return false;
  return true;
}
