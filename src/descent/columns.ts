/**
 * Columns of matrices in a pass: before it their values are written to where the kernel reads them, after it what
 * the kernel took together is read back.
 */
import type { PlacedPass } from "../kernel/arena.ts";
import type { Table } from "./table.ts";
import type { Elements } from "./tree.ts";

/** What is done before and after something. */
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
  const results = pass.results.filter(({ extent }) => extent === "column");
  return {
    before() {
      for (const { from, to } of inputs) {
        for (const { first, at, count } of columns) {
          for (let c = 0; c < count; c++) memory[to + at + c] = table.values[from + first + c]!;
        }
      }
      for (const [index, sum] of sums.entries()) {
        sum.fill(pass.kernel.columnReductions[index]!.op === "max" ? Number.NEGATIVE_INFINITY : 0);
      }
    },
    after() {
      for (const { reduction, register } of results) {
        const start = table.startOf(register);
        for (const { first, at, count } of columns) {
          table.values.set(sums[reduction]!.subarray(at, at + count), start + first);
        }
      }
    },
  };
}
