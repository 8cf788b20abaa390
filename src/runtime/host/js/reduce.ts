/** Reductions of the JavaScript backend: in float64, in the same order as the WebAssembly backend's. */
import type { Elements } from "../../../language/dtype.ts";
import type { Reduction } from "../../../language/operations.ts";

/** The result of a reduction over no elements. */
export const neutral = { sum: 0, sumSquares: 0, max: Number.NEGATIVE_INFINITY } as const;

/** Folds `n` elements of memory in, from position `from` on, the i-th at `at + (i & mask)`. */
export function reduce(
  op: Reduction,
  m: Elements,
  from: number,
  n: number,
  to: Float64Array,
  at: number,
  mask: number,
): void {
  if (op === "sum") for (let i = 0; i < n; i++) to[at + (i & mask)]! += m[from + i]!;
  else if (op === "sumSquares")
    for (let i = 0; i < n; i++) to[at + (i & mask)]! += m[from + i]! * m[from + i]!;
  else for (let i = 0; i < n; i++) to[at + (i & mask)] = Math.max(to[at + (i & mask)]!, m[from + i]!);
}

/** Combines the lanes in the same order as the WebAssembly backend combines its vectors. */
export function totalOf(lanes: Float64Array, isMax: boolean): number {
  if (isMax) {
    let most = Number.NEGATIVE_INFINITY;
    for (let i = 0; i < lanes.length; i++) most = Math.max(most, lanes[i]!);
    return most;
  }
  if (lanes.length === 4) return lanes[0]! + lanes[2]! + (lanes[1]! + lanes[3]!);
  const even = lanes[0]! + lanes[2]! + (lanes[4]! + lanes[6]!);
  return even + (lanes[1]! + lanes[3]! + (lanes[5]! + lanes[7]!));
}
