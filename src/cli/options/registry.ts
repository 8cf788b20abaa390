/**
 * Optimizers on the command line: their names, their options, and making the optimizer from them. optimizer-registry.ts lists
 * them.
 */
import type { Optimizer } from "../../index.ts";
import { UsageError, unknown } from "../usage-error.ts";
import { type OptimizerEntry, type Options, optimizerRegistry } from "./optimizer-registry.ts";
import { readOption } from "./spec.ts";
import type { Wrapper } from "./wrapper-registry.ts";

export type { Options };

/** All names, in the order in which the textbook treats them, then the others. */
export const optimizerNames: readonly string[] = Object.keys(optimizerRegistry);

/** The optimizers of the textbook's experiment: what `glissade textbook compare` compares by default. */
export const textbookNames = ["sgd", "momentum", "adagrad", "rmsprop", "adadelta", "adam", "yogi"];

function find(name: string): OptimizerEntry {
  const found = Object.hasOwn(optimizerRegistry, name) ? optimizerRegistry[name] : undefined;
  if (!found) throw unknown("optimizer", name, optimizerNames);
  return found;
}

/** The forms of an optimizer, values of `like`. */
export const formsOf = (name: string): readonly string[] => find(name).forms;

const takesEstimates = (name: string): boolean => createOptimizer(name, {}).takesEstimates;

/** Those that train by gradients alone, and so on the command line. */
export const trainedNames = (): readonly string[] => optimizerNames.filter((name) => !takesEstimates(name));

/** `name` itself where it trains by gradients alone. @throws UsageError where not. */
export function trainedOptimizer(name: string): string {
  if (!Object.hasOwn(optimizerRegistry, name)) throw unknown("optimizer", name, trainedNames());
  if (takesEstimates(name))
    throw new UsageError(
      `${name} needs estimates of the curvature besides gradients, and the command line has gradients alone: take another, such as adamw, or train it in a program, where estimate() takes them`,
    );
  return name;
}

/** The options of the textbook's experiment, with `overrides` on top. */
export function textbookOptions(name: string, overrides: Options = {}): Options {
  const { always, textbook } = find(name);
  return { ...always, ...textbook, ...overrides };
}

/**
 * The values that words such as `b1=0.8` have for this optimizer, beside those that other options of the command gave.
 * @throws UsageError for an unknown optimizer or option, an invalid value of the option, or an option that is given twice.
 */
export function readOptimizerOptions(
  name: string,
  words: Readonly<Record<string, string>> = {},
  beside: Options = {},
): Options {
  const { options } = find(name);
  const given: Record<string, Options[string]> = { ...beside };
  for (const [word, text] of Object.entries(words)) {
    const option = word === "lr" ? "learningRate" : word;
    const value = readOption(name, options, option, text);
    if (Object.hasOwn(given, option))
      throw new UsageError(`${option} of ${name} is given twice; give it once`);
    given[option] = value;
  }
  return given;
}

/**
 * The optimizer with exactly these options; what is left out keeps the library's default. Wrappers are put around it, the
 * first of them nearest.
 * @throws UsageError for an unknown optimizer or option, or a value that the optimizer refuses.
 */
export function createOptimizer(
  name: string,
  options: Options,
  wrappers: readonly Wrapper[] = [],
): Optimizer {
  const { create, options: parsers, always } = find(name);
  const known = Object.keys(parsers);
  for (const given of Object.keys(options)) {
    if (!known.includes(given)) throw unknown(`option of ${name}`, given, known);
  }
  try {
    return wrappers.reduce((inner, wrap) => wrap(inner), create({ ...always, ...options }));
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}
