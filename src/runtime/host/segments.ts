/**
 * Segments that are parts of tensors: pieces of a tensor, its units or its rows, and their data in the
 * arena.
 */
import { bytesOf } from "../../language/dtype.ts";
import type { Group } from "../../plan/groups.ts";
import { isSliced, type Kernel } from "../../plan/kernel.ts";
import type { SliceScope } from "../../plan/scope.ts";
import { countOf, startsOf } from "../../plan/slices.ts";
import { align, type Reserve, strideOf } from "./alignment.ts";

/** Reductions add up pieces of this many elements, then the pieces in order, so threads cannot change a result. */
export const pieceSize = 4096;

/** The columns of a matrix: numbered through the group without gaps, and where they lie in a pass's arrays. */
export interface Columns {
  readonly first: number;
  readonly at: number;
  readonly count: number;
}

/** Data of the segments of a pass. Addresses are bytes from the start of the arena. */
export interface PlacedSlices {
  /** The slice (tensor, unit or row, as the kernel's segments are) that each segment belongs to. */
  readonly sliceOf: Int32Array;
  readonly partials: number;
  readonly inputs: number;
  /** Matrices of the group, where columns matter; addresses of an array for each column input and reduction. */
  readonly columns: readonly Columns[];
  readonly columnInputs: readonly number[];
  readonly columnSums: readonly number[];
}

/** Cuts tensors into segments and reserves what belongs to them; `table` is as in `PlacedPass`. */
export function placeSegments(
  kernel: Kernel,
  { tensors, dtype }: Group,
  offsets: readonly number[],
  reserve: Reserve,
): { readonly table: Uint32Array; readonly slices: PlacedSlices } {
  const width = bytesOf[dtype];
  const stride = strideOf[dtype];
  const slice = kernel.segments as SliceScope;
  const starts = startsOf(tensors, slice);
  const columns: Columns[] = [];
  let [columnsMade, columnsEnd] = [0, 0];
  const segments = tensors.flatMap((tensor, index) => {
    const { size, shape } = tensor;
    const number = countOf(slice, tensor);
    const perSlice = size / number;
    const rows = shape.length > 1 ? shape.at(-2)! : 1;
    const first = columns.length;
    if (slice === "row") {
      for (let matrix = 0; matrix < number / rows; matrix++) {
        columns.push({ first: columnsMade, at: columnsEnd, count: perSlice });
        columnsMade += perSlice;
        columnsEnd += align(perSlice, stride);
      }
    }
    const length = isSliced(kernel) ? perSlice : pieceSize;
    return Array.from({ length: Math.ceil(size / length) }, (_, piece) => ({
      slice: starts[index]! + (isSliced(kernel) ? piece : 0),
      offset: offsets[index]! + piece * length * width,
      count: Math.min(length, size - piece * length),
      column: columns[first + Math.floor(piece / rows)]?.at ?? 0,
      element: piece * length,
    }));
  });
  const isExact = isSliced(kernel) || kernel.reductions.length > 0;
  const rows = segments.flatMap(({ slice: of, offset, count, column, element }) => [
    offset,
    isExact ? count : align(count, stride),
    of * kernel.inputs * width,
    column,
    element,
  ]);
  const arrays = (count: number, bytes: number) =>
    Array.from({ length: count }, () => reserve(columnsEnd * bytes));
  return {
    table: Uint32Array.from(rows),
    slices: {
      sliceOf: Int32Array.from(segments, (segment) => segment.slice),
      partials: reserve(segments.length * kernel.reductions.length * 8),
      inputs: reserve(starts.at(-1)! * kernel.inputs * width),
      columns,
      columnInputs: arrays(kernel.columns, width),
      columnSums: arrays(kernel.columnReductions.length, 8),
    },
  };
}
