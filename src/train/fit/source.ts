/**
 * Examples on their way into batches: what is set apart for validation, the order of an epoch, the batches of an order. It copies
 * only to make a batch.
 */
import { OptionError } from "../../options/option.ts";
import { checkBatch, datasetOf, type Examples, isDataset } from "../data/examples.ts";
import { type Model, ModelError } from "../models/model.ts";
import type { Random } from "../random.ts";
import type { FitData } from "./options.ts";

/** Examples by number. */
export interface Source {
  readonly count: number;
  batch(indices: Uint32Array): Examples;
}

/** Refuses examples that a model cannot be judged on. @throws ModelError */
export const checkFor =
  <P>(model: Model<P>) =>
  (examples: Examples): void => {
    model.check?.(examples);
    if (model.meter && !examples.y) throw new ModelError("data", "the examples have no y, the target");
  };

/**
 * Data as a source. Examples are checked at once, a data set's batch by batch.
 *
 * @param check - refuses examples that do not fit the model.
 */
export function sourceOf(data: FitData, check: (examples: Examples) => void = () => {}): Source {
  if (!isDataset(data)) {
    const source = datasetOf(data);
    if (source.count > 0) check(data);
    return source;
  }
  return {
    count: data.count,
    batch(indices) {
      const batch: unknown = data.batch(indices);
      checkBatch(batch, indices.length);
      check(batch);
      return batch;
    },
  };
}

/** Some examples of a source. */
const subset = (source: Source, indices: Uint32Array): Source => ({
  count: indices.length,
  batch: (among) => source.batch(among.map((index) => indices[index]!)),
});

/**
 * Sets a random part of the examples apart.
 *
 * @throws OptionError if one of the two parts would be empty.
 */
export function split(source: Source, fraction: number, random: Random): [train: Source, validation: Source] {
  const apart = Math.round(fraction * source.count);
  if (apart === 0 || apart === source.count) {
    throw new OptionError(
      `fit: validation: ${fraction} of ${source.count} examples is ${apart}, which leaves one part empty; choose another fraction`,
    );
  }
  const order = random.permutation(source.count);
  return [subset(source, order.subarray(apart).sort()), subset(source, order.subarray(0, apart).sort())];
}

/** The batch of a size at a place of an order; the last one may be smaller. */
export const batchAt = (order: Uint32Array, batch: number, size: number): Uint32Array =>
  order.subarray(batch * size, Math.min((batch + 1) * size, order.length));

/** The numbers 0 to n - 1. */
export const inOrder = (n: number): Uint32Array => Uint32Array.from({ length: n }, (_, index) => index);
