/** How numbers and hyperparameters are written, the same in the report and in a terminal's table. Plain text. */
import type { Hyper, Metric } from "../problem.ts";
import type { Pair, Row } from "../result.ts";
import type { Interval } from "../statistics.ts";

/** A number to some significant digits: `0.001235`, `12.35`, `1.2e-9`. */
export function short(value: number, digits = 4): string {
  if (!Number.isFinite(value)) return value > 0 ? "infinite" : value < 0 ? "-infinite" : "none";
  const size = Math.abs(value);
  return size !== 0 && (size < 1e-4 || size >= 1e7)
    ? Number(value.toPrecision(digits)).toExponential()
    : String(Number(value.toPrecision(digits)));
}

/** A mean and half the width of its interval, both to the same place, with two digits of the latter: `0.1235 ± 0.0021`. */
export function spread({ mean, low, high }: Interval): string {
  const half = (high - low) / 2;
  if (!Number.isFinite(mean)) return "diverged";
  if (!Number.isFinite(half) || half === 0) return short(mean);
  const places = Math.max(0, 1 - Math.floor(Math.log10(half)));
  if (places > 9 || Math.abs(mean) >= 1e7) return `${short(mean)} ± ${short(half, 2)}`;
  return `${mean.toFixed(places)} ± ${half.toFixed(places)}`;
}

/** An interval as its ends, for what is not symmetric: `1.4 (1.1 to 1.8)`. */
export function ends({ mean, low, high }: Interval): string {
  const [center, from, to] = [mean, low, high].map((value) => short(value, 3));
  return low === high ? center! : `${center} (${from} to ${to})`;
}

/** Chosen hyperparameters: `lr 0.01, b1 0.9`. */
export function hyperText(hyper: Hyper | undefined): string {
  if (!hyper) return "diverged at every point";
  const words = Object.entries(hyper).map(
    ([name, value]) =>
      `${name === "learningRate" ? "lr" : name} ${typeof value === "number" ? short(value) : value}`,
  );
  return words.join(", ") || "none";
}

/** The metric over the test split of a row. */
export function testText({ test, diverged, tests }: Row): string {
  if (diverged === 0) return spread(test);
  return diverged === tests.length ? "diverged" : `${diverged} of ${tests.length} diverged`;
}

/** The name of a metric, and which way is better. */
export const metricText = ({ name, better }: Metric): string => `${name} (${better} is better)`;

/** What a row needed for its target: steps or seconds, and in how many seeds it got there. */
export function targetText({ target }: Row, field: "steps" | "seconds"): string {
  const value = target[field];
  if (!Number.isFinite(value))
    return field === "steps" ? `missed (${target.reached} of ${target.seeds})` : "missed";
  return field === "steps" ? String(Math.round(value)) : short(value, 2);
}

/** A p value: `0.031`, `< 0.001`. */
export const pText = (p: number): string => (p < 0.001 ? "< 0.001" : p.toFixed(3));

/** What a pair shows. */
export const verdict = ({ better }: Pair): string =>
  better === undefined ? "no difference shown" : `${better} is better`;

/** What a group shows: `no difference shown between any two of sgd, adam, adamw`. */
export const equalText = (group: readonly string[]): string =>
  `no difference shown between ${group.length === 2 ? group.join(" and ") : `any two of ${group.join(", ")}`}`;

/** The difference of a pair. */
export function differenceText({ difference, test, lower, higher, pairs }: Pair): string {
  if (test === "sign") return `lower in ${lower}, higher in ${higher} of ${pairs}`;
  return spread(difference);
}
