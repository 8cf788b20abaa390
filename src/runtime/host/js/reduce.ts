/** Reductions of the JavaScript backend: sums in float64, in the same order as the WebAssembly backend's. */
import type { Elements } from "../../../language/dtype.ts";
import type { Reduction } from "../../../language/operations.ts";

/**
 * Folds `n` elements of memory from position `from` on into lanes, the i-th into lane i modulo their number, a multiple
 * of four. Four lanes at a time, so that they stay in registers of the processor.
 */
export function reduce(op: Reduction, m: Elements, from: number, n: number, lanes: Float64Array): void {
  const stride = lanes.length;
  const whole = from + n - (n % stride);
  for (let lane = 0; lane < stride; lane += 4) {
    let a = lanes[lane]!;
    let b = lanes[lane + 1]!;
    let c = lanes[lane + 2]!;
    let d = lanes[lane + 3]!;
    if (op === "sum") {
      for (let i = from + lane; i < whole; i += stride) {
        a += m[i]!;
        b += m[i + 1]!;
        c += m[i + 2]!;
        d += m[i + 3]!;
      }
    } else if (op === "sumSquares") {
      for (let i = from + lane; i < whole; i += stride) {
        a += m[i]! * m[i]!;
        b += m[i + 1]! * m[i + 1]!;
        c += m[i + 2]! * m[i + 2]!;
        d += m[i + 3]! * m[i + 3]!;
      }
    } else {
      for (let i = from + lane; i < whole; i += stride) {
        a = Math.max(a, m[i]!);
        b = Math.max(b, m[i + 1]!);
        c = Math.max(c, m[i + 2]!);
        d = Math.max(d, m[i + 3]!);
      }
    }
    lanes[lane] = a;
    lanes[lane + 1] = b;
    lanes[lane + 2] = c;
    lanes[lane + 3] = d;
  }
  for (let i = whole; i < from + n; i++) fold(op, m[i]!, lanes, i - whole);
}

/** Folds `n` elements of memory from position `from` on into as many sums, which begin at `at`. */
export function reduceColumns(
  op: Reduction,
  m: Elements,
  from: number,
  n: number,
  sums: Elements,
  at: number,
): void {
  for (let i = 0; i < n; i++) fold(op, m[from + i]!, sums, at + i);
}

function fold(op: Reduction, value: number, sums: Elements, at: number): void {
  if (op === "sum") sums[at]! += value;
  else if (op === "sumSquares") sums[at]! += value * value;
  else sums[at] = Math.max(sums[at]!, value);
}

/** Combines the lanes in the same order as the WebAssembly backend combines its vectors. */
export function totalOf(lanes: Float64Array, isMax: boolean): number {
  if (isMax) {
    let most = Number.NEGATIVE_INFINITY;
    for (let i = 0; i < lanes.length; i++) most = Math.max(most, lanes[i]!);
    // A maximum that is zero is +0: the WebAssembly backend compares, which does not see a zero's sign.
    return most + 0;
  }
  if (lanes.length === 4) return lanes[0]! + lanes[2]! + (lanes[1]! + lanes[3]!);
  const even = lanes[0]! + lanes[2]! + (lanes[4]! + lanes[6]!);
  return even + (lanes[1]! + lanes[3]! + (lanes[5]! + lanes[7]!));
}
