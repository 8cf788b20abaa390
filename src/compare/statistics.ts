/**
 * The statistics of a comparison: t intervals, paired tests with Holm's correction, ranks with ties. A diverged seed is an infinite value, never
 * a missing one. Distributions are jstat's.
 * Student: The probable error of a mean, Biometrika 6, 1908. Holm: A simple sequentially rejective multiple test procedure, Scandinavian
 * Journal of Statistics 6, 1979.
 */
import { deviation, mean } from "d3-array";
import jstat from "jstat";

const { studentt, binomial } = jstat.jStat;

/** A mean and its interval; infinite where a value is, and without a width where there is one value only. */
export interface Interval {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

/** The t interval of a mean. */
export function intervalOf(values: readonly number[], confidence: number): Interval {
  const center = mean(values) ?? Number.NaN;
  if (!values.every(Number.isFinite)) return { mean: center, low: center, high: center };
  if (values.length < 2)
    return { mean: center, low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY };
  const half = studentt.inv((1 + confidence) / 2, values.length - 1) * standardError(values);
  return { mean: center, low: center - half, high: center + half };
}

/** What a paired test says of two lists. */
export interface Paired {
  /** `t`: Student's paired t test. `sign`: the exact sign test, where a seed diverged and differences have no mean. */
  readonly test: "t" | "sign";
  /** Of one - other, infinite with the sign test if the means are. */
  readonly difference: Interval;
  /** Two-sided, not corrected. */
  readonly p: number;
  readonly pairs: number;
  /** In how many pairs the first is lower, and in how many higher. */
  readonly lower: number;
  readonly higher: number;
}

/** Compares two lists whose entries with the same index belong together. */
export function pairedTest(one: readonly number[], other: readonly number[], confidence: number): Paired {
  const pairs = one.length;
  const lower = one.filter((value, index) => value < other[index]!).length;
  const higher = one.filter((value, index) => value > other[index]!).length;
  if (![...one, ...other].every(Number.isFinite)) {
    const difference = differenceOfMeans(one, other);
    return { test: "sign", difference, p: signTest(lower, higher), pairs, lower, higher };
  }
  const differences = one.map((value, index) => value - other[index]!);
  const difference = intervalOf(differences, confidence);
  return { test: "t", difference, p: tTest(differences), pairs, lower, higher };
}

function differenceOfMeans(one: readonly number[], other: readonly number[]): Interval {
  const [a, b] = [mean(one)!, mean(other)!];
  // Infinity - Infinity: neither is ahead by its mean.
  const difference = a === b ? 0 : a - b;
  return { mean: difference, low: difference, high: difference };
}

/** Two-sided p that the mean is 0. One value shows nothing; equal values other than 0 show everything. */
function tTest(values: readonly number[]): number {
  const center = mean(values)!;
  if (values.length < 2 || values.every((value) => value === 0)) return 1;
  const error = standardError(values);
  return error === 0 ? 0 : Math.min(1, 2 * studentt.cdf(-Math.abs(center) / error, values.length - 1));
}

/** Two-sided p that both signs are equally likely, ties left out. */
function signTest(lower: number, higher: number): number {
  const trials = lower + higher;
  return trials === 0 ? 1 : Math.min(1, 2 * binomial.cdf(Math.min(lower, higher), trials, 0.5));
}

const standardError = (values: readonly number[]): number => deviation(values)! / Math.sqrt(values.length);

/** p values corrected by Holm's procedure, so that the chance of any false finding among all is at most that of one test. */
export function holm(values: readonly number[]): number[] {
  const order = values.map((_, index) => index).sort((a, b) => values[a]! - values[b]!);
  const corrected: number[] = [];
  let largest = 0;
  order.forEach((index, rank) => {
    largest = Math.max(largest, Math.min(1, (values.length - rank) * values[index]!));
    corrected[index] = largest;
  });
  return corrected;
}

/** Ranks from 1 for the lowest value; equal values share the mean of their ranks. */
export function ranksOf(values: readonly number[]): number[] {
  return values.map((value) => {
    const below = values.filter((other) => other < value).length;
    const equal = values.filter((other) => other === value).length;
    return below + (equal + 1) / 2;
  });
}

/** The median, also of infinite values: d3's interpolates, which makes NaN of two of them. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const last = sorted.length - 1;
  return (sorted[Math.floor(last / 2)]! + sorted[Math.ceil(last / 2)]!) / 2;
}
