/**
 * Columns of matrices in a pass: writes the column inputs before it, and combines the column reductions of all bands of
 * rows after it, in order.
 */
import { type Elements, viewOf } from "../../language/dtype.ts";
import type { Node } from "../../language/graph.ts";
import type { Ranks } from "../device.ts";
import { accumulatorOf, neutral } from "./accumulators.ts";
import { reducedEnd } from "./matrices.ts";
import type { PlacedPass } from "./placed-pass.ts";

/** Work before and after a pass. */
export interface ColumnWork {
  before(): void;
  after(): void;
}

/**
 * The columns of a pass. `valuesOf` gives the values of a node, one for each column of the group; `memory` is the arena's as
 * elements of the kernel's dtype, `base` the arena's address in it in bytes; `ranks` are processes that share the pass.
 */
export function columnsOf(
  { pass, slices }: PlacedPass,
  valuesOf: (node: Node) => Float64Array,
  memory: Elements,
  base: number,
  ranks?: Ranks,
): ColumnWork {
  const { columns, columnInputs, columnSums, whole } = slices!;
  const width = memory.BYTES_PER_ELEMENT;
  const inputs = pass.inputs.column.map((node, index) => ({
    from: valuesOf(node),
    to: (base + columnInputs[index]!) / width,
  }));
  const { dtype, columnReductions } = pass.kernel;
  const length = reducedEnd(columns);
  const sums = columnSums.map((address, index) =>
    viewOf(accumulatorOf(columnReductions[index]!.op, dtype), memory.buffer, base + address, length),
  );
  /** The column reductions of each matrix, an array for each band, and where they go. */
  const results = pass.results
    .filter(({ extent }) => extent === "column")
    .flatMap(({ reduction, op, symbol }) =>
      columns.map(({ first, count, reducedAt }) => ({
        bands: reducedAt.map((at) => sums[reduction]!.subarray(at, at + count)),
        to: valuesOf(symbol).subarray(first, first + count),
        isMax: op === "max",
      })),
    );
  const starts = columnReductions.map(({ op }) => neutral[op]);
  return {
    before() {
      for (let i = 0; i < inputs.length; i++) {
        const { from, to } = inputs[i]!;
        for (let m = 0; m < columns.length; m++) {
          const { first, at, count } = columns[m]!;
          for (let c = 0; c < count; c++) memory[to + at + c] = from[first + c]!;
        }
      }
      for (let s = 0; s < sums.length; s++) sums[s]!.fill(starts[s]!);
    },
    after() {
      if (ranks && whole) for (let s = 0; s < sums.length; s++) ranks.allGather(sums[s]!, whole.columnCounts);
      for (let r = 0; r < results.length; r++) {
        const { bands, to, isMax } = results[r]!;
        for (let b = 0; b < bands.length; b++) combine(to, bands[b]!, b === 0, isMax);
      }
    },
  };
}

/** Combines the reductions of a band with those of the bands before it. A maximum that is zero is +0. */
function combine(to: Float64Array, band: Elements, isFirst: boolean, isMax: boolean): void {
  const { length } = band;
  if (isFirst) for (let c = 0; c < length; c++) to[c] = band[c]! + 0;
  else if (isMax) for (let c = 0; c < length; c++) to[c] = Math.max(to[c]!, band[c]! + 0);
  else for (let c = 0; c < length; c++) to[c]! += band[c]!;
}
