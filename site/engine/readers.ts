/** Readers of plain data from outside: each checks one value, and names its place where it is wrong. */
import { LinkError } from "./link-error.ts";

/** Checks a value; `at` names its place. @throws LinkError */
export type Reader<T> = (value: unknown, at: string) => T;

/** A value as messages show it. */
function shown(value: unknown): string {
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === "object" && value !== null) return "an object";
  const text = typeof value === "string" ? JSON.stringify(value) : String(value);
  return text.length > 60 ? `${text.slice(0, 60)}...` : text;
}

const fail = (at: string, expected: string, value: unknown): never => {
  throw new LinkError(
    `${at || "the experiment"} must be ${expected}; got ${value === undefined ? "nothing" : shown(value)}`,
  );
};

/** A finite number within limits. */
export const number =
  (least = -Infinity, most = Infinity): Reader<number> =>
  (value, at) =>
    typeof value === "number" && Number.isFinite(value) && value >= least && value <= most
      ? value
      : fail(at, `a number${limits(least, most)}`, value);

/** A whole number within limits. */
export const whole =
  (least: number, most: number): Reader<number> =>
  (value, at) =>
    Number.isInteger(value) && (value as number) >= least && (value as number) <= most
      ? (value as number)
      : fail(at, `a whole number${limits(least, most)}`, value);

const limits = (least: number, most: number): string => {
  if (least === -Infinity && most === Infinity) return "";
  if (most === Infinity) return `, at least ${least}`;
  return ` from ${least} to ${most}`;
};

/** A text of limited length. */
export const text =
  (most: number): Reader<string> =>
  (value, at) => {
    if (typeof value !== "string") return fail(at, "a text", value);
    return value.length <= most ? value : fail(at, `at most ${most} characters`, value.length);
  };

/** One of some words. */
export const oneOf =
  <const W extends string>(...words: readonly W[]): Reader<W> =>
  (value, at) =>
    words.includes(value as W)
      ? (value as W)
      : fail(at, `one of ${words.map((word) => `"${word}"`).join(", ")}`, value);

/** `true` or `false`. */
export const flag: Reader<boolean> = (value, at) =>
  typeof value === "boolean" ? value : fail(at, "true or false", value);

/** Null, or something else. */
export const nullable =
  <T>(read: Reader<T>): Reader<T | null> =>
  (value, at) =>
    value === null ? null : read(value, at);

/** A list of limited length. */
export const list =
  <T>(read: Reader<T>, least: number, most: number): Reader<T[]> =>
  (value, at) => {
    if (!Array.isArray(value)) return fail(at, "a list", value);
    if (value.length < least || value.length > most)
      return fail(at, least === most ? `a list of ${most}` : `a list of ${least} to ${most}`, value);
    return Array.from(value, (each, index) => read(each, `${at}[${index}]`));
  };

/** Two numbers, the first below the second. */
export const interval =
  (read: Reader<number>): Reader<[number, number]> =>
  (value, at) => {
    const [from, to] = list(read, 2, 2)(value, at) as [number, number];
    return from < to ? [from, to] : fail(at, "two numbers, the first below the second", `${from}, ${to}`);
  };

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** What fields are where they are left out: links leave them out. */
export type Defaults = Readonly<Record<string, unknown>>;

/** An object of exactly these fields; those that `defaults` knows may be left out. */
export const object =
  <T extends object>(fields: { readonly [K in keyof T]: Reader<T[K]> }, defaults: Defaults = {}): Reader<T> =>
  (value, at) => {
    if (!isObject(value)) return fail(at, "an object", value);
    const names = Object.keys(fields);
    const unknown = Object.keys(value).find((name) => !names.includes(name));
    if (unknown !== undefined)
      throw new LinkError(
        `${at || "the experiment"} has no field ${shown(unknown)}; it has: ${names.join(", ")}`,
      );
    const read = Object.entries<Reader<unknown>>(fields).map(([name, reader]) => {
      const isGiven = Object.hasOwn(value, name);
      const given = isGiven || !Object.hasOwn(defaults, name) ? value[name] : defaults[name];
      return [name, reader(isGiven ? given : structuredClone(given), at === "" ? name : `${at}.${name}`)];
    });
    return Object.fromEntries(read) as T;
  };

/** An object with a value for each of some names. */
export const record =
  <T>(read: Reader<T>, most: number): Reader<Readonly<Record<string, T>>> =>
  (value, at) => {
    if (!isObject(value)) return fail(at, "an object", value);
    const entries = Object.entries(value);
    if (entries.length > most) return fail(at, `an object of at most ${most} names`, value);
    return Object.fromEntries(
      entries.map(([name, each]) => {
        if (!/^[A-Za-z]\w{0,59}$/.test(name))
          throw new LinkError(`${at} has a name that is none: ${shown(name)}`);
        return [name, read(each, `${at}.${name}`)];
      }),
    );
  };

/** One of several kinds of objects, which the field `kind` tells. */
export const byKind =
  <T extends { readonly kind: string }>(
    kinds: { readonly [K in T["kind"]]: Reader<Extract<T, { kind: K }>> },
  ): Reader<T> =>
  (value, at) => {
    if (!isObject(value)) return fail(at, "an object", value);
    const kind = oneOf(...(Object.keys(kinds) as T["kind"][]))(value.kind, `${at}.kind`);
    return kinds[kind](value, at);
  };

/** Always this value: the field `kind`. */
export const exactly =
  <const V extends string>(expected: V): Reader<V> =>
  (value, at) =>
    value === expected ? expected : fail(at, `"${expected}"`, value);
