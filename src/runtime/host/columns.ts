/**
 * Columns of matrices in a pass: writes the column inputs before it, and reads back the
 * column sums after it.
 */
import type { Elements } from "../../language/dtype.ts";
import type { Node } from "../../language/graph.ts";
import type { PlacedPass } from "./arena.ts";

/** Work before and after a pass. */
export interface ColumnWork {
  before(): void;
  after(): void;
}

/**
 * The columns of a pass. `valuesOf` gives the values of a node, one for each column of the group; `memory` is the arena's as
 * elements of the kernel's dtype, `base` the arena's address in it in bytes.
 */
export function columnsOf(
  { pass, slices }: PlacedPass,
  valuesOf: (node: Node) => Float64Array,
  memory: Elements,
  base: number,
): ColumnWork {
  const { columns, columnInputs, columnSums } = slices!;
  const width = memory.BYTES_PER_ELEMENT;
  const inputs = pass.inputs.column.map((node, index) => ({
    from: valuesOf(node),
    to: (base + columnInputs[index]!) / width,
  }));
  const last = columns.at(-1)!;
  const sums = columnSums.map(
    (address) => new Float64Array(memory.buffer, base + address, last.at + last.count),
  );
  /** The column reductions of each matrix, and where they go. */
  const results = pass.results
    .filter(({ extent }) => extent === "column")
    .flatMap(({ reduction, symbol }) =>
      columns.map(({ first, at, count }) => ({
        from: sums[reduction]!.subarray(at, at + count),
        to: valuesOf(symbol).subarray(first, first + count),
      })),
    );
  const starts = pass.kernel.columnReductions.map(({ op }) => (op === "max" ? Number.NEGATIVE_INFINITY : 0));
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
      for (let r = 0; r < results.length; r++) results[r]!.to.set(results[r]!.from);
    },
  };
}
