/**
 * The public workloads of `glissade train --workload NAME`: data, model, batches and length are fixed, the optimizer may be another. Which
 * options go with each, and how the two that are trained by `fit` are, on what workload-data.ts loads; quadratic-deep.ts has the third.
 */
import { adamw, chain, clipByGlobalNorm, type Hyper, type Optimizer, warmupCosine } from "../../index.ts";
import { UsageError } from "../usage-error.ts";
import { type LengthChoice, optimizerOf, optimizerRecord } from "./data-training.ts";
import type { Training } from "./training.ts";
import { loadWorkload, type Workload, workloadSteps } from "./workload-data.ts";

const ofOptimizer = ["optimizer", "learning-rate", "option", "wrap", "seed", "json"];
const ofMatrices = ["matrices", "layout"];
const ofRun = [
  "device",
  "save",
  "checkpoint",
  "every",
  "keep",
  "resume",
  "overwrite",
  "tensorboard",
  "micro-batches",
  "shard",
  "heartbeat",
];

/** Options that go with a workload, as they are written. */
const optionsOf = {
  "quadratic-deep": [...ofOptimizer, "epochs"],
  "fashion-mlp": [...ofOptimizer, ...ofMatrices, "epochs", "steps", ...ofRun],
  "char-transformer": [...ofOptimizer, ...ofMatrices, "steps", ...ofRun],
} as const;

/** A public workload. */
export type WorkloadName = keyof typeof optionsOf;

/** Names of all workloads. */
export const workloadNames = Object.keys(optionsOf) as WorkloadName[];

/** What each is. */
export const workloadUsage: readonly (readonly [name: WorkloadName, what: string])[] = [
  [
    "quadratic-deep",
    "DeepOBS P1: 100 parameters, 100 epochs, seeds 0 to 9 (--seed: that one alone); without an optimizer the three with public results",
  ],
  ["fashion-mlp", "Fashion-MNIST, mlp:256, batches of 128, 5 epochs; without an optimizer adamw"],
  [
    "char-transformer",
    "nanoGPT's CPU setting on Tiny Shakespeare, 2000 steps; without an optimizer nanoGPT's: adamw 1e-3 with warm-up and cosine decay, weight decay 0.1 of matrices, clipped",
  ],
];

/**
 * Checks that no option contradicts a workload.
 *
 * @param given - the options of the command that were given, in camelCase.
 * @throws UsageError for one that does, and for options of an optimizer that is not named.
 */
export function checkWorkloadOptions(
  workload: WorkloadName,
  optimizer: string | undefined,
  given: readonly string[],
): void {
  const names = checkFitting(workload, optionsOf[workload], given);
  const needing = [
    "option",
    "wrap",
    ...ofMatrices,
    ...(workload === "quadratic-deep" ? ["learning-rate"] : []),
  ];
  const alone = names.find((name) => needing.includes(name));
  if (optimizer === undefined && alone !== undefined)
    throw new UsageError(`--${alone} needs an optimizer: glissade train adam --workload ${workload}`);
}

/**
 * Checks that options go with a workload.
 *
 * @param fitting - those that do, as they are written.
 * @param given - those that were given, in camelCase.
 * @returns those that were given, as they are written.
 * @throws UsageError for one that does not.
 */
export function checkFitting(
  workload: WorkloadName,
  fitting: readonly string[],
  given: readonly string[],
): string[] {
  const names = given.map((name) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`));
  const wrong = names.find((name) => !fitting.includes(name));
  if (wrong === "data")
    throw new UsageError(`--workload ${workload} has data of its own; leave out --data, or --workload`);
  if (wrong !== undefined)
    throw new UsageError(
      `--${wrong} does not go with --workload ${workload}; what goes with it is ${fitting.map((name) => `--${name}`).join(", ")}`,
    );
  return names;
}

/** Makes the training of a workload. */
export const workloadTraining = (
  workload: Exclude<WorkloadName, "quadratic-deep">,
  optimizer: string | undefined,
  choice: LengthChoice,
): Promise<Training> => makers[workload](optimizer, choice);

/** Passes over the examples of a workload that have so many steps. */
export const passesOf = (
  steps: number,
  { train, batchSize }: { readonly train: Pick<Workload["train"], "count">; readonly batchSize: number },
): number => Math.ceil(steps / Math.ceil(train.count / batchSize));

const makers = { "fashion-mlp": fashionMlp, "char-transformer": charTransformer };

async function fashionMlp(name: string | undefined, choice: LengthChoice): Promise<Training> {
  const { steps, seed = 0, learningRate } = choice;
  const made = name ? optimizerOf(name, choice) : () => adamw({ learningRate: learningRate?.value });
  const workload = await loadWorkload("fashion-mlp");
  const { model, origin, examples, shape, train, held, batchSize } = workload;
  return {
    optimizer: made(model),
    model,
    data: {
      name: "fashion-mlp",
      origin,
      examples,
      notes: [],
      train,
      validation: 0,
      test: { count: held.count, read: () => held },
      shape,
    },
    seed,
    // Steps that are given alone decide.
    epochs: choice.epochs ?? (steps === undefined ? 5 : passesOf(steps, workload)),
    steps,
    settings: { batchSize },
    record: { workload: "fashion-mlp", ...optimizerRecord(name ?? "its own", choice), seed },
  };
}

const NANO_GPT = workloadSteps["char-transformer"];

async function charTransformer(name: string | undefined, choice: LengthChoice): Promise<Training> {
  const workload = await loadWorkload("char-transformer");
  const { model, origin, examples, shape, train, held, batchSize, evaluationBatch, alphabet = [] } = workload;
  const { steps = NANO_GPT, seed = 0 } = choice;
  const made = name ? optimizerOf(name, choice) : () => nanoGpt(steps, choice.learningRate?.value);
  const isPublic = !name && choice.learningRate === undefined && steps === NANO_GPT;
  return {
    optimizer: made(model),
    model,
    data: {
      name: "char-transformer",
      origin,
      examples,
      notes: [],
      train,
      validation: held,
      test: { count: 0, read: () => train },
      shape,
    },
    seed,
    epochs: passesOf(steps, workload),
    steps,
    settings: { batchSize, evaluationBatch, evaluateEvery: 500, keepBest: false },
    record: { workload: "char-transformer", ...optimizerRecord(name ?? "its own", choice), steps, seed },
    extra: { alphabet: alphabet.join("") },
    ...(isPublic && {
      beside:
        "public: 1.88 in nanoGPT's README, from 20 batches; 1.896 with jax over these windows, the mean of three seeds",
    }),
  };
}

/** As nanoGPT trains: with 2000 steps a warm-up of 100. Norms do not decay. */
function nanoGpt(steps: number, given: Hyper | undefined): Optimizer {
  const schedule = warmupCosine({ peak: 1e-3, warmup: Math.floor(steps / 20), total: steps, end: 1e-4 });
  return chain(
    clipByGlobalNorm(1),
    adamw({
      learningRate: given ?? schedule,
      b1: 0.9,
      b2: 0.99,
      weightDecay: 0.1,
      where: (_, shape) => shape.length > 1,
    }),
  );
}
