/**
 * Segments that are parts of tensors: pieces of a tensor, its units or its rows, and their data in the
 * arena.
 */
import { bytesOf } from "../../language/dtype.ts";
import type { Group } from "../../plan/groups.ts";
import { isSliced, type Kernel } from "../../plan/kernel.ts";
import type { SliceScope } from "../../plan/scope.ts";
import { countOf, startsOf } from "../../plan/slices.ts";
import { accumulatorOf } from "./accumulators.ts";
import { align, type Reserve, strideOf } from "./alignment.ts";

/** Reductions add up pieces of this many elements, then the pieces in order, so threads cannot change a result. */
export const pieceSize = 4096;

/** Where all elements are alike, segments are a sixteenth of them, so that threads can share them, but not very short. */
const alikeParts = 16;
const alikeLeast = 1024;

/**
 * Columns are reduced over bands of rows, then the bands in order, so threads cannot change a result. An eighth of a
 * matrix's rows is a band: more bands cost more memory and more work of the host. Bands have many rows and elements.
 */
const bands = 8;
const bandRows = 64;
const bandElements = 1024;

/**
 * The columns of a matrix: numbered through the group without gaps, where they lie in a pass's arrays of inputs, and in its
 * arrays of reductions for each band of rows.
 */
export interface Columns {
  readonly first: number;
  readonly count: number;
  readonly at: number;
  readonly reducedAt: readonly number[];
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

/** The table of segments of a kernel to which all elements are alike, padding between tensors included. */
export function anySegments({ dtype }: Kernel, elements: number): Uint32Array {
  const length = Math.max(alikeLeast, align(elements / alikeParts, strideOf[dtype]));
  const rows = Array.from({ length: Math.max(1, Math.ceil(elements / length)) }, (_, index) => {
    const first = index * length;
    return [first * bytesOf[dtype], Math.min(length, elements - first), 0, 0, 0, 0];
  });
  return Uint32Array.from(rows.flat());
}

/** Rows of a band of a matrix. */
const rowsOfBand = (rows: number, columns: number): number =>
  Math.max(bandRows, Math.ceil(rows / bands), Math.ceil(bandElements / Math.max(1, columns)));

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
  let [columnsMade, columnsEnd, reducedEnd] = [0, 0, 0];
  const segments = tensors.flatMap((tensor, index) => {
    const { size, shape } = tensor;
    const number = countOf(slice, tensor);
    const perSlice = size / number;
    const rows = shape.length > 1 ? shape.at(-2)! : 1;
    const first = columns.length;
    const band = kernel.columnReductions.length ? rowsOfBand(rows, perSlice) : rows;
    if (slice === "row") {
      const padded = align(perSlice, stride);
      for (let matrix = 0; matrix < number / rows; matrix++) {
        const reducedAt = Array.from({ length: Math.ceil(rows / band) }, (_, b) => reducedEnd + b * padded);
        columns.push({ first: columnsMade, count: perSlice, at: columnsEnd, reducedAt });
        columnsMade += perSlice;
        columnsEnd += padded;
        reducedEnd += reducedAt.length * padded;
      }
    }
    const length = isSliced(kernel) ? perSlice : pieceSize;
    return Array.from({ length: Math.ceil(size / length) }, (_, piece) => {
      const { at = 0, reducedAt = [0] } = columns[first + Math.floor(piece / rows)] ?? {};
      return {
        slice: starts[index]! + (isSliced(kernel) ? piece : 0),
        offset: offsets[index]! + piece * length * width,
        count: Math.min(length, size - piece * length),
        column: at,
        element: piece * length,
        reduced: reducedAt[Math.floor((piece % rows) / band)]!,
      };
    });
  });
  const isExact = isSliced(kernel) || kernel.reductions.length > 0;
  const rows = segments.flatMap(({ slice: of, offset, count, column, element, reduced }) => [
    offset,
    isExact ? count : align(count, stride),
    of * kernel.inputs * width,
    column,
    element,
    reduced,
  ]);
  return {
    table: Uint32Array.from(rows),
    slices: {
      sliceOf: Int32Array.from(segments, (segment) => segment.slice),
      partials: reserve(segments.length * kernel.reductions.length * 8),
      inputs: reserve(starts.at(-1)! * kernel.inputs * width),
      columns,
      columnInputs: Array.from({ length: kernel.columns }, () => reserve(columnsEnd * width)),
      columnSums: kernel.columnReductions.map(({ op }) =>
        reserve(reducedEnd * bytesOf[accumulatorOf(op, dtype)]),
      ),
    },
  };
}
