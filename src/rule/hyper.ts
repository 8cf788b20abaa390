/**
 * Hyperparameters: a number or a schedule, and the interval that it must lie in. Intervals of the field's
 * common names stand here once; a rule may state its own.
 */
import { type Bounds, type Interval, inWords, isInside, parseInterval } from "../options/interval.ts";
import {
  argumentOf,
  type NoOptions,
  type Option,
  OptionError,
  type Options,
  readerOf,
} from "../options/option.ts";
import { shown } from "../options/shown.ts";
import type { Schedule } from "../schedules/schedule.ts";

export type { Bounds, Interval };

/** A hyperparameter: fixed, or following a schedule. */
export type Hyper = number | Schedule;

/** A hyperparameter or another option of an optimizer that does not exist or is outside its interval. */
export class HyperparameterError extends OptionError {
  override readonly name = "HyperparameterError";
}

/** Names with the same interval wherever they are used. */
const conventional: readonly (readonly [Interval, names: RegExp])[] = [
  ["[0, 1)", /^(b[123]|rho|decay)$/],
  ["[0, 1]", /^momentum$/],
  ["[0, inf)", /^(eps(Root)?|(norm|graft)Eps|learningRate|weightDecay)$/],
];

const anyNumber: Interval = "(-inf, inf)";

/** The bounds for a hyperparameter of this name: the rule's own, else the convention, else any finite number. */
export const boundsOf = (name: string, own?: Interval): Bounds =>
  parseInterval(own ?? conventional.find(([, names]) => names.test(name))?.[0] ?? anyNumber);

/**
 * Checks a value against its bounds.
 *
 * @param count - the step at which a schedule gave the value.
 * @throws HyperparameterError such as `b1 must be in [0, 1); got 1.2`.
 */
export function checkHyper(name: string, value: unknown, bounds: Bounds, count?: number): void {
  if (isInside(value, bounds)) return;
  const where = count === undefined ? "" : ` from its schedule at count ${count}`;
  throw new HyperparameterError(`${name} must be ${inWords(bounds)}; got ${shown(value)}${where}`);
}

/** The option of a hyperparameter: a number in its interval, or a schedule, whose values are checked at every step. */
export function schedulable(own?: Interval | Bounds): Option {
  const known = typeof own === "object" ? own : own && parseInterval(own);
  const bounds = (option: string): Bounds => known ?? boundsOf(option);
  return {
    interval: (option) => bounds(option).text,
    expected: (value, option) =>
      typeof value === "function" || isInside(value, bounds(option)) ? undefined : inWords(bounds(option)),
  };
}

/** A reader of options of optimizers and their parts; see `readerOf`. */
export const reader = <O extends object>(name: string, declared: Options<O>): ((given?: O) => O) =>
  readerOf(name, declared, HyperparameterError);

/** A check of an argument of such a function; see `argumentOf`. */
export const argument = <T>(name: string, is: string, option: Option): ((value: T) => T) =>
  argumentOf(name, is, option, HyperparameterError);

/** A reader of the one argument of a function that has no options: it returns it by its name. */
export function single<N extends string>(
  name: string,
  is: N,
  option: Option,
): (value: Hyper, none?: NoOptions) => Record<N, Hyper> {
  const read = argument<Hyper>(name, is, option);
  const readNone = reader<NoOptions>(name, {});
  return (value, none) => {
    readNone(none);
    return { [is]: read(value) } as Record<N, Hyper>;
  };
}

/** The options of hyperparameters whose intervals follow from their names. */
export const schedulables = <N extends string>(...names: readonly N[]): { readonly [K in N]: Option } =>
  Object.fromEntries(names.map((name) => [name, schedulable()])) as Record<N, Option>;

/** The options of hyperparameters with intervals of their own. */
export const within = <N extends string>(
  bounds: Readonly<Record<N, Interval>>,
): { readonly [K in N]: Option } =>
  Object.fromEntries(
    Object.entries<Interval>(bounds).map(([name, interval]) => [name, schedulable(interval)]),
  ) as Record<N, Option>;

/**
 * Checks that the first of two hyperparameters is not above the second, if both are numbers.
 *
 * @throws HyperparameterError such as `min must not be above max; got 2 and 1`.
 */
export function checkOrder(
  [low, high]: readonly [string, string],
  [least, most]: readonly [Hyper | undefined, Hyper | undefined],
  count?: number,
): void {
  if (typeof least !== "number" || typeof most !== "number" || least <= most) return;
  const where = count === undefined ? "" : ` at count ${count}`;
  throw new HyperparameterError(`${low} must not be above ${high}; got ${least} and ${most}${where}`);
}
