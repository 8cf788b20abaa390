/**
 * The way from one value to another, shared by the schedules that go up and down. Exact at both ends.
 * Cosine: Loshchilov, Hutter: SGDR, Stochastic Gradient Descent with Warm Restarts, ICLR 2017, equation 5.
 */
import { cosinePi } from "../expr/arithmetic.ts";

/** The shapes of the way: a straight line, or half a wave. */
export const ANNEALS = ["linear", "cosine"] as const;

/** The shape of the way. */
export type Anneal = (typeof ANNEALS)[number];

/**
 * The value at `fraction`, from 0 (gives `from`) to 1 (gives `to`), of the way.
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
