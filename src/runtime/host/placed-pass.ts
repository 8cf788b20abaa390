/** A pass with its addresses in an arena, and the block of parameters through which its kernel gets them. */
import { bytesOf } from "../../language/dtype.ts";
import type { Kernel } from "../../plan/kernel.ts";
import type { Pass } from "../../plan/passes.ts";
import { align, type Reserve } from "./alignment.ts";
import { anySegments, type PlacedSlices, segmentWords } from "./segments.ts";

/**
 * Bytes of a row of the list of segments, whose words all count elements: where it begins in the region of each role, how many there are,
 * where its inputs begin, where its columns begin in the arrays of column inputs, which of its tensor's elements is the first, and where
 * its columns begin in the arrays of column reductions. Threads may take segments in any order, but rows whose columns are reduced into the same
 * place belong to one thread.
 */
export const segmentBytes = 4 * segmentWords;

/**
 * A kernel's parameter block: three addresses (segments, partial sums, inputs of segments), one address per role, per
 * column input, a column reduction, in units; then the uniform inputs, each an element of the kernel's dtype.
 */
export const blockLayout = ({ roles, columns, columnReductions, uniforms, dtype }: Kernel) => {
  const firstRole = 12;
  const firstColumn = firstRole + 4 * roles.length;
  const firstColumnSum = firstColumn + 4 * columns;
  const firstUniform = align(firstColumnSum + 4 * columnReductions.length, 8);
  return {
    firstRole,
    firstColumn,
    firstColumnSum,
    firstUniform,
    bytes: firstUniform + uniforms * bytesOf[dtype],
  };
};

/** A pass with its addresses, which are bytes from the start of the arena. */
export interface PlacedPass {
  readonly pass: Pass;
  readonly block: number;
  readonly segmentsAt: number;
  /** The list's content: `segmentBytes` bytes for each segment. */
  readonly segmentList: Uint32Array;
  readonly segments: number;
  /** Data of segments that are parts of tensors. */
  readonly slices: PlacedSlices | undefined;
  /** Addresses of what it reads and writes by role, where these are not the regions of its group. */
  readonly regions?: ReadonlyMap<string, number>;
}

/** A pass over elements from one to before another, all alike. */
export function placedOver(pass: Pass, [from, to]: readonly [number, number], reserve: Reserve): PlacedPass {
  const block = reserve(blockLayout(pass.kernel).bytes);
  return placedWith(pass, block, { segmentList: anySegments(from, to), slices: undefined }, reserve);
}

/** A pass over such segments. */
export function placedWith(
  pass: Pass,
  block: number,
  made: Pick<PlacedPass, "segmentList" | "slices">,
  reserve: Reserve,
): PlacedPass {
  const { byteLength } = made.segmentList;
  return { pass, block, segmentsAt: reserve(byteLength), segments: byteLength / segmentBytes, ...made };
}
