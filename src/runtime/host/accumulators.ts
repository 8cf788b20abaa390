/** What reductions are kept in: the same on all targets that run on the host's memory. */
import { bytesOf, type DType } from "../../language/dtype.ts";
import type { Reduction } from "../../language/operations.ts";

/** The type that elements are reduced in: float64 for sums; a maximum is one of the elements and stays in their type. */
export const accumulatorOf = (op: Reduction, dtype: DType): DType => (op === "max" ? dtype : "float64");

/** Vectors of accumulators that a vector of elements is taken into. */
export const accumulatorsOf = (op: Reduction, dtype: DType): number =>
  bytesOf[accumulatorOf(op, dtype)] / bytesOf[dtype];

/** The result of a reduction over no elements. */
export const neutral = { sum: 0, sumSquares: 0, max: Number.NEGATIVE_INFINITY } as const;
