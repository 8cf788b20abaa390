/**
 * Options of public functions: a declaration says what each may be, and one reader checks the given options against it. A value
 * that is undefined means that the option was left out.
 */
import { question } from "./nearest.ts";
import { shown } from "./shown.ts";

/** Options that a function cannot take: not an options object, an unknown name, or a value of the wrong kind. */
export class OptionError extends RangeError {
  override readonly name: string = "OptionError";
}

/** What an option may be. */
export interface Option {
  /** What was expected instead of the value, to follow "must be"; undefined if the value is valid. */
  readonly expected: (value: unknown, option: string) => string | undefined;
  /** Whether it cannot be left out. */
  readonly isRequired?: boolean;
  /** The interval of numbers as a text, by the name of the option. */
  readonly interval?: (option: string) => string;
  /** All that it may be, where that is one of some words. */
  readonly words?: readonly string[];
  /** The forms (values of `like`, or `default`) that have it, if not all do. */
  readonly forms?: readonly string[] | undefined;
}

/** What each option of a function may be. */
export type Options<O> = { readonly [K in keyof O]-?: Option };

/** Options of functions that have none. */
export type NoOptions = Readonly<Record<string, never>>;

const quoted = (form: string): string => `"${form}"`;

/** Whether a value is an object literal, of any realm, or a module, and not an instance of a class. */
export function isPlain(value: unknown): value is object {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  const isLiteral = prototype === null || Object.getPrototypeOf(prototype) === null;
  return isLiteral && ["[object Object]", "[object Module]"].includes(Object.prototype.toString.call(value));
}

/** All that an object literal has of its own, each read once; undefined for what is none. `fail` throws where reading does. */
export function propertiesOf(
  value: unknown,
  fail: (cause: unknown) => never,
): [key: string | symbol, value: unknown][] | undefined {
  try {
    if (!isPlain(value)) return undefined;
    return Reflect.ownKeys(value).map((key) => [key, value[key as keyof typeof value]]);
  } catch (cause) {
    return fail(cause);
  }
}

/** The message for an option that the chosen form does not have. */
function needs(option: string, forms: readonly string[], like: unknown): string {
  const others = forms.filter((form) => form !== "default").map(quoted);
  const choices = [
    ...(others.length ? [`like: ${others.join(" or ")}`] : []),
    ...(forms.includes("default") ? ["no like"] : []),
  ];
  return `${option} needs ${choices.join(" or ")}; got ${like === undefined ? "no like" : `like: ${shown(like)}`}`;
}

/**
 * A reader of options.
 *
 * @param name - the function that takes them, for messages.
 * @param declared - what each of its options may be.
 * @param Failure - the class of the error that it throws.
 * @returns a function that copies the given options without those that are undefined. It throws if they are wrong, and
 *   names the function and the option.
 */
export function readerOf<O extends object>(
  name: string,
  declared: Options<O>,
  Failure: new (message: string, options?: ErrorOptions) => OptionError = OptionError,
): (given?: O) => O {
  const options = Object.entries<Option>(declared);
  const known = options.map(([option]) => option);
  return (given = {} as O) => {
    const properties = propertiesOf(given, (cause) => {
      throw new Failure(`${name}: the options cannot be read: a getter or a proxy fails there`, { cause });
    });
    if (!properties) {
      const takes = known.length ? `an object of options, { ${known.join(", ")} }` : "no options";
      throw new Failure(`${name} takes ${takes}; got ${shown(given)}`);
    }
    const read: Record<string, unknown> = {};
    for (const [key, value] of properties) {
      const option = String(key);
      if (typeof key === "symbol" || !known.includes(option)) {
        const all = known.join(", ") || "none";
        throw new Failure(`${name} has no option ${shown(option)}; it has: ${all}${question(option, known)}`);
      }
      if (value !== undefined) read[option] = value;
    }
    for (const [option, { expected, isRequired, forms }] of options) {
      const value = read[option];
      if (value === undefined && !isRequired) continue;
      const wanted = expected(value, option);
      if (wanted !== undefined) {
        const rest = value === null && !isRequired ? "; leave it out for its default" : "";
        throw new Failure(`${name}: ${option} must be ${wanted}; got ${shown(value)}${rest}`);
      }
      if (forms && !forms.includes((read.like ?? "default") as string))
        throw new Failure(`${name}: ${needs(option, forms, read.like)}`);
    }
    return read as O;
  };
}

/** A check of an argument that is not an option, by the same kinds. It returns the value. */
export function argumentOf<T>(
  name: string,
  argument: string,
  { expected }: Option,
  Failure: new (message: string) => OptionError = OptionError,
): (value: T) => T {
  return (value) => {
    const wanted = expected(value, argument);
    if (wanted !== undefined)
      throw new Failure(`${name}: ${argument} must be ${wanted}; got ${shown(value)}`);
    return value;
  };
}

/** An option that cannot be left out. */
export const required = (option: Option): Option => ({ ...option, isRequired: true });

/** An option that only some forms have. */
export const onlyIn = (forms: readonly string[], option: Option): Option => ({ ...option, forms });
