/**
 * The workload quadratic_deep as DeepOBS runs it: 100 epochs of 7 batches of 128, in the same order in every epoch, the remainder dropped; its
 * measure is the test loss at the end. Public results of three tuned optimizers stand beside. Schneider, Balles, Hennig: DeepOBS, ICLR 2019, P1.
 */
import { deviation, mean } from "d3-array";
import { adam, type Optimizer, sgd } from "../../index.ts";
import { advancing } from "../../minimize/advancing.ts";
import { numberIn } from "../../options/interval.ts";
import { callback, kind, list, whole } from "../../options/kinds.ts";
import { readerOf, required } from "../../options/option.ts";
import { optimizer as optimizerKind } from "../kinds.ts";
import { numpyRandom } from "./numpy-random.ts";
import {
  dimension,
  lossAndGradient,
  pointCount,
  type QuadraticProblem,
  quadraticProblem,
} from "./quadratic-problem.ts";

/** Options of `quadraticDeep`. */
export interface QuadraticDeepOptions {
  readonly optimizer: Optimizer;
  /** Determines the batches alone, the problem is always the same; from 0 to 2^32 - 1, default 0. */
  readonly seed?: number | undefined;
  /** Default 100. */
  readonly epochs?: number | undefined;
  /** Called with the test loss before training and after each epoch; a promise that it returns is waited for. */
  readonly onEpoch?: ((epochs: number, loss: number) => unknown) | undefined;
}

/** The result of a run. */
export interface QuadraticDeepRun {
  /** Test losses before training and after each epoch. */
  readonly curve: readonly number[];
  /** The last of them; not finite where the run diverged. */
  readonly loss: number;
}

/** Options of `quadraticDeepOverSeeds`. */
export interface QuadraticDeepSeeds {
  readonly optimizer: Optimizer;
  /** One run each; default 0 to 9. */
  readonly seeds?: readonly number[] | undefined;
  /** Called after each run; a promise that it returns is waited for. */
  readonly onRun?: ((seed: number, run: QuadraticDeepRun) => unknown) | undefined;
}

/** The last losses of runs with several seeds. */
export interface QuadraticDeepSummary {
  /** One a seed, in their order. */
  readonly losses: readonly number[];
  readonly mean: number;
  /** Standard deviation over seeds, by n - 1; NaN for one seed. */
  readonly deviation: number;
}

/** A public result: 10 runs of DeepOBS' own with TensorFlow, at the rate that its search found. */
export interface QuadraticDeepBaseline {
  readonly name: "sgd" | "momentum" | "adam";
  /** The same optimizer of this library. */
  readonly optimizer: Optimizer;
  readonly mean: number;
  readonly deviation: number;
}

const seedKind = kind(
  "a whole number from 0 to 2^32 - 1",
  (seed) => Number.isInteger(seed) && (seed as number) >= 0 && (seed as number) < 2 ** 32,
);
const read = readerOf<QuadraticDeepOptions>("quadraticDeep", {
  optimizer: required(optimizerKind),
  seed: seedKind,
  epochs: whole(1),
  onEpoch: callback(),
});
const readSeeds = readerOf<QuadraticDeepSeeds>("quadraticDeepOverSeeds", {
  optimizer: required(optimizerKind),
  seeds: list,
  onRun: callback(),
});

/** The public test loss before training. */
export const quadraticDeepStart = 353.447;

/**
 * The public results, DeepOBS' baselines of 2019. Its Adam is TensorFlow's, whose eps of 1e-8 stands beside the uncorrected root:
 * `like: "keras"`.
 */
export const quadraticDeepBaselines = (): readonly QuadraticDeepBaseline[] => [
  { name: "sgd", optimizer: sgd({ learningRate: 0.015848931925 }), mean: 87.3975, deviation: 0.169 },
  {
    name: "momentum",
    optimizer: sgd({ learningRate: 0.0025118864315, momentum: 0.99 }),
    mean: 87.045,
    deviation: 0.0252,
  },
  {
    name: "adam",
    optimizer: adam({ like: "keras", learningRate: 0.039810717055, eps: 1e-8 }),
    mean: 87.1119,
    deviation: 0.0242,
  },
];

let made: QuadraticProblem | undefined;
/** Made once: the problem has no options. */
const problem = (): QuadraticProblem => {
  made ??= quadraticProblem();
  return made;
};

/** Options of `quadraticDeepProblem`. */
export interface QuadraticDeepProblemOptions {
  /** Determines the batches alone, the problem is always the same; from 0 to 2^32 - 1, default 0. */
  readonly seed?: number | undefined;
  /** A whole number from 1 to 1000; default 128, DeepOBS'. */
  readonly batchSize?: number | undefined;
}

/** The problem alone, for a loop of one's own. Its numbers have the same bits on every engine. */
export interface QuadraticDeepProblem {
  /** Where the 100 parameters start. */
  readonly start: Float64Array;
  /** Batches of an epoch: the same in every epoch, the remainder dropped. */
  readonly batchCount: number;
  /** The test loss, which is the measure. */
  testLoss(theta: Float64Array): number;
  /** Writes the gradient of a step, counted from 1, and returns the loss of its batch. */
  gradient(theta: Float64Array, step: number, into: Float64Array): number;
}

const readProblem = readerOf<QuadraticDeepProblemOptions>("quadraticDeepProblem", {
  seed: seedKind,
  batchSize: numberIn("whole [1, 1000]"),
});

/**
 * The problem of `quadraticDeep`, without the training.
 * @example `quadraticDeepProblem({ seed: 1 }).testLoss(new Float64Array(100).fill(1))`
 * @throws OptionError for wrong options.
 */
export function quadraticDeepProblem(options: QuadraticDeepProblemOptions = {}): QuadraticDeepProblem {
  const { seed = 0, batchSize = 128 } = readProblem(options);
  const { matrix, over, test } = problem();
  const order = numpyRandom(seed).permutation(pointCount);
  const batchCount = Math.floor(pointCount / batchSize);
  const batches = Array.from({ length: batchCount }, (_, batch) =>
    over(order.subarray(batch * batchSize, (batch + 1) * batchSize)),
  );
  const tested = test(batchCount * batchSize);
  const unused = new Float64Array(dimension);
  return {
    start: new Float64Array(dimension).fill(1),
    batchCount,
    testLoss: (theta) => lossAndGradient(matrix, tested, theta, unused),
    gradient: (theta, step, into) => lossAndGradient(matrix, batches[(step - 1) % batchCount]!, theta, into),
  };
}

/**
 * Trains 100 parameters in float64, from ones. If the optimizer keeps averages, they are evaluated. A run takes some 20 ms.
 * @example `await quadraticDeep({ optimizer: adam({ learningRate: 0.04 }), seed: 1 })`
 * @throws OptionError for anything that is not an optimizer and for wrong options.
 */
export async function quadraticDeep(options: QuadraticDeepOptions): Promise<QuadraticDeepRun> {
  const { optimizer, seed = 0, epochs = 100, onEpoch } = read(options);
  const { start, batchCount, testLoss, gradient } = quadraticDeepProblem({ seed });
  const descent = await optimizer.init({ theta: start });
  try {
    const { params, grads } = descent;
    const advance = advancing(descent, optimizer);
    const curve: number[] = [];
    const evaluate = async () => {
      const { theta } = await descent.evalParams();
      const loss = testLoss(theta);
      curve.push(loss);
      await onEpoch?.(curve.length - 1, loss);
    };
    await evaluate();
    for (let epoch = 0; epoch < epochs; epoch++) {
      for (let step = 1; step <= batchCount; step++) {
        const once = () => gradient(params.theta, step, grads.theta);
        if (advance(once())) advance(once());
      }
      // Gradients that an accumulation has left at the end of an epoch make a step too.
      descent.flush();
      await evaluate();
    }
    return { curve, loss: curve.at(-1)! };
  } finally {
    descent.dispose();
  }
}

/**
 * Runs `quadraticDeep` with several seeds: the public results are means of 10.
 * @example `const runs = await quadraticDeepOverSeeds({ optimizer: sgd({ learningRate: 0.0158 }), seeds: [0, 1] })`
 * @throws OptionError as `quadraticDeep` does.
 */
export async function quadraticDeepOverSeeds(options: QuadraticDeepSeeds): Promise<QuadraticDeepSummary> {
  const { optimizer, seeds = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9], onRun } = readSeeds(options);
  const losses: number[] = [];
  for (const seed of seeds) {
    const run = await quadraticDeep({ optimizer, seed });
    losses.push(run.loss);
    await onRun?.(seed, run);
  }
  return { losses, mean: mean(losses) ?? Number.NaN, deviation: deviation(losses) ?? Number.NaN };
}
