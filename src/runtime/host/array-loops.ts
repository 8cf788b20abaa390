/**
 * Operations and reductions of the host on float64 arrays, from one index to before another. The usual operations have loops of
 * their own; all others call their meaning for each value. Either way the bits are those of the meaning.
 */
import { type Meaning, meaningOf } from "../../language/evaluate.ts";
import type { OperationName, Reduction } from "../../language/operations.ts";

/** Values that a loop reads: the i-th is `values[i * stride]`, so that a stride of 0 is one value for all. */
export interface Source {
  readonly values: Float64Array;
  readonly stride: 0 | 1;
}

/** Computes the values of `out` from index `from` to before `to`. */
export type ArrayLoop = (
  out: Float64Array,
  a: Source,
  b: Source,
  c: Source,
  from: number,
  to: number,
) => void;

const loops: Partial<Record<OperationName, ArrayLoop>> = {
  add: (out, { values: x, stride: i }, { values: y, stride: j }, _, from, to) => {
    for (let n = from; n < to; n++) out[n] = x[n * i]! + y[n * j]!;
  },
  sub: (out, { values: x, stride: i }, { values: y, stride: j }, _, from, to) => {
    for (let n = from; n < to; n++) out[n] = x[n * i]! - y[n * j]!;
  },
  mul: (out, { values: x, stride: i }, { values: y, stride: j }, _, from, to) => {
    for (let n = from; n < to; n++) out[n] = x[n * i]! * y[n * j]!;
  },
  div: (out, { values: x, stride: i }, { values: y, stride: j }, _, from, to) => {
    for (let n = from; n < to; n++) out[n] = x[n * i]! / y[n * j]!;
  },
  sqrt: (out, { values: x, stride: i }, _, __, from, to) => {
    for (let n = from; n < to; n++) out[n] = Math.sqrt(x[n * i]!);
  },
  max: (out, { values: x, stride: i }, { values: y, stride: j }, _, from, to) => {
    for (let n = from; n < to; n++) out[n] = Math.max(x[n * i]!, y[n * j]!);
  },
  min: (out, { values: x, stride: i }, { values: y, stride: j }, _, from, to) => {
    for (let n = from; n < to; n++) out[n] = Math.min(x[n * i]!, y[n * j]!);
  },
  where: (out, { values: x, stride: i }, { values: y, stride: j }, { values: z, stride: k }, from, to) => {
    for (let n = from; n < to; n++) out[n] = x[n * i]! ? y[n * j]! : z[n * k]!;
  },
};

const general =
  (meaning: Meaning): ArrayLoop =>
  (out, { values: x, stride: i }, { values: y, stride: j }, { values: z, stride: k }, from, to) => {
    for (let n = from; n < to; n++) out[n] = meaning(x[n * i]!, y[n * j]!, z[n * k]!);
  };

/** The loop of an operation. */
export const loopOf = (op: OperationName): ArrayLoop => loops[op] ?? general(meaningOf(op)!);

/**
 * Reduces values: the n-th of `out` is that of the values from `starts[n]` to before `starts[n + 1]`, in order, each of which stands for
 * `weights[n]` equal elements. A maximum that is zero is +0, as in a pass.
 */
export function reduceArray(
  op: Reduction,
  out: Float64Array,
  values: Float64Array,
  starts: Int32Array,
  weights: Float64Array,
  from: number,
  to: number,
): void {
  for (let n = from; n < to; n++) {
    const end = starts[n + 1]!;
    let i = starts[n]!;
    if (op === "max") {
      let most = Number.NEGATIVE_INFINITY;
      for (; i < end; i++) most = Math.max(most, values[i]!);
      out[n] = most + 0;
    } else {
      let sum = 0;
      if (op === "sum") for (; i < end; i++) sum += values[i]!;
      else for (; i < end; i++) sum += values[i]! * values[i]!;
      out[n] = sum * weights[n]!;
    }
  }
}
