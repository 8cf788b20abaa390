/**
 * The optimizers that the command line knows: name, factory, the options it takes, and the textbook's settings.
 * A new optimizer is a new line here; what it computes stands in its own file.
 */
import { adadelta, adagrad, adam, adamw, amsgrad, type Optimizer, rmsprop, sgd, yogi } from "../index.ts";
import type { OptionValue } from "./arguments.ts";
import { UsageError, unknown } from "./usage-error.ts";

/** Options of an optimizer by name. */
export type Options = Readonly<Record<string, OptionValue>>;

interface Entry {
  readonly create: (options: Options) => Optimizer;
  /** Names of the options that `create` understands. */
  readonly options: readonly string[];
  /** The options that make it what its name says, such as momentum's momentum. */
  readonly always: Options;
  /** Learning rate and form of the textbook's experiment. */
  readonly textbook: Options;
}

function entry<O>(
  create: (options?: O) => Optimizer,
  options: readonly (keyof O & string)[],
  textbook: Options,
  always: Options = {},
): Entry {
  return { create: (given) => create(given as O), options, textbook, always };
}
const sgdOptions = ["learningRate", "momentum", "dampening", "nesterov", "weightDecay", "like"] as const;
const momentOptions = ["learningRate", "b1", "b2", "eps", "like"] as const;

const registry: Readonly<Record<string, Entry>> = {
  sgd: entry(sgd, sgdOptions, { learningRate: 0.05, like: "textbook" }),
  momentum: entry(sgd, sgdOptions, { learningRate: 0.005, like: "textbook" }, { momentum: 0.9 }),
  adagrad: entry(adagrad, ["learningRate", "eps", "initialAccumulator", "lrDecay", "like"], {
    learningRate: 0.1,
    like: "textbook",
  }),
  rmsprop: entry(rmsprop, ["learningRate", "decay", "eps", "centered", "momentum", "nesterov", "like"], {
    learningRate: 0.01,
    decay: 0.9,
    like: "textbook",
  }),
  adadelta: entry(adadelta, ["learningRate", "rho", "eps", "like"], { rho: 0.9, like: "textbook" }),
  adam: entry(adam, [...momentOptions, "epsRoot"], { learningRate: 0.01, like: "textbook" }),
  amsgrad: entry(amsgrad, momentOptions, { learningRate: 0.01 }),
  adamw: entry(adamw, [...momentOptions, "weightDecay", "where"], { learningRate: 0.01 }),
  yogi: entry(yogi, [...momentOptions, "v0", "activation"], { learningRate: 0.01, like: "textbook" }),
};

/** All names, in the order in which the textbook treats them. */
export const optimizerNames: readonly string[] = Object.keys(registry);

/** The optimizers of the textbook's experiment: what `glissade compare` compares by default. */
export const textbookNames = ["sgd", "momentum", "adagrad", "rmsprop", "adadelta", "adam", "yogi"];

function find(name: string): Entry {
  const found = Object.hasOwn(registry, name) ? registry[name] : undefined;
  if (!found) throw unknown("optimizer", name, optimizerNames);
  return found;
}

/** `name` itself where it is known; a UsageError with the nearest name where not. */
export function knownOptimizer(name: string): string {
  find(name);
  return name;
}

/** The options of the textbook's experiment, with `overrides` on top. */
export function textbookOptions(name: string, overrides: Options = {}): Options {
  const { always, textbook } = find(name);
  return { ...always, ...textbook, ...overrides };
}

/**
 * The optimizer with exactly these options; what is left out keeps the library's default.
 * @throws UsageError for an unknown optimizer or option, or a value that the optimizer refuses.
 */
export function createOptimizer(name: string, options: Options): Optimizer {
  const { create, options: known, always } = find(name);
  for (const given of Object.keys(options)) {
    if (!known.includes(given)) throw unknown(`option of ${name}`, given, known);
  }
  try {
    return create({ ...always, ...options });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}
