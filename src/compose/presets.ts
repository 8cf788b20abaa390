/**
 * One name, several formulas: libraries compute different numbers under one name. A table gives each of them
 * its rule and its defaults.
 */
import { HyperparameterError } from "../rule/hyper.ts";
import type { Overrides } from "../rule/rule.ts";
import type { Optimizer } from "./optimizer.ts";

/** Whose formula and defaults: PyTorch, optax, Keras, the textbook (Dive into Deep Learning), the paper. */
export type Like = "torch" | "optax" | "keras" | "textbook" | "paper";

/** A rule, and defaults that differ from the rule's own. */
type Preset<H extends string> = readonly [
  rule: (overrides?: Overrides<H>) => Optimizer,
  defaults?: Overrides<H>,
];

/** A table of presets: at least the one that is taken without `like`. */
type Table<T> = Readonly<Partial<Record<Like, T>>> & { readonly default: T };

/** Options of a transformation with presets. */
export type PresetOptions<H extends string> = Overrides<H> & { readonly like?: Like | undefined };

/**
 * A transformation whose `like` option chooses the rule.
 *
 * @returns a function from options to the transformation.
 */
export function presets<H extends string>(
  name: string,
  table: Table<Preset<H>>,
): (options?: PresetOptions<H>) => Optimizer {
  return (options = {}) => {
    const { like, ...overrides }: PresetOptions<string> = options;
    const [rule, defaults] = choose(name, table, like);
    return rule({ ...defaults, ...given(overrides) } as Overrides<H>);
  };
}

/**
 * The entry of a table for `like`.
 *
 * @throws HyperparameterError where the table has no such entry, naming those it has.
 */
export function choose<T>(name: string, table: Table<T>, like?: Like): T {
  if (like === undefined) return table.default;
  const found = Object.hasOwn(table, like) && (like as string) !== "default" ? table[like] : undefined;
  if (found === undefined) {
    const known = Object.keys(table).filter((key) => key !== "default");
    throw new HyperparameterError(`${name} has no form like "${like}"; it has: ${known.join(", ")}`);
  }
  return found;
}

/** Options without those that are undefined, so that defaults show through. */
function given<T extends object>(options: T): Partial<T> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as Partial<T>;
}
