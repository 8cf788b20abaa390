/**
 * The textbook's training loop: minibatches of a reshuffled regression problem, the loss over all data in between
 * (after every 200 examples, as the book does), and a timer that leaves the evaluation out. Each difference between the book's two harnesses is an
 * option. It does not load data. Zhang, Lipton, Li, Smola: Dive into Deep Learning, 12.5 (train_ch11, train_concise_ch11).
 */
import { randomNormal, randomUniform } from "d3-random";
import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { uniformInt } from "pure-rand/distribution/uniformInt";
import { mersenne } from "pure-rand/generator/mersenne";
import type { DeviceName, Optimizer } from "../../index.ts";
import { advancing } from "../../minimize/advancing.ts";
import { numberIn } from "../../options/interval.ts";
import { anything, callback, either, finite, oneOf, whole } from "../../options/kinds.ts";
import { argumentOf, readerOf, required } from "../../options/option.ts";
import { type Regression, regressionKind } from "../data/standardize.ts";
import { optimizer as optimizerKind } from "../kinds.ts";
import { batchGradient, type LinearParams, meanLoss } from "./linear-regression.ts";

/** Settings of `experiment`. */
export interface ExperimentOptions {
  readonly epochs: number;
  /** Examples a step; the last batch of an epoch may be smaller. */
  readonly batchSize: number;
  /** 1 for the gradient of (prediction - target)^2 / 2, 2 for that of the loss without the half. */
  readonly gradientFactor: number;
  /** Standard deviation of the initial weights, which are normal with mean 0. */
  readonly weightDeviation: number;
  /** `zero`, or `uniform` within +-1 / sqrt(number of features). */
  readonly initialBias: "zero" | "uniform";
  /** Determines initial values and shuffling. */
  readonly seed: number;
  /**
   * Examples between evaluations; the start and the end are always evaluated. `"auto"`: the book's 200 where that makes 15 to 60
   * evaluations, as many more or fewer examples where the run is longer or shorter.
   */
  readonly evaluateEvery: number | "auto";
  readonly device: DeviceName;
  /** Called after each evaluation, outside the timer; a promise that it returns is waited for. */
  readonly onEvaluate?: (epochs: number, loss: number) => unknown;
}

const checkOptimizer = argumentOf<Optimizer>("experiment", "optimizer", optimizerKind);
const checkData = argumentOf<Regression>("experiment", "data", regressionKind);
const read = readerOf<ExperimentOptions>("experiment", {
  epochs: required(whole(1)),
  batchSize: required(whole(1)),
  gradientFactor: required(finite),
  weightDeviation: required(numberIn("[0, inf)")),
  initialBias: required(oneOf("zero", "uniform")),
  seed: required(whole(0)),
  evaluateEvery: required(either(whole(1), oneOf("auto"))),
  device: required(anything),
  onEvaluate: callback(),
});

/** The book's harness written from scratch: 2 epochs, loss with the half, bias from 0. */
export const scratch: ExperimentOptions = {
  epochs: 2,
  batchSize: 10,
  gradientFactor: 1,
  weightDeviation: 0.01,
  initialBias: "zero",
  seed: 0,
  evaluateEvery: "auto",
  device: "auto",
};

/** The book's concise harness: 4 epochs, the gradient twice as large, a uniform initial bias. */
export const concise: ExperimentOptions = {
  ...scratch,
  epochs: 4,
  gradientFactor: 2,
  initialBias: "uniform",
};

/** The result of a run. Losses are means of (prediction - target)^2 / 2 over all data, whatever the gradient factor. */
export interface Run {
  /** Loss against epochs and against seconds of training, one point an evaluation, the first before the first step. */
  readonly curve: {
    readonly epochs: readonly number[];
    readonly seconds: readonly number[];
    readonly loss: readonly number[];
  };
  /** The last loss of the curve; not finite where the run diverged. */
  readonly loss: number;
  /** Training time in seconds, without evaluations and without compiling. */
  readonly secondsPerEpoch: number;
  /** The parameters that were evaluated last: `descent.evalParams()`. */
  readonly params: LinearParams;
}

/**
 * Trains a linear regression on `data` and returns its curve. Each batch is a step, with one gradient or two (`sam`), or
 * part of a step (`accumulate`; the gradients left at the end of an epoch make a step too). If the optimizer keeps averages, they are evaluated.
 * @example `await experiment(adam({ learningRate: 0.01, like: "textbook" }), data, { ...scratch, seed: 1 })`
 * @throws OptionError for anything that is not an optimizer or a regression, and for wrong options, such as a batch size that is not a positive integer.
 */
export async function experiment(
  optimizer: Optimizer,
  data: Regression,
  options: ExperimentOptions = scratch,
): Promise<Run> {
  checkOptimizer(optimizer);
  checkData(data);
  const settings = read(options);
  const { epochs, batchSize, gradientFactor, device, onEvaluate } = settings;
  const evaluateEvery =
    settings.evaluateEvery === "auto" ? interval(epochs * data.count) : settings.evaluateEvery;
  const random = mersenne(settings.seed);
  let evaluated = initialParams(data.width, settings, random);
  const descent = await optimizer.init(evaluated, { device });
  try {
    const { params, grads } = descent;
    const advance = advancing(descent, optimizer);
    const order = Uint32Array.from({ length: data.count }, (_, index) => index);
    const curve = { epochs: [] as number[], seconds: [] as number[], loss: [] as number[] };
    const evaluate = async () => {
      const loss = meanLoss(data, evaluated);
      curve.epochs.push(seen / data.count);
      curve.seconds.push(milliseconds / 1000);
      curve.loss.push(loss);
      await onEvaluate?.(seen / data.count, loss);
    };
    const total = epochs * data.count;
    let seen = 0;
    let milliseconds = 0;
    await evaluate();
    let started = performance.now();
    for (let epoch = 0; epoch < epochs; epoch++) {
      shuffle(order, random);
      for (let start = 0; start < data.count; start += batchSize) {
        const end = Math.min(start + batchSize, data.count);
        const gradient = () => batchGradient(data, params, grads, order, start, end, gradientFactor);
        const isHalfway = advance(gradient()) && advance(gradient());
        // The last gradients of an epoch make a step, even if they are fewer.
        if (end === data.count && !isHalfway) descent.flush();
        const due = Math.floor((seen + end - start) / evaluateEvery) > Math.floor(seen / evaluateEvery);
        seen += end - start;
        if (!due && seen < total) continue;
        milliseconds += performance.now() - started;
        evaluated = await descent.evalParams();
        await evaluate();
        started = performance.now();
      }
    }
    return {
      curve,
      loss: curve.loss.at(-1)!,
      secondsPerEpoch: milliseconds / 1000 / epochs,
      params: evaluated,
    };
  } finally {
    descent.dispose();
  }
}

/** The book's interval, unless it makes too few or too many points of this many examples. */
function interval(examples: number): number {
  return Math.max(1, Math.ceil(examples / 60), Math.min(200, Math.floor(examples / 15)));
}

type Random = ReturnType<typeof mersenne>;

function initialParams(width: number, options: ExperimentOptions, random: Random): LinearParams {
  const uniform = () => uniformFloat64(random);
  const normal = randomNormal.source(uniform)(0, options.weightDeviation);
  const bound = 1 / Math.sqrt(width);
  const bias = options.initialBias === "uniform" ? randomUniform.source(uniform)(-bound, bound)() : 0;
  return { weight: Float32Array.from({ length: width }, normal), bias: Float32Array.of(bias) };
}

function shuffle(order: Uint32Array, random: Random): void {
  for (let i = order.length - 1; i > 0; i--) {
    const j = uniformInt(random, 0, i);
    const kept = order[i]!;
    order[i] = order[j]!;
    order[j] = kept;
  }
}
