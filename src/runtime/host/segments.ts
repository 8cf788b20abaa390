/**
 * Segments that are parts of tensors: pieces of a tensor, its units or its rows, and their data in the
 * arena.
 */
import { bytesOf } from "../../language/dtype.ts";
import { placesIn } from "../../plan/blocks.ts";
import type { Group, Tensor } from "../../plan/groups.ts";
import { isSliced, type Kernel } from "../../plan/kernel.ts";
import type { SliceScope } from "../../plan/scope.ts";
import { countOf, shapeOf, startsOf } from "../../plan/slices.ts";
import { accumulatorOf } from "./accumulators.ts";
import { align, type Reserve, strideOf } from "./alignment.ts";
import { type ColumnLayout, type Columns, layOutColumns } from "./matrices.ts";

/** Reductions add up pieces of this many elements, then the pieces in order, so threads cannot change a result. */
export const pieceSize = 4096;

/** Threads share a pass in at most so many parts. */
export const mostParts = 64;

/**
 * Elements of a part: a sixteenth of all, or as many as take a tenth of a millisecond, where there may be so many parts. Threads that share
 * a pass end as much apart as a part takes, and taking one takes time too.
 */
export const partOf = (elements: number): number =>
  Math.max(elements / mostParts, Math.min(elements / 16, 1 << 17));

/** Where all elements are alike, segments are parts, but not very short. */
const alikeLeast = 1024;

/** Words of a row of the list of segments. */
export const segmentWords = 6;

/** Segments of a pass that are parts of tensors: all of them, before they have addresses. */
export interface Cut {
  /** Rows of the list of segments, as in `PlacedPass`. */
  readonly list: Uint32Array;
  /** The slice (tensor, unit or row, as the kernel's segments are) that each segment belongs to. */
  readonly sliceOf: Int32Array;
  readonly columns: ColumnLayout;
}

/** All segments of a pass of which a process runs some. */
export interface Whole {
  readonly sliceOf: Int32Array;
  /** How many belong to each process, in the order of processes; and elements of the arrays of column reductions. */
  readonly counts: readonly number[];
  readonly columnCounts: readonly number[];
}

/** Data of the segments of a pass. Addresses are bytes from the start of the arena. */
export interface PlacedSlices {
  /** The slice that each segment belongs to. */
  readonly sliceOf: Int32Array;
  /** Where processes share the pass, their segments together. */
  readonly whole: Whole | undefined;
  readonly partials: number;
  readonly inputs: number;
  /** Matrices of the group, where columns matter; addresses of an array for each column input and reduction. */
  readonly columns: readonly Columns[];
  readonly columnInputs: readonly number[];
  readonly columnSums: readonly number[];
}

/** The length of segments where all elements are alike, at least so much: whole turns of a kernel's loop, in both dtypes. */
export const alikeLength = (least: number): number => Math.max(alikeLeast, align(least, 16));

/** The list of segments of a kernel to which all elements are alike, padding between tensors included: from one to before another. */
export function anySegments(from: number, to: number): Uint32Array {
  const length = alikeLength(partOf(to - from));
  const rows = Array.from({ length: Math.ceil((to - from) / length) }, (_, index) => {
    const first = from + index * length;
    return [first, Math.min(length, to - first), 0, 0, 0, 0];
  });
  return Uint32Array.from(rows.flat());
}

/** A part of a tensor: its first element, how many there are, the slice that they belong to; of a row its matrix and its number in that. */
interface Piece {
  readonly element: number;
  readonly count: number;
  readonly slice: number;
  readonly matrix: number;
  readonly row: number;
}

/** Pieces of a tensor that is one slice. */
const piecesIn = ({ size }: Tensor): Piece[] =>
  Array.from({ length: Math.ceil(size / pieceSize) }, (_, piece) => {
    const element = piece * pieceSize;
    return { element, count: Math.min(pieceSize, size - element), slice: 0, matrix: 0, row: 0 };
  });

/** Its units or rows, in the order of its elements. Those of blocks are numbered block by block. */
function slicesIn(tensor: Tensor, slice: SliceScope): Piece[] {
  const shape = shapeOf(tensor);
  if (!tensor.blocks) {
    const [all, rows] = [countOf(slice, tensor), shape.at(-2) ?? 1];
    const count = tensor.size / all;
    return Array.from({ length: count && all }, (_, index) => ({
      element: index * count,
      count,
      slice: index,
      matrix: Math.floor(index / rows),
      row: index % rows,
    }));
  }
  let first = 0;
  const found = placesIn(shape, tensor.blocks).flatMap(({ from, rows, columns, stride }, matrix) => {
    const start = first;
    first += rows;
    return Array.from({ length: rows }, (_, row) => ({
      element: from + row * stride,
      count: columns,
      slice: start + row,
      matrix,
      row,
    }));
  });
  return found.sort((a, b) => a.element - b.element);
}

/** Cuts tensors into segments. */
export function cutTensors(kernel: Kernel, { tensors, dtype }: Group, offsets: readonly number[]): Cut {
  const stride = strideOf[dtype];
  const slice = kernel.segments as SliceScope;
  const starts = startsOf(tensors, slice);
  const columnLayout =
    slice === "row" ? layOutColumns(tensors, dtype) : { matrices: [], inputs: 0, reduced: 0 };
  const { matrices } = columnLayout;
  let made = 0;
  const segments = tensors.flatMap((tensor, index) => {
    const pieces = isSliced(kernel) ? slicesIn(tensor, slice) : piecesIn(tensor);
    const matrix = made;
    if (slice === "row") made += countOf("matrix", tensor);
    return pieces.map((piece) => {
      const columns = slice === "row" ? matrices[matrix + piece.matrix] : undefined;
      return {
        slice: starts[index]! + piece.slice,
        offset: offsets[index]! + piece.element,
        count: piece.count,
        column: columns?.at ?? 0,
        element: piece.element,
        reduced: columns?.reducedAt[Math.floor(piece.row / columns.bandRows)] ?? 0,
      };
    });
  });
  const isExact = isSliced(kernel) || kernel.reductions.length > 0;
  const rows = segments.flatMap(({ slice: of, offset, count, column, element, reduced }) => [
    offset,
    isExact ? count : align(count, stride),
    of * kernel.inputs,
    column,
    element,
    reduced,
  ]);
  return {
    list: Uint32Array.from(rows),
    sliceOf: Int32Array.from(segments, (segment) => segment.slice),
    columns: columnLayout,
  };
}

/** Reserves what belongs to the segments; where processes share them, to those of one. */
export function placeSlices(
  kernel: Kernel,
  { tensors, dtype }: Group,
  { list, sliceOf, columns }: Cut,
  whole: Whole | undefined,
  process: number,
  reserve: Reserve,
): { readonly segmentList: Uint32Array; readonly slices: PlacedSlices } {
  const width = bytesOf[dtype];
  const all = startsOf(tensors, kernel.segments as SliceScope).at(-1)!;
  const first = whole ? sum(whole.counts.slice(0, process)) : 0;
  const last = whole ? first + whole.counts[process]! : sliceOf.length;
  const slices = {
    sliceOf: sliceOf.subarray(first, last),
    whole,
    partials: reserve((last - first) * kernel.reductions.length * 8),
    inputs: reserve(all * kernel.inputs * width),
    columns: columns.matrices,
    columnInputs: Array.from({ length: kernel.columns }, () => reserve(columns.inputs * width)),
    columnSums: kernel.columnReductions.map(({ op }) =>
      reserve(columns.reduced * bytesOf[accumulatorOf(op, dtype)]),
    ),
  };
  return { segmentList: whole ? list.slice(first * segmentWords, last * segmentWords) : list, slices };
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
