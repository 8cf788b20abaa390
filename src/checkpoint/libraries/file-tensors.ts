/** Tensors of a safetensors file as states of other libraries have them. */
import { valuesOf } from "../dtypes.ts";
import type { TensorFile } from "../safetensors.ts";
import type { ShapedValue, StateElements } from "./values.ts";

/** What `loadSafetensors` gives, if it is that. */
export const fileIn = (given: unknown): TensorFile | undefined => {
  const { tensors, metadata } = (given ?? {}) as Partial<TensorFile>;
  const isMap = (value: unknown) => Object.prototype.toString.call(value) === "[object Map]";
  return isMap(tensors) && isMap(metadata) ? (given as TensorFile) : undefined;
};

/** The tensors of a file by name. @throws CheckpointError for a type of elements that has no typed array. */
export const tensorsIn = ({ tensors }: TensorFile): [string, ShapedValue][] =>
  [...tensors].map(([name, stored]) => [
    name,
    { data: valuesOf(stored) as StateElements, shape: stored.shape },
  ]);
