/** Intervals of numbers in mathematical notation. They are parsed once, so that a check costs a few comparisons. */
import type { Option } from "./option.ts";
import { shown } from "./shown.ts";

type Range = `${"[" | "("}${number | "-inf"}, ${number | "inf"}${"]" | ")"}`;

/** An interval: `[0, 1)`, `(0, inf)`; for whole numbers `whole [1, inf)`. */
export type Interval = Range | `whole ${Range}`;

/** The bounds of an interval. */
export interface Bounds {
  readonly text: string;
  readonly low: number;
  readonly high: number;
  readonly openLow: boolean;
  readonly openHigh: boolean;
  readonly isWhole: boolean;
  /** The smallest number above 0 that is allowed; rounding must not make it 0. */
  readonly smallest?: number;
}

/** The bounds of an interval; undefined for an invalid text. */
export function boundsIn(text: string): Bounds | undefined {
  const [, whole, opening, from, to, closing] = /^(whole )?([[(])(\S+), (\S+)([\])])$/.exec(text) ?? [];
  if (from === undefined || to === undefined) return undefined;
  const [low, high] = [from, to].map((part) => Number(part.replace("inf", "Infinity"))) as [number, number];
  if (!(low <= high)) return undefined;
  return {
    text,
    low,
    high,
    openLow: opening === "(",
    openHigh: closing === ")",
    isWhole: whole !== undefined,
  };
}

/** Whether a value is a number in the interval. */
export const isInside = (value: unknown, bounds: Bounds): boolean =>
  typeof value === "number" &&
  (bounds.openLow ? value > bounds.low : value >= bounds.low) &&
  (bounds.openHigh ? value < bounds.high : value <= bounds.high) &&
  (!bounds.isWhole || Number.isInteger(value) || value === bounds.high) &&
  !(bounds.smallest !== undefined && value > 0 && value <= bounds.smallest / 2);

/** The interval in words, to follow "must be". */
export const inWords = ({ text, isWhole, smallest }: Bounds): string =>
  `${isWhole ? `a whole number in ${text.replace("whole ", "")}` : `in ${text}`}${
    smallest === undefined
      ? ""
      : `, and 0 or at least ${smallest}, the smallest number of its parameters' type`
  }`;

/** The bounds of an interval that is known to be valid. */
export function parseInterval(interval: Interval): Bounds {
  const bounds = boundsIn(interval);
  if (!bounds)
    throw new RangeError(`an interval is written as "[0, 1)" or "whole [1, inf)"; got ${shown(interval)}`);
  return bounds;
}

/** A number in an interval. */
export function numberIn(interval: Interval): Option {
  const bounds = parseInterval(interval);
  return {
    interval: () => interval,
    expected: (value) => (isInside(value, bounds) ? undefined : inWords(bounds)),
  };
}
