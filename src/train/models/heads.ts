/**
 * The last part of a model: how many outputs there are for a target, which loss and metrics judge them, and what a person reads from
 * them. Used by all models for tables and pictures.
 */
import type { ExampleTensor } from "../data/examples.ts";
import { binaryCrossEntropy, crossEntropy, squaredError } from "./losses.ts";
import { binaryMeter, classesMeter, regressionMeter } from "./meters.ts";
import { type Jax, type JaxArray, type Meter, ModelError } from "./model.ts";

/** How outputs are judged and read. */
export interface Head {
  /** Number of outputs of an example. */
  readonly outputs: number;
  loss(outputs: JaxArray, targets: JaxArray, jax: Jax): JaxArray;
  meter(targetScale?: number): Meter;
  /** Outputs as a person reads them: the values, the probability of class 1, or the probability of each class. */
  predictions(outputs: Float32Array): Float32Array;
  /** @throws ModelError for targets that it cannot predict. */
  check(targets: ExampleTensor): void;
}

/** Values, with the squared error (without a half). */
export const regression = (outputs = 1): Head => ({
  outputs,
  loss: squaredError,
  meter: regressionMeter,
  predictions: (values) => values,
  check({ data, shape }) {
    const width = data.length / shape[0]!;
    if (width !== outputs)
      throw new ModelError("data", `y must have ${outputs} a row, shape ${form(outputs)}; got [${shape}]`);
    for (let i = 0; i < data.length; i++)
      if (!Number.isFinite(data[i]))
        throw new ModelError(
          "data",
          `y must be finite numbers; got ${data[i]} in row ${Math.floor(i / width)}`,
        );
  },
});

/** The probability of class 1, by a logit. */
export const binary = (): Head => ({
  outputs: 1,
  loss: binaryCrossEntropy,
  meter: binaryMeter,
  predictions: (logits) => logits.map((z) => 1 / (1 + Math.exp(-z))),
  check: (targets) => checkLabels(targets, 2),
});

/** One of several classes, by a logit for each. */
export const classes = (count: number): Head => ({
  outputs: count,
  loss: crossEntropy,
  meter: () => classesMeter(count),
  predictions: (logits) => softmaxRows(logits, count),
  check: (targets) => checkLabels(targets, count),
});

const form = (outputs: number): string => (outputs === 1 ? "[n] or [n, 1]" : `[n, ${outputs}]`);

function checkLabels({ data, shape }: ExampleTensor, count: number): void {
  if (data.length !== shape[0])
    throw new ModelError("data", `y must have one label a row, shape [n]; got [${shape}]`);
  checkWholeNumbers("y", "label", data, count);
}

/** @throws ModelError for values that are not whole numbers in [0, count). */
export function checkWholeNumbers(name: string, noun: string, data: ArrayLike<number>, count: number): void {
  for (let i = 0; i < data.length; i++) {
    const value = data[i]!;
    if (Number.isInteger(value) && value >= 0 && value < count) continue;
    throw new ModelError(
      "data",
      `every ${noun} in ${name} must be a whole number in [0, ${count}); got ${value} at ${i}. ${
        Number.isInteger(value)
          ? `Make the model for more than ${count}, or correct it`
          : "Number the classes from 0"
      }`,
    );
  }
}

/** Softmax of each row, in float64. */
export function softmaxRows(logits: Float32Array, width: number): Float32Array {
  const probabilities = new Float32Array(logits.length);
  for (let start = 0; start < logits.length; start += width) {
    let largest = Number.NEGATIVE_INFINITY;
    for (let i = 0; i < width; i++) largest = Math.max(largest, logits[start + i]!);
    let sum = 0;
    for (let i = 0; i < width; i++) sum += Math.exp(logits[start + i]! - largest);
    for (let i = 0; i < width; i++) probabilities[start + i] = Math.exp(logits[start + i]! - largest) / sum;
  }
  return probabilities;
}
