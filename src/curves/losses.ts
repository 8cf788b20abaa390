/**
 * Losses rho(z) of z = (residual / fScale)^2, as those of scipy's `least_squares`. Huber: Robust estimation of a location parameter, 1964; Triggs,
 * McLauchlan, Hartley, Fitzgibbon: Bundle adjustment, a modern synthesis, 2000, section 4.3, for the second-order correction.
 */

import { arcTangent } from "../language/arc-tangent.ts";
import { logarithm } from "../language/arithmetic.ts";

/** Names of losses. */
export const lossNames = ["linear", "soft_l1", "huber", "cauchy", "arctan"] as const;

/** What a residual contributes. `"linear"` is the sum of squares; the others count outliers less. */
export type Loss = (typeof lossNames)[number];

/** rho(z) and its first two derivatives. */
interface Shape {
  readonly value: (z: number) => number;
  readonly first: (z: number) => number;
  readonly second: (z: number) => number;
}

/** log(1 + z), also for a small z. */
export function logOfOnePlus(z: number): number {
  const sum = 1 + z;
  // What rounding took from z comes back as a factor. Kahan.
  return sum === 1 || sum === Number.POSITIVE_INFINITY ? z : (logarithm(sum) * z) / (sum - 1);
}

export const shapes: Readonly<Record<Exclude<Loss, "linear">, Shape>> = {
  soft_l1: {
    // 2 (sqrt(1 + z) - 1) without cancellation.
    value: (z) => (2 * z) / (Math.sqrt(1 + z) + 1),
    first: (z) => 1 / Math.sqrt(1 + z),
    second: (z) => -0.5 / ((1 + z) * Math.sqrt(1 + z)),
  },
  huber: {
    value: (z) => (z <= 1 ? z : 2 * Math.sqrt(z) - 1),
    first: (z) => (z <= 1 ? 1 : 1 / Math.sqrt(z)),
    second: (z) => (z <= 1 ? 0 : -0.5 / (z * Math.sqrt(z))),
  },
  cauchy: {
    value: logOfOnePlus,
    first: (z) => 1 / (1 + z),
    second: (z) => -1 / ((1 + z) * (1 + z)),
  },
  arctan: {
    value: arcTangent,
    first: (z) => 1 / (1 + z * z),
    second: (z) => (-2 * z) / ((1 + z * z) * (1 + z * z)),
  },
};

/** A loss with its scale, applied to residuals. */
export interface Robust {
  /** Whether it is the sum of squares, where the factors are 1. */
  readonly isLinear: boolean;
  /** By how much the loss falls from one residual to another. */
  decrease(from: number, to: number): number;
  /** The loss of a residual: its square for the linear one. */
  of(residual: number): number;
  /** By what the row of the Jacobian is multiplied, and the residual, so that least squares take a step for the loss. */
  factors(residual: number, into: Float64Array): void;
}

const linear: Robust = {
  isLinear: true,
  decrease: (from, to) => (from - to) * (from + to),
  of: (residual) => residual * residual,
  factors: (_, into) => {
    into.fill(1);
  },
};

/** The loss of a name. */
export function robustOf(loss: Loss, scale = 1): Robust {
  if (loss === "linear") return linear;
  const { value, first, second } = shapes[loss];
  const of = (residual: number): number => scale * scale * value((residual / scale) * (residual / scale));
  return {
    isLinear: false,
    of,
    decrease: (from, to) => of(from) - of(to),
    factors: (residual, into) => {
      const z = (residual / scale) * (residual / scale);
      const slope = first(z);
      const curvature = slope + 2 * z * second(z);
      const factor = Math.sqrt(Math.max(curvature, 2 ** -52));
      into[0] = factor;
      into[1] = slope / factor;
    },
  };
}
