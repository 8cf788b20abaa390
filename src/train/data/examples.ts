/**
 * Data in the form that training takes: tensors whose first axis counts the examples, or anything that makes batches of such
 * tensors. It does not shuffle, and it copies only to make a batch.
 */
import { kind } from "../../options/kinds.ts";
import type { Option } from "../../options/option.ts";
import { OptionError } from "../../options/option.ts";
import { shown } from "../../options/shown.ts";

/** Numbers of one tensor, row-major. */
export type Values = Float32Array | Int32Array;

/** A tensor of data; its first axis is the example. */
export interface ExampleTensor {
  readonly data: Values;
  /** Sizes of the axes; their product is the length of `data`. */
  readonly shape: readonly number[];
}

/** Tensors of as many examples each, by name: `{ x: { data, shape: [n, 784] }, y: { data, shape: [n] } }`. */
export type Examples<Name extends string = string> = Readonly<Record<Name, ExampleTensor>>;

/** Examples for supervised training: features and targets. */
export type LabelledExamples = Examples<"x" | "y">;

/** Anything that makes batches. */
export interface Dataset<B = Examples> {
  /** Number of examples. */
  readonly count: number;
  /** A batch of examples in the order of `indices`, each in [0, count). */
  batch(indices: Uint32Array): B;
}

/** The number of examples; throws OptionError where tensors disagree about it or their data do not fill their shapes. */
export function countOf(examples: Examples): number {
  const entries = Object.entries(examples);
  let count: number | undefined;
  let first = "";
  for (const [name, { data, shape }] of entries) {
    const size = shape.reduce((product, axis) => product * axis, 1);
    if (shape.length === 0 || data.length !== size) {
      throw new OptionError(
        `examples: "${name}" must have a shape whose first axis is the example and whose product is the length of its data; got shape [${shape.join(", ")}] and ${data.length} values`,
      );
    }
    if (count !== undefined && count !== shape[0]) {
      throw new OptionError(
        `examples: all tensors must hold as many examples; got ${count} in "${first}" and ${shape[0]} in "${name}"`,
      );
    }
    if (count === undefined) first = name;
    count = shape[0]!;
  }
  if (count === undefined) throw new OptionError("examples: expected at least one tensor; got none");
  return count;
}

/**
 * Examples as a data set: a batch holds the rows of every tensor at the indices, in new arrays.
 * @throws OptionError as `countOf`.
 * @example `datasetOf({ x: { data: new Float32Array([1, 2, 3]), shape: [3, 1] } }).batch(Uint32Array.of(2)).x.data[0]`
 */
export function datasetOf<E extends Examples>(examples: E): Dataset<E> {
  const count = countOf(examples);
  const tensors = Object.entries(examples);
  return {
    count,
    batch: (indices) =>
      Object.fromEntries(tensors.map(([name, tensor]) => [name, take(tensor, indices)])) as E,
  };
}

/** @throws OptionError for an index that a data set of `count` examples does not have. */
export function checkIndex(index: number, count: number): void {
  if (!(index < count)) throw new OptionError(`batch: every index must be below ${count}; got ${index}`);
}

/** Rows of a tensor, copied. */
function take({ data, shape }: ExampleTensor, indices: Uint32Array): ExampleTensor {
  const [count, ...rest] = shape as readonly [number, ...number[]];
  const width = rest.reduce((product, axis) => product * axis, 1);
  const taken =
    data instanceof Int32Array
      ? new Int32Array(indices.length * width)
      : new Float32Array(indices.length * width);
  for (const [place, index] of indices.entries()) {
    checkIndex(index, count);
    taken.set(data.subarray(index * width, (index + 1) * width), place * width);
  }
  return { data: taken, shape: [indices.length, ...rest] };
}

/** Whether a value makes batches itself. */
export const isDataset = (value: unknown): value is Dataset<unknown> =>
  typeof value === "object" &&
  value !== null &&
  Number.isSafeInteger((value as Partial<Dataset>).count) &&
  typeof (value as Partial<Dataset>).batch === "function";

/** Whether a value has the form of examples. `countOf` checks their shapes. */
const isExamples = (value: unknown): value is Examples =>
  typeof value === "object" &&
  value !== null &&
  Object.values(value).length > 0 &&
  Object.values(value).every(
    (tensor: Partial<ExampleTensor> | null) =>
      ArrayBuffer.isView(tensor?.data) && Array.isArray(tensor?.shape),
  );

/** The kind of an argument that is data to train on. */
export const dataKind: Option = kind(
  "examples such as { x: { data, shape }, y: { data, shape } }, or a data set with count and batch(indices)",
  (value) => isDataset(value) || isExamples(value),
);

/** @throws OptionError for a batch of a data set that is none, or not of `count` examples. */
export function checkBatch(batch: unknown, count: number): asserts batch is Examples {
  if (!isExamples(batch)) {
    throw new OptionError(
      `batch(indices) of a data set must return examples, { x: { data, shape } }, at once; got ${shown(batch)}`,
    );
  }
  const found = countOf(batch);
  if (found !== count)
    throw new OptionError(
      `batch(indices) of a data set must return as many examples as there are indices, ${count}; got ${found}`,
    );
}
