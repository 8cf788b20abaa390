/**
 * The optimizers that the command line knows: all that the package exports, how each option is read, and the settings of the
 * textbook's experiment.
 */

import type { Optimizer, Pattern, Schedule } from "../../index.ts";
import * as glissade from "../../index.ts";
import type { Option } from "../../options/option.ts";
import { UsageError } from "../usage-error.ts";
import { hyper } from "./schedule-spec.ts";
import { flag, type Parser } from "./spec.ts";

/** The value of an option; hyperparameters may be schedules. */
export type OptionValue = number | string | boolean | Schedule | Pattern | object;

/** Options of an optimizer by name. */
export type Options = Readonly<Record<string, OptionValue>>;

/** An optimizer by name. */
export interface OptimizerEntry {
  readonly create: (options: Options) => Optimizer;
  /** How each option is read. */
  readonly options: Readonly<Record<string, Parser<OptionValue>>>;
  /** The values of its option `like`. */
  readonly forms: readonly string[];
  /** Learning rate and form of the textbook's experiment. */
  readonly textbook: Options;
  /** The options that its name implies, such as the momentum of `momentum`. */
  readonly always: Options;
}

/** How a word of the command line becomes the value of an option: the values that it takes decide. */
function parserOf({ expected }: Option): Parser<OptionValue> {
  const takes = (value: unknown) => expected(value, "") === undefined;
  if (takes(true)) return flag;
  // Any text: a pattern of paths.
  if (takes("*")) return (given) => given;
  if (takes(() => 1)) return hyper;
  return (given, option) => {
    if (takes(given)) return given;
    if (given.trim() !== "" && takes(Number(given))) return Number(given);
    const written = structureOf(given);
    if (written && takes(written)) return written;
    throw new UsageError(`${option} must be ${expected(given, option)}; got "${given}"`);
  };
}

/** The list or the object that a word is in JSON. */
function structureOf(given: string): object | undefined {
  try {
    const value: unknown = JSON.parse(given);
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

type Factory = ((options?: object) => Optimizer) & { readonly options: Readonly<Record<string, Option>> };

/** Functions with options, of which optimizers alone have `maximize`. */
const isOptimizer = (value: unknown): value is Factory =>
  typeof value === "function" && "maximize" in ((value as Partial<Factory>).options ?? {});

/** The command line minimizes losses, so it has no `maximize`. */
function entry(create: Factory, textbook: Options = usual, always: Options = {}): OptimizerEntry {
  const { maximize: _, ...options } = create.options;
  const parsers = Object.entries(options).map(([name, option]) => [name, parserOf(option)] as const);
  const forms = create.options.like?.words ?? [];
  return { create, options: Object.fromEntries(parsers), forms, textbook, always };
}

/** The rate with which optimizers of Adam's kind do best in the experiment. */
const usual = { learningRate: 0.01 };
const book = { like: "textbook" };

/** The textbook's optimizers, in its order. */
const ofTextbook: Readonly<Record<string, OptimizerEntry>> = {
  sgd: entry(glissade.sgd, { learningRate: 0.05, ...book }),
  momentum: entry(glissade.sgd, { learningRate: 0.005, ...book }, { momentum: 0.9 }),
  adagrad: entry(glissade.adagrad, { learningRate: 0.1, ...book }),
  rmsprop: entry(glissade.rmsprop, { ...usual, decay: 0.9, ...book }),
  adadelta: entry(glissade.adadelta, { rho: 0.9, ...book }),
  adam: entry(glissade.adam, { ...usual, ...book }),
  amsgrad: entry(glissade.amsgrad),
  adamw: entry(glissade.adamw),
  yogi: entry(glissade.yogi, { ...usual, ...book }),
};

/**
 * Settings of others than `usual`: the rate, one of 0.003, 0.01, 0.03 and 0.1, that does well on the experiment's data and on
 * auto-mpg.
 */
const settings: Readonly<Record<string, Options>> = {
  adafactor: { learningRate: 0.1 },
  adamax: { learningRate: 0.03 },
  adan: { learningRate: 0.03 },
  dadaptAdam: { learningRate: 0.1 },
  fedAdagrad: { learningRate: 0.1 },
  fromage: { learningRate: 0.1 },
  lamb: { learningRate: 0.1 },
  lars: { learningRate: 0.1, trustCoefficient: 0.1 },
  madgrad: { learningRate: 0.003 },
  novograd: { learningRate: 0.003 },
  optimisticGradientDescent: { learningRate: 0.03 },
  polyakSgd: { learningRate: 0.1 },
  prodigy: { learningRate: 0.1 },
  radam: { learningRate: 0.03 },
  rprop: { learningRate: 0.1 },
  scheduleFreeAdamw: { learningRate: 0.03 },
  scheduleFreeSgd: { learningRate: 0.1 },
  signum: { learningRate: 0.003 },
  sm3: { learningRate: 0.1 },
};

const others = Object.entries(glissade)
  .filter(([name]) => !Object.hasOwn(ofTextbook, name))
  .flatMap(([name, value]) => (isOptimizer(value) ? [[name, entry(value, settings[name])] as const] : []));

/** Every optimizer that the package exports: first the textbook's, in its order, then the others. */
export const optimizerRegistry: Readonly<Record<string, OptimizerEntry>> = {
  ...ofTextbook,
  ...Object.fromEntries(others),
};
