/**
 * Hyperparameters: a number or a schedule, and the interval that it must lie in. Intervals of the field's
 * common names stand here once; a rule may state its own.
 */
import type { Schedule } from "../schedules/schedule.ts";

/** A hyperparameter: fixed, or following a schedule. */
export type Hyper = number | Schedule;

/** An interval in the notation of mathematics: `[0, 1)`, `(0, inf)`. */
export type Interval = `${"[" | "("}${number | "-inf"}, ${number | "inf"}${"]" | ")"}`;

/** A hyperparameter that lies outside its interval, is no finite number, or does not exist. */
export class HyperparameterError extends RangeError {
  override readonly name = "HyperparameterError";
}

/** Names that have the same interval wherever they are used. */
const conventional: readonly (readonly [Interval, names: RegExp])[] = [
  ["[0, 1)", /^(b[123]|rho|decay)$/],
  ["[0, 1]", /^momentum$/],
  ["[0, inf)", /^(eps(Root)?|learningRate|weightDecay)$/],
];

const anyNumber: Interval = "(-inf, inf)";

/** The bounds of an interval, parsed once: a check at every step costs two comparisons. */
export interface Bounds {
  readonly text: string;
  readonly low: number;
  readonly high: number;
  readonly openLow: boolean;
  readonly openHigh: boolean;
}

/** The bounds for a hyperparameter of this name. */
export function boundsOf(name: string, own?: Interval): Bounds {
  const text = own ?? conventional.find(([, names]) => names.test(name))?.[0] ?? anyNumber;
  const [low, high] = text
    .slice(1, -1)
    .split(", ")
    .map((part) => Number(part.replace("inf", "Infinity"))) as [number, number];
  return { text, low, high, openLow: text.startsWith("("), openHigh: text.endsWith(")") };
}

/**
 * Checks a value against its bounds.
 *
 * @param count - the step at which a schedule gave the value.
 * @throws HyperparameterError such as `b1 must be in [0, 1); got 1.2`.
 */
export function checkHyper(name: string, value: unknown, bounds: Bounds, count?: number): void {
  const inside =
    typeof value === "number" &&
    (bounds.openLow ? value > bounds.low : value >= bounds.low) &&
    (bounds.openHigh ? value < bounds.high : value <= bounds.high);
  if (!inside) {
    const type = typeof value;
    const shown = type === "string" ? `"${value}"` : type === "number" || value === null ? value : type;
    const where = count === undefined ? "" : ` from its schedule at count ${count}`;
    throw new HyperparameterError(`${name} must be in ${bounds.text}; got ${shown}${where}`);
  }
}
