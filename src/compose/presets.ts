/**
 * One name, several formulas: libraries compute different numbers under one name. A list of forms gives the rule and the defaults
 * of each.
 */
import { flag, oneOf } from "../options/kinds.ts";
import { type Option, type Options, onlyIn } from "../options/option.ts";
import type { Overrides } from "../rule/define-rule.ts";
import { reader } from "../rule/hyper.ts";
import type { MomentsOptions } from "./moments.ts";
import { countedAs } from "./one-count.ts";
import type { Optimizer } from "./optimizer.ts";

/** Whose formula and defaults: PyTorch, optax, Keras, the textbook (Dive into Deep Learning), the paper. */
export type Like = "torch" | "optax" | "keras" | "textbook" | "paper";

/** A rule, and defaults that differ from the rule's own. */
type Preset<H extends string> = readonly [
  rule: ((overrides?: never) => Optimizer) & { readonly options: { readonly [K in H]?: Option } },
  defaults?: Overrides<H>,
];

/** Forms by name: at least the default one. */
type Forms<T> = Readonly<Partial<Record<Like, T>>> & { readonly default: T };

/** Options of a transformation with presets. */
export type PresetOptions<H extends string> = Overrides<H> &
  MomentsOptions & { readonly like?: Like | undefined };

/** A transformation with presets; `options` says what its options may be. */
type WithPresets<H extends string> = ((options?: PresetOptions<H>) => Optimizer<H>) & {
  readonly options: Options<Record<H | "like" | "moments", unknown>>;
};

/**
 * A transformation whose `like` option chooses the rule.
 *
 * @throws HyperparameterError, from the returned function, for a form that there is not.
 */
export function presets<H extends string>(name: string, forms: Forms<Preset<H>>): WithPresets<H> {
  const entries = Object.entries<Preset<H>>(forms);
  const options: Record<string, Option> = { ...(entries.length > 1 && { like: likeOf(forms) }) };
  for (const [option, may] of entries.flatMap(([, [rule]]) =>
    Object.entries(rule.options as Record<string, Option>),
  )) {
    const having = entries.filter(([, [rule]]) => Object.hasOwn(rule.options, option)).map(([form]) => form);
    options[option] ??= having.length < entries.length ? onlyIn(having, may) : may;
  }
  const read = reader<PresetOptions<string>>(name, options as Options<PresetOptions<string>>);
  const make = (given?: PresetOptions<H>) => {
    const { like, ...overrides } = read(given);
    const [rule, defaults] = choose(forms, like);
    return countedAs(like, rule({ ...defaults, ...overrides } as never) as Optimizer<H>);
  };
  return Object.assign(make, { options: options as Options<Record<H | "like" | "moments", unknown>> });
}

/**
 * A transformation with presets that has other rules with a flag, for all or some of its forms.
 */
export function flagged<H extends string, F extends string>(
  name: string,
  option: F,
  forms: Forms<Preset<H>>,
  others: Forms<Preset<H>>,
): ((options?: PresetOptions<H> & { readonly [K in F]?: boolean | undefined }) => Optimizer<H>) & {
  readonly options: Options<Record<H | "like" | "moments" | F, unknown>>;
} {
  const [off, on] = [presets(name, forms), presets(name, others)];
  const options = { ...off.options, [option]: onlyIn(Object.keys(others), flag) };
  const read = reader<Record<string, unknown>>(name, options);
  const make = (given?: object) => {
    const { [option]: isOn, ...rest } = read(given as Record<string, unknown>);
    return (isOn ? on : off)(rest as PresetOptions<H>);
  };
  return Object.assign(make, { options: options as Options<Record<H | "like" | "moments" | F, unknown>> });
}

/** The option `like` of a function with these forms. */
export const likeOf = (forms: Forms<unknown>): Option =>
  oneOf(...Object.keys(forms).filter((form) => form !== "default"));

/** The form for `like`, which a reader has checked. */
export const choose = <T>(forms: Forms<T>, like?: Like): T => forms[like ?? "default"] as T;
