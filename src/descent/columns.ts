/**
 * Columns of matrices in a pass: writes the column inputs before it, and reads back the
 * column sums after it.
 */
import type { PlacedPass } from "../runtime/host/arena.ts";
import type { Table } from "./table.ts";
import type { Elements } from "./tree.ts";

/** Work before and after a pass. */
export interface Around {
  before(): void;
  after(): void;
}

/** `memory` is the arena's as elements of the kernel's dtype, `base` the arena's address in it in bytes. */
export function columnsOf(placed: PlacedPass, table: Table, memory: Elements, base: number): Around {
  const { pass } = placed;
  const { columns, columnInputs, columnSums } = placed.slices!;
  const width = memory.BYTES_PER_ELEMENT;
  const inputs = pass.inputs.column.map((register, index) => ({
    from: table.startOf(register),
    to: (base + columnInputs[index]!) / width,
  }));
  const last = columns.at(-1)!;
  const sums = columnSums.map(
    (address) => new Float64Array(memory.buffer, base + address, last.at + last.count),
  );
  /** The column reductions of each matrix, and where in the table they go. */
  const results = pass.results
    .filter(({ extent }) => extent === "column")
    .flatMap(({ reduction, register }) =>
      columns.map(({ first, at, count }) => ({
        taken: sums[reduction]!.subarray(at, at + count),
        to: table.startOf(register) + first,
      })),
    );
  const starts = pass.kernel.columnReductions.map(({ op }) => (op === "max" ? Number.NEGATIVE_INFINITY : 0));
  return {
    before() {
      for (let i = 0; i < inputs.length; i++) {
        const { from, to } = inputs[i]!;
        for (let m = 0; m < columns.length; m++) {
          const { first, at, count } = columns[m]!;
          for (let c = 0; c < count; c++) memory[to + at + c] = table.values[from + first + c]!;
        }
      }
      for (let s = 0; s < sums.length; s++) sums[s]!.fill(starts[s]!);
    },
    after() {
      for (let r = 0; r < results.length; r++) table.values.set(results[r]!.taken, results[r]!.to);
    },
  };
}
