/**
 * Student's t distribution: by the continued fraction of the incomplete beta function (Press, Teukolsky, Vetterling, Flannery: Numerical Recipes, 2007, section 6.4)
 * and Newton's method. Its exponential and logarithm are the language's, so that intervals have the same bits on every engine.
 */
import { exponential } from "../language/arithmetic.ts";
import { logOfOnePlus } from "./losses.ts";

/** From here on the distribution is the normal one, to 12 digits. */
const many = 1e12;

/** Gamma(a + 1/2) / Gamma(a): its asymptotic series from 16 on, below by the recurrence. */
function ratioOfGammas(a: number): number {
  if (lastRatio.a === a) return lastRatio.ratio;
  let [factor, b] = [1, a];
  for (; b < 16; b++) factor *= b / (b + 0.5);
  const z = 1 / (b * b);
  const series = (-1 / 8 + z * (1 / 192 + z * (-1 / 640 + z * (17 / 14336 - (z * 31) / 18432)))) / b;
  lastRatio = { a, ratio: factor * Math.sqrt(b) * exponential(series) };
  return lastRatio.ratio;
}

/** The last one: it depends on degrees of freedom alone. */
let lastRatio = { a: 0, ratio: 0 };

/** The continued fraction of the incomplete beta function, by Lentz. */
function fraction(x: number, a: number, b: number): number {
  let d = 1 / (1 - ((a + b) * x) / (a + 1));
  let [c, value] = [1, d];
  for (let m = 1; m < 100_000; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / (1 + even * d);
    c = 1 + even / c;
    value *= c * d;
    d = 1 / (1 + odd * d);
    c = 1 + odd / c;
    value *= c * d;
    if (Math.abs(c * d - 1) < 2 ** -52) break;
  }
  return value;
}

/** The density at t. */
function density(t: number, freedom: number): number {
  const constant = ratioOfGammas(freedom / 2) / Math.sqrt(freedom * Math.PI);
  return constant * exponential(-0.5 * (freedom + 1) * logOfOnePlus((t * t) / freedom));
}

/**
 * The probability that |T| is above |t|: the p value of a two-sided test.
 *
 * @param freedom - degrees of freedom, above 0; infinite for the normal distribution.
 */
export function tailsOfT(t: number, freedom: number): number {
  const n = Math.min(freedom, many);
  const square = t * t;
  if (square === Number.POSITIVE_INFINITY) return 0;
  const [x, rest] = [n / (n + square), square / (n + square)];
  // x^(n/2) (1 - x)^(1/2) / B(n/2, 1/2)
  const front =
    (exponential(-0.5 * n * logOfOnePlus(square / n)) * Math.sqrt(rest) * ratioOfGammas(n / 2)) /
    Math.sqrt(Math.PI);
  // Of many degrees of freedom x has lost what it differs from 1 by: there the other fraction is taken further.
  const isTail = n > 1e5 ? square > 30 : x < (n / 2 + 1) / (n / 2 + 2.5);
  if (isTail) return Math.min(1, (front * fraction(x, n / 2, 0.5)) / (n / 2));
  return Math.max(0, 1 - (front * fraction(rest, 0.5, n / 2)) / 0.5);
}

/**
 * The t that |T| stays within with a probability.
 *
 * @param confidence - from 0 to below 1.
 */
export function quantileOfT(confidence: number, freedom: number): number {
  const n = Math.min(freedom, many);
  if (last.confidence === confidence && last.freedom === n) return last.quantile;
  // Newton's method from the left of a convex function comes nearer with every step, and never too far.
  let t = 0;
  for (let turn = 0; turn < 1000; turn++) {
    const next = t + (tailsOfT(t, n) - (1 - confidence)) / (2 * density(t, n));
    if (!(next > t)) break;
    t = next;
  }
  last = { confidence, freedom: n, quantile: t };
  return t;
}

/** The last one: many fits of as many rows have the same. */
let last = { confidence: 0, freedom: 0, quantile: 0 };
