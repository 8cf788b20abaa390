/**
 * The matrices of a group's tensors in a pass by rows: where values of their columns lie, and the bands of rows over which columns
 * are reduced.
 */
import type { DType } from "../../language/dtype.ts";
import { placesIn } from "../../plan/blocks.ts";
import type { Tensor } from "../../plan/groups.ts";
import { shapeOf } from "../../plan/slices.ts";
import { align, strideOf } from "./alignment.ts";

/**
 * Columns are reduced over bands of rows, then the bands in order, so threads cannot change a result. An eighth of a
 * matrix's rows is a band: more bands cost more memory and more work of the host. Bands have many rows and elements.
 */
const bands = 8;
const leastRows = 64;
const leastElements = 1024;

/**
 * The columns of a matrix: numbered through the group without gaps, where they lie in a pass's arrays of inputs, and in its
 * arrays of reductions for each band of rows.
 */
export interface Columns {
  readonly first: number;
  readonly count: number;
  readonly at: number;
  readonly reducedAt: readonly number[];
  /** Rows of a band. */
  readonly bandRows: number;
}

/** The columns of all matrices of tensors, in order, and how long arrays of inputs and of reductions are. */
export interface ColumnLayout {
  readonly matrices: readonly Columns[];
  readonly inputs: number;
  readonly reduced: number;
}

/** Where the array of a column reduction ends. */
export function reducedEnd(matrices: readonly Columns[]): number {
  const last = matrices.at(-1);
  return last ? last.reducedAt.at(-1)! + last.count : 0;
}

/** Lays columns out. */
export function layOutColumns(tensors: readonly Tensor[], dtype: DType): ColumnLayout {
  const matrices: Columns[] = [];
  let [first, inputs, reduced] = [0, 0, 0];
  for (const { rows, columns: count } of tensors.flatMap((one) => placesIn(shapeOf(one), one.blocks))) {
    if (rows * count === 0) continue;
    const padded = align(count, strideOf[dtype]);
    const bandRows = Math.max(leastRows, Math.ceil(rows / bands), Math.ceil(leastElements / count));
    const start = reduced;
    const reducedAt = Array.from({ length: Math.ceil(rows / bandRows) }, (_, band) => start + band * padded);
    matrices.push({ first, count, at: inputs, reducedAt, bandRows });
    first += count;
    inputs += padded;
    reduced += reducedAt.length * padded;
  }
  return { matrices, inputs, reduced };
}
