/**
 * The notation `NAME:option=value,option=value` that schedules and wrappers share, and the parsers of single values.
 * The registries list the names.
 */

import { UsageError, unknown } from "../usage-error.ts";
import { choice } from "./arguments.ts";

/** Reads a value; `option` is its name in messages. */
export type Parser<T> = (given: string, option: string) => T;

type RequiredKeys<O> = { [K in keyof O]-?: object extends Pick<O, K> ? never : K }[keyof O];

/** A parser for each option of `O` that must be given: one that is missing does not compile. */
export type RequiredParsers<O> = { readonly [K in RequiredKeys<O>]: Parser<O[K]> };

/** A parser for each option of `O` that may be left out: one that is missing does not compile. */
export type OptionalParsers<O> = {
  readonly [K in Exclude<keyof O, RequiredKeys<O>>]-?: Parser<NonNullable<O[K]>>;
};

/** The options of a name. */
export interface SpecEntry {
  readonly required: Readonly<Record<string, Parser<unknown>>>;
  readonly optional: Readonly<Record<string, Parser<unknown>>>;
}

/** Any number; `or` says what else the option takes. */
export const number = (given: string, option: string, or = ""): number => {
  const value = Number(given);
  if (given.trim() === "" || Number.isNaN(value)) {
    throw new UsageError(`${option} must be a number${or}; got "${given}"`);
  }
  return value;
};

/** One of a few words. */
export const word =
  <T extends string>(...words: readonly T[]): Parser<T> =>
  (given, option) =>
    choice(option, words)(given);

/** `true` or `false`. */
export const flag: Parser<boolean> = (given, option) => word("true", "false")(given, option) === "true";

/** The name, and what stands behind its colon. */
export function splitSpec(spec: string): { name: string; rest: string } {
  const [, name = spec, rest = ""] = /^([^:]*):(.*)$/s.exec(spec) ?? [];
  return { name, rest };
}

/**
 * Reads `option=value,option=value`.
 * @throws UsageError for an option that is unknown, missing or given twice, or a value that its parser refuses.
 */
export function readOptions(
  name: string,
  { required, optional }: SpecEntry,
  text: string,
): Readonly<Record<string, unknown>> {
  const parsers = { ...required, ...optional };
  const known = Object.keys(parsers);
  const options: Record<string, unknown> = {};
  for (const part of text.split(",").filter((given) => given.trim() !== "")) {
    const [, option, value] = /^\s*([^=\s]+)=(.+)$/.exec(part) ?? [];
    if (option === undefined || value === undefined) {
      throw new UsageError(
        known.length > 0
          ? `options of ${name} must be name=value, such as ${known[0]}=0.1; got "${part}"`
          : `${name} has no options; got "${part}"`,
      );
    }
    if (Object.hasOwn(options, option)) {
      throw new UsageError(`options of ${name} give ${option} twice in "${text}"; give it once`);
    }
    options[option] = readOption(name, parsers, option, value);
  }
  const missing = Object.keys(required).filter((option) => !(option in options));
  if (missing.length > 0) {
    throw new UsageError(`${name} needs ${Object.keys(required).join(", ")}; missing: ${missing.join(", ")}`);
  }
  return options;
}

/** Reads one option of `name`. */
export function readOption<T>(
  name: string,
  parsers: Readonly<Record<string, Parser<T>>>,
  option: string,
  value: string,
): T {
  if (!Object.hasOwn(parsers, option)) throw unknown(`option of ${name}`, option, Object.keys(parsers));
  return parsers[option]!(value, `${option} of ${name}`);
}

/** How a name is written with its options; what stands in brackets may be left out. */
export function usageOf(name: string, { required, optional }: SpecEntry): string {
  const [needed, others] = [required, optional].map((parsers) =>
    Object.keys(parsers).map((option) => `${option}=`),
  ) as [string[], string[]];
  if (needed.length > 0) return `${name}:${needed}${others.map((option) => `[,${option}]`).join("")}`;
  return others.length > 0 ? `${name}[:${others}]` : name;
}
