/**
 * The optimizers that the command line knows: factory, how each option is read, and the settings of the textbook's
 * experiment. A new optimizer is a new entry here.
 */

import type { Hyper, Like, Optimizer, Schedule } from "../index.ts";
import * as glissade from "../index.ts";
import { hyper } from "./schedule-spec.ts";
import { flag, number, type OptionalParsers, type Parser, word } from "./spec.ts";

/** The value of an option; hyperparameters may be schedules. */
export type OptionValue = number | string | boolean | Schedule;

/** Options of an optimizer by name. */
export type Options = Readonly<Record<string, OptionValue>>;

/** An optimizer by name. */
export interface OptimizerEntry {
  readonly create: (options: Options) => Optimizer;
  /** How each option is read. */
  readonly options: Readonly<Record<string, Parser<OptionValue>>>;
  /** Learning rate and form of the textbook's experiment. */
  readonly textbook: Options;
  /** The options that its name implies, such as the momentum of `momentum`. */
  readonly always: Options;
}

/**
 * The parsers have the type of the options: one that is missing, or reads something else, does not compile. The command line
 * minimizes losses, so it has no `maximize`.
 */
const entry = <O>(
  create: (options?: O) => Optimizer,
  options: OptionalParsers<Omit<O, "maximize">> & Readonly<Record<string, Parser<OptionValue>>>,
  textbook: Options,
  always: Options = {},
): OptimizerEntry => ({ create: (given) => create(given as O), options, textbook, always });

/** Hyperparameters by name: numbers or schedules. */
const hypers = <K extends string>(...names: readonly K[]) =>
  Object.fromEntries(names.map((name) => [name, hyper])) as Record<K, Parser<Hyper>>;

const like: { readonly like: Parser<Like> } = {
  like: word<Like>("torch", "optax", "keras", "textbook", "paper"),
};
const where: Parser<string> = (given) => given;
const rate = { ...like, ...hypers("learningRate") };
const moments = { ...rate, ...hypers("b1", "b2", "eps") };
const adam = { ...moments, ...hypers("epsRoot") };
const decayed = { ...hypers("weightDecay"), where };
const coupled = { ...decayed, decoupledWeightDecay: flag };
const ahead = { nesterov: flag };
const nadam = { ...adam, ...hypers("momentumDecay") };
const sgd = { ...rate, ...hypers("momentum", "dampening"), ...decayed, ...ahead };
const distance = { ...moments, ...decayed, ...hypers("d0"), growthRate: number, biasCorrection: flag };
const scheduleFree = { ...hypers("warmup", "weightPower", "r"), ...decayed };
const startOfYogi: Parser<number | "gradient"> = (given, option) =>
  given === "gradient" ? given : number(given, option, ' or "gradient"');

/** The rate with which optimizers of Adam's kind do best in the experiment. */
const usual = { learningRate: 0.01 };
const book = { like: "textbook" };

/**
 * Every optimizer, first the textbook's, in its order. The others have the rate, one of 0.003, 0.01, 0.03 and 0.1, that does well on
 * its data and on auto-mpg.
 */
export const optimizerRegistry: Readonly<Record<string, OptimizerEntry>> = {
  sgd: entry(glissade.sgd, sgd, { learningRate: 0.05, ...book }),
  momentum: entry(glissade.sgd, sgd, { learningRate: 0.005, ...book }, { momentum: 0.9 }),
  adagrad: entry(
    glissade.adagrad,
    { ...rate, ...hypers("eps", "lrDecay"), initialAccumulator: number, ...coupled },
    { learningRate: 0.1, ...book },
  ),
  rmsprop: entry(
    glissade.rmsprop,
    {
      ...{ ...rate, ...hypers("decay", "eps", "momentum"), centered: flag, ...ahead },
      ...{ initialScale: number, biasCorrection: flag, ...coupled },
    },
    { ...usual, decay: 0.9, ...book },
  ),
  adadelta: entry(glissade.adadelta, { ...rate, ...hypers("rho", "eps") }, { rho: 0.9, ...book }),
  adam: entry(glissade.adam, { ...adam, ...ahead, ...coupled }, { ...usual, ...book }),
  amsgrad: entry(glissade.amsgrad, { ...adam, ...coupled }, usual),
  adamw: entry(
    glissade.adamw,
    { ...adam, ...ahead, ...decayed, ...hypers("schedule"), decoupling: word("rate", "schedule") },
    usual,
  ),
  yogi: entry(
    glissade.yogi,
    { ...moments, v0: startOfYogi, activation: word("sign", "tanh"), ...coupled },
    { ...usual, ...book },
  ),
  adabelief: entry(glissade.adabelief, { ...adam, ...ahead }, usual),
  adafactor: entry(
    glissade.adafactor,
    {
      ...rate,
      ...hypers("decayRate", "eps1", "eps2", "clippingThreshold", "momentum"),
      ...decayed,
      relativeStep: flag,
      multiplyByParameterScale: flag,
      minDimSizeToFactor: number,
    },
    { learningRate: 0.1 },
  ),
  adamMini: entry(
    glissade.adamMini,
    { ...hypers("learningRate", "b1", "b2", "eps"), ...decayed, blocks: word("rows", "tensor") },
    usual,
  ),
  adamax: entry(glissade.adamax, moments, { learningRate: 0.03 }),
  adan: entry(glissade.adan, { ...adam, ...hypers("b3"), ...decayed }, { learningRate: 0.03 }),
  ademamix: entry(glissade.ademamix, { ...adam, ...hypers("b3", "alpha", "warmup"), ...decayed }, usual),
  adopt: entry(glissade.adopt, { ...moments, ...decayed, ...ahead, clipping: flag }, usual),
  dadaptAdam: entry(glissade.dadaptAdam, distance, { learningRate: 0.1 }),
  fromage: entry(glissade.fromage, { ...rate, ...hypers("minNorm") }, { learningRate: 0.1 }),
  lamb: entry(glissade.lamb, { ...adam, ...decayed }, { learningRate: 0.1 }),
  lars: entry(
    glissade.lars,
    { ...rate, ...hypers("momentum", "trustCoefficient", "eps"), ...decayed, ...ahead },
    { learningRate: 0.1, trustCoefficient: 0.1 },
  ),
  lion: entry(glissade.lion, { ...rate, ...hypers("b1", "b2"), ...decayed }, usual),
  madgrad: entry(
    glissade.madgrad,
    { ...rate, ...hypers("momentum", "eps"), ...decayed },
    { learningRate: 0.003 },
  ),
  mars: entry(glissade.mars, { ...moments, ...hypers("gamma"), ...decayed }, usual),
  nadam: entry(glissade.nadam, { ...nadam, ...coupled }, usual),
  nadamw: entry(glissade.nadamw, { ...nadam, ...decayed }, usual),
  novograd: entry(glissade.novograd, { ...adam, ...decayed }, { learningRate: 0.003 }),
  optimisticGradientDescent: entry(
    glissade.optimisticGradientDescent,
    { ...rate, ...hypers("alpha", "beta") },
    { learningRate: 0.03 },
  ),
  polyakSgd: entry(
    glissade.polyakSgd,
    { ...rate, ...hypers("maxLearningRate", "minLoss", "eps") },
    { learningRate: 0.1 },
  ),
  prodigy: entry(
    glissade.prodigy,
    { ...distance, ...hypers("b3", "dCoef"), safeguardWarmup: flag },
    { learningRate: 0.1 },
  ),
  radam: entry(
    glissade.radam,
    { ...adam, ...hypers("threshold"), ...ahead, ...coupled },
    { learningRate: 0.03 },
  ),
  rprop: entry(
    glissade.rprop,
    { ...rate, ...hypers("etaMinus", "etaPlus", "minStepSize", "maxStepSize") },
    { learningRate: 0.1 },
  ),
  scheduleFreeAdamw: entry(
    glissade.scheduleFreeAdamw,
    { ...moments, ...scheduleFree },
    { learningRate: 0.03 },
  ),
  scheduleFreeSgd: entry(
    glissade.scheduleFreeSgd,
    { ...rate, ...scheduleFree, ...hypers("momentum") },
    { learningRate: 0.1 },
  ),
  signSgd: entry(glissade.signSgd, hypers("learningRate"), usual),
  signum: entry(glissade.signum, { ...rate, ...hypers("momentum") }, { learningRate: 0.003 }),
  sm3: entry(glissade.sm3, { ...rate, ...hypers("momentum", "eps") }, { learningRate: 0.1 }),
};
