/**
 * The table of a comparison for the terminal: one row a configuration, the best in green, diverged ones in red, where colours are
 * wanted. format.ts makes the cells.
 */
import { Table } from "console-table-printer";
import { colorsFor, type Sink } from "../terminal.ts";
import type { Comparison } from "./comparison.ts";
import { bestRow, cellsOf, heads } from "./format.ts";

/** Rules above, below and under the head; none between rows or columns. */
const rule = { left: "─", mid: "─", right: "─", other: "─" };
const style = { headerTop: rule, headerBottom: rule, tableBottom: rule, rowSeparator: rule, vertical: " " };

/** The table as text, without a line break at its end. */
export function renderTable({ rows }: Comparison, sink: Sink): string {
  const best = bestRow(rows);
  const table = new Table({
    style,
    colorMap: { white: "" },
    shouldDisableColors: !colorsFor(sink).isColorSupported,
    columns: heads.map((name, column) => ({ name, alignment: column === 0 ? "left" : "right" })),
  });
  for (const row of rows) {
    const cells = cellsOf(row).map((cell, column) => [heads[column]!, cell] as const);
    const color = row.diverged > 0 ? "red" : row === best ? "green" : undefined;
    table.addRow(Object.fromEntries(cells), color && { color });
  }
  return table.render();
}
