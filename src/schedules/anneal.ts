/**
 * Interpolation from one value to another, shared by the schedules that rise and fall. Exact at both ends.
 * Cosine: Loshchilov, Hutter: SGDR, Stochastic Gradient Descent with Warm Restarts, ICLR 2017, equation 5.
 */
import { cosinePi } from "../language/arithmetic.ts";

/** The shapes: a straight line, or half a cosine wave. */
export const ANNEALS = ["linear", "cosine"] as const;

/** The shape of an interpolation. */
export type Anneal = (typeof ANNEALS)[number];

/**
 * The value at `fraction` of the way: `from` at 0, `to` at 1.
 * @example anneal("cosine", 1, 0, 0.25) // 0.8535533905932737
 */
export function anneal(shape: Anneal, from: number, to: number, fraction: number): number {
  return mix(to, from, shape === "linear" ? 1 - fraction : (1 + cosinePi(fraction)) / 2);
}

/**
 * The mean of two values, `weight` that of the second. Unlike a + (b - a) weight, it is exact for weights 0 and 1.
 * @example mix(1, 3, 0.25) // 1.5
 */
export function mix(a: number, b: number, weight: number): number {
  return a * (1 - weight) + b * weight;
}
