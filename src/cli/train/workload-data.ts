/** Data, model and batches of the public workloads that are trained by `fit`: the same for `glissade train` and `glissade compare`. */
import { loadFashionMnist, loadTinyShakespeare } from "../../datasets/index.ts";
import {
  characters,
  type Dataset,
  type LabelledExamples,
  type Model,
  type ModelOptions,
  modelFrom,
} from "../../train/index.ts";

/** What is fixed of a workload, whatever the optimizer. */
export interface Workload {
  readonly model: Model<unknown>;
  readonly origin: string;
  /** What an example is called. */
  readonly examples: string;
  readonly train: Dataset<LabelledExamples>;
  /** Examples that training never sees. */
  readonly held: Dataset<LabelledExamples>;
  readonly shape: ModelOptions;
  readonly batchSize: number;
  /** Examples at a time where it is evaluated. */
  readonly evaluationBatch: number;
  /** What its held-out examples are judged by: a metric of the model. */
  readonly metric: { readonly name: string; readonly better: "lower" | "higher" };
  /** Examples of `train` that have every value of it. */
  readonly whole: Dataset<LabelledExamples>;
  /** Of a text. */
  readonly alphabet?: readonly string[];
}

const loaders = { "fashion-mlp": loadFashionMlp, "char-transformer": loadCharTransformer };

/** Names of the workloads that are trained by `fit`. */
export type FitWorkload = keyof typeof loaders;

/** The names. */
export const fitWorkloads = Object.keys(loaders) as FitWorkload[];

/** The length of each: five passes over the 60,000 pictures, and nanoGPT's. */
export const workloadSteps: Readonly<Record<FitWorkload, number>> = {
  "fashion-mlp": 5 * Math.ceil(60_000 / 128),
  "char-transformer": 2000,
};

/** Loads a workload. @throws DataError where its data cannot be had; it says where they are looked for. */
export const loadWorkload = (name: FitWorkload): Promise<Workload> => loaders[name]();

async function loadFashionMlp(): Promise<Workload> {
  const { train, test, classes } = await loadFashionMnist();
  const shape = { task: "classes", features: 784, classes: classes.length } as const;
  return {
    model: modelFrom("mlp:256", shape),
    origin: "Fashion-MNIST, Xiao, Rasul and Vollgraf 2017 (Zalando, MIT)",
    examples: "pictures",
    train,
    held: test,
    shape,
    batchSize: 128,
    evaluationBatch: 256,
    metric: { name: "accuracy", better: "higher" },
    whole: train,
  };
}

/** Characters of a window. */
const CONTEXT = 64;
/** Windows that are held out: the first of those that do not overlap. */
const VALIDATED = 1700;

async function loadCharTransformer(): Promise<Workload> {
  const text = characters(await loadTinyShakespeare(), { context: CONTEXT });
  const { alphabet, train, validationOnce } = text;
  const shape = { vocabulary: alphabet.length };
  return {
    model: modelFrom("char-transformer", shape),
    origin: "Tiny Shakespeare, Karpathy 2015 (public domain)",
    examples: `windows of ${CONTEXT} characters`,
    train,
    held: someOf(validationOnce, VALIDATED),
    shape,
    batchSize: 12,
    evaluationBatch: 100,
    metric: { name: "loss", better: "lower" },
    whole: someOf(train, Math.floor(train.count / CONTEXT), CONTEXT),
    alphabet,
  };
}

/** `count` examples of a data set: the `first`, and then every `stride`-th. */
export const someOf = (
  examples: Dataset<LabelledExamples>,
  count: number,
  stride = 1,
  first = 0,
): Dataset<LabelledExamples> => ({
  count,
  batch: (indices) => examples.batch(indices.map((index) => first + stride * index)),
});
