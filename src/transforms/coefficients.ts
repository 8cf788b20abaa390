/** Polynomials that bring singular values near 1. Amsel, Persson, Musco, Gower: The Polar Express, 2025, arXiv 2505.16932. */
import type { Option } from "../options/option.ts";

/** A polynomial a x + b x^3 + c x^5 that singular values go through. */
export type Polynomial = readonly [a: number, b: number, c: number];

/** One for all iterations, or one for each. */
export type Coefficients = "quintic" | "polarExpress" | Polynomial | readonly Polynomial[];

/** One for each of five iterations. */
export const polarExpress: readonly Polynomial[] = [
  [8.156554524902461, -22.48329292557795, 15.878769915207462],
  [4.042929935166739, -2.808917465908714, 0.5000178451051316],
  [3.8916678022926607, -2.772484153217685, 0.5060648178503393],
  [3.285753657755655, -2.3681294933425376, 0.46449024233003106],
  [2.3465413258596377, -1.7097828382687081, 0.42323551169305323],
];

/** Five that were searched for, those of modded-nanogpt and of timm. */
export const searched: readonly Polynomial[] = [
  [4.0848, -6.8946, 2.927],
  [3.9505, -6.3029, 2.6377],
  [3.7418, -5.5913, 2.3037],
  [2.8769, -3.1427, 1.2046],
  [2.8366, -3.0525, 1.2012],
];

/** Whether it is one for all iterations. */
export const isPolynomial = (value: unknown): value is Polynomial =>
  Array.isArray(value) && value.length === 3 && value.every(Number.isFinite);

/** The option of coefficients. */
export const coefficientsOption: Option = {
  expected: (value) =>
    value === "quintic" ||
    value === "polarExpress" ||
    isPolynomial(value) ||
    (Array.isArray(value) && value.length > 0 && value.every(isPolynomial))
      ? undefined
      : '"quintic", "polarExpress", three numbers [a, b, c], or a list of threes',
};
