/** Kinds of options that have nothing to do with optimizers. */
import { isPlain, type Option } from "./option.ts";

/** A kind that a condition tells. */
export const kind = (expected: string, holds: (value: unknown) => boolean): Option => ({
  expected: (value) => (holds(value) ? undefined : expected),
});

/** `true` or `false`. */
export const flag: Option = kind("true or false", (value) => typeof value === "boolean");

/** Any number. */
export const number: Option = kind("a number", (value) => typeof value === "number");

/** A number that is not NaN. */
export const notNan: Option = kind("a number", (value) => typeof value === "number" && !Number.isNaN(value));

/** A finite number. */
export const finite: Option = kind("a finite number", Number.isFinite);

/** A finite number above 0. */
export const positive: Option = {
  expected: (value, option) =>
    finite.expected(value, option) ?? ((value as number) > 0 ? undefined : "above 0"),
};

/** A whole number that a float64 holds exactly. */
export const whole = (least: number, most = Number.MAX_SAFE_INTEGER): Option => ({
  interval: () => `whole [${least}, ${most === Number.MAX_SAFE_INTEGER ? "inf)" : `${most}]`}`,
  ...kind(
    most === Number.MAX_SAFE_INTEGER
      ? `a whole number, at least ${least}`
      : `a whole number from ${least} to ${most}`,
    (value) => Number.isSafeInteger(value) && (value as number) >= least && (value as number) <= most,
  ),
});

/** A part of a whole, and not nothing. */
export const share: Option = {
  interval: () => "(0, 1]",
  ...kind("a number in (0, 1]", (value) => typeof value === "number" && value > 0 && value <= 1),
};

/** One of some words. */
export const oneOf = (...words: readonly string[]): Option => ({
  ...kind(
    words.length === 1 ? `"${words[0]}"` : `one of ${words.map((word) => `"${word}"`).join(", ")}`,
    (value) => words.includes(value as string),
  ),
  words,
});

/** One kind or another. */
export const either = (one: Option, other: Option): Option => ({
  expected: (value, option) => {
    const [first, second] = [one.expected(value, option), other.expected(value, option)];
    return first && second && `${first} or ${second}`;
  },
});

/** Any text. */
export const text: Option = kind("a text", (value) => typeof value === "string");

/** A function, for something. */
export const callback = (what = "a function"): Option => kind(what, (value) => typeof value === "function");

/** A list, whatever its entries. */
export const list: Option = kind("a list", Array.isArray);

/** An object that a literal makes, whatever it holds. */
export const record: Option = kind("an object", isPlain);

/** The bounds of parameters. */
export const box: Option = kind("an object of bounds, { min, max, where }", isPlain);

/** Anything but null. */
export const anything: Option = kind("anything but null", (value) => value !== null);
