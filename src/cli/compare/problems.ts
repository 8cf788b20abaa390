/** The problems of a comparison: data and a model as `fit` trains them. The program and its workers make them of the same options. */
import { createHash } from "node:crypto";
import { fitProblem } from "../../compare/fit-problem.ts";
import type { Metric, Problem } from "../../compare/index.ts";
import { evaluate, type LabelledExamples, modelFrom, type Task } from "../../train/index.ts";
import { createOptimizer } from "../options/registry.ts";
import { loadTrainingData, type TrainingData, type TrainingExamples } from "../options/training-data.ts";
import { taskOf } from "../train/data-training.ts";
import { UsageError } from "../usage-error.ts";
import type { ProblemChoice } from "./choice.ts";

/** A problem, and what is said of its data. */
export interface DescribedProblem {
  readonly problem: Problem;
  readonly lines: readonly string[];
}

/** Loads all data sets. @throws UsageError for what cannot be used. */
export async function problemsOf(choice: ProblemChoice): Promise<DescribedProblem[]> {
  const all: DescribedProblem[] = [];
  for (const source of choice.data) all.push(await problemOf(source, choice));
  return all;
}

async function problemOf(source: string, choice: ProblemChoice): Promise<DescribedProblem> {
  const { data: _, model: spec, batchSize, seed, ...options } = choice;
  const task = taskOf(spec, choice.task);
  const data = await loadTrainingData(source, options, task, seed);
  if (data.test.count === 0)
    throw new UsageError(`${data.name} has no rows to test on; give --test a larger share`);
  const { examples, validation } = joined(data);
  const count = countOf(examples);
  const held = Math.round(count * validation);
  if (held === 0)
    throw new UsageError(`${data.name} has no rows to validate on; give --validation a larger share`);
  const model = modelFrom(spec, data.shape);
  const targetScale = data.preparation?.deviation;
  const problem = fitProblem({
    name: data.name,
    fingerprint: fingerprintOf(examples, model.name, choice),
    metric: metricOf(task),
    model,
    data: examples,
    count,
    validation,
    batchSize,
    targetScale,
    test: async (params) =>
      evaluate(model, params, data.test.read(), targetScale === undefined ? {} : { targetScale }),
    optimizerOf: createOptimizer,
  });
  const line = `${data.name}: ${count - held} rows to train on, ${held} to validate, ${data.test.count} to test; model ${model.name}`;
  return { problem, lines: [line, ...data.notes] };
}

const metricOf = (task: Task): Metric =>
  task === "regression" ? { name: "rmse", better: "lower" } : { name: "accuracy", better: "higher" };

/** Rows to train and to validate on, which each seed divides anew. */
function joined({ train, validation }: TrainingData): { examples: TrainingExamples; validation: number } {
  if (typeof validation === "number") return { examples: train, validation };
  const [one, other] = [train as LabelledExamples, validation as LabelledExamples];
  const count = countOf(one) + countOf(other);
  return {
    examples: { x: append(one.x, other.x), y: append(one.y, other.y) },
    validation: countOf(other) / count,
  };
}

type Tensor = LabelledExamples["x"];

function append(one: Tensor, other: Tensor): Tensor {
  const data = new (one.data.constructor as Float32ArrayConstructor)(one.data.length + other.data.length);
  data.set(one.data);
  data.set(other.data, one.data.length);
  return { data, shape: [one.shape[0]! + other.shape[0]!, ...one.shape.slice(1)] };
}

const countOf = (examples: TrainingExamples): number =>
  "count" in examples ? (examples.count as number) : (examples as LabelledExamples).x.shape[0]!;

/** A digest of the rows that are not for the test, and of what else decides a trial. */
function fingerprintOf(
  examples: TrainingExamples,
  model: string,
  { batchSize, seed }: ProblemChoice,
): string {
  const hash = createHash("sha256").update(JSON.stringify([model, batchSize, seed]));
  const { x, y } =
    "batch" in examples
      ? (examples as { batch(indices: Uint32Array): LabelledExamples }).batch(Uint32Array.of(0))
      : examples;
  for (const { data, shape } of [x, y]) {
    hash.update(JSON.stringify(shape)).update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  }
  return hash.digest("hex").slice(0, 16);
}
