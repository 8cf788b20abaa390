/**
 * Deals the elements of a descent out to processes, each of which keeps the states of its own and works on those alone. What a process gets
 * are whole segments of every pass of a group, so that partial results are those of one process.
 */
import type { Kernel } from "../../plan/kernel.ts";
import { reducedEnd } from "./matrices.ts";
import { type Cut, pieceSize, segmentWords, type Whole } from "./segments.ts";

/** What is dealt out of a group. */
export interface Deal {
  /** Where a process may begin in the regions of the group, ascending; at the end the number of all elements. */
  readonly mayBegin: readonly number[];
  /** The bytes that lie before each of these, of parameters and states. */
  readonly bytes: readonly number[];
}

/**
 * Where the elements of each process begin in the regions of each group; at the end the number of all. Processes get as many bytes each as
 * whole segments allow: what one has too many in a group it has fewer in the next.
 */
export function dealOut(groups: readonly Deal[], processes: number): number[][] {
  /** Bytes of all groups so far, and those of them that lie before each process. */
  let all = 0;
  const before = Array.from({ length: processes + 1 }, () => 0);
  return groups.map(({ mayBegin, bytes }) => {
    all += bytes.at(-1)!;
    let least = 0;
    return before.map((given, process) => {
      least = Math.max(least, nearest(bytes, (all * process) / processes - given));
      before[process] = given + bytes[least]!;
      return mayBegin[least]!;
    });
  });
}

/** The place in an ascending list of what is nearest to a number; of two the smaller one. */
function nearest(list: readonly number[], to: number): number {
  let [low, high] = [0, list.length - 1];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (list[middle]! <= to) low = middle;
    else high = middle;
  }
  return to - list[low]! <= list[high]! - to ? low : high;
}

/** A pass of a group, as it cuts tensors. */
export interface CutPass {
  readonly kernel: Kernel;
  readonly cut: Cut;
}

/** Where a process may begin: where every pass begins a segment, and a new sum of columns if it has some. */
export function beginnings(
  passes: readonly CutPass[],
  tensors: readonly { readonly offset: number; readonly size: number }[],
  end: number,
): number[] {
  const [first = inPieces(tensors), ...others] = passes.map(({ kernel, cut: { list } }) => {
    const found: number[] = [];
    for (let at = 0; at < list.length; at += segmentWords) {
      const begins = kernel.columnReductions.length === 0 || list[at + 5] !== list[at - 1];
      if (begins) found.push(list[at]!);
    }
    return found;
  });
  const sets = others.map((found) => new Set(found));
  return [...first.filter((offset) => sets.every((found) => found.has(offset))), end];
}

/** Where no pass cuts tensors: pieces as reductions have them. */
const inPieces = (tensors: readonly { readonly offset: number; readonly size: number }[]): number[] =>
  tensors.flatMap(({ offset, size }) =>
    Array.from({ length: Math.ceil(size / pieceSize) }, (_, piece) => offset + piece * pieceSize),
  );

/** The segments of a pass by processes, from where their elements begin. */
export function wholeOf({ list, sliceOf, columns }: Cut, starts: readonly number[]): Whole {
  const firsts = starts.map((start) => firstFrom(list, start));
  const ends = firsts.map((segment) =>
    segment < sliceOf.length ? list[segment * segmentWords + 5]! : reducedEnd(columns.matrices),
  );
  const differences = (numbers: readonly number[]) =>
    numbers.slice(1).map((number, index) => number - numbers[index]!);
  return { sliceOf, counts: differences(firsts), columnCounts: differences(ends) };
}

/** The number of the first segment that does not begin before an element. */
function firstFrom(list: Uint32Array, element: number): number {
  let [low, high] = [0, list.length / segmentWords];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (list[middle * segmentWords]! < element) low = middle + 1;
    else high = middle;
  }
  return low;
}
