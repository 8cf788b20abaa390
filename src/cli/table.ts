/** A table for the terminal, in colours where they are wanted. */
import { Table } from "console-table-printer";
import { colorsFor, type Sink } from "./terminal.ts";

/** Rules above, below and under the head; none between rows or columns. */
const rule = { left: "─", mid: "─", right: "─", other: "─" };
const style = { headerTop: rule, headerBottom: rule, tableBottom: rule, rowSeparator: rule, vertical: "" };

/** The table as text, without a line break at its end: the first column to the left, numbers to the right. */
export function tableOf(
  heads: readonly string[],
  rows: readonly (readonly string[])[],
  sink: Sink,
  colors: readonly ("red" | "green" | undefined)[] = [],
): string {
  const table = new Table({
    style,
    colorMap: { white: "" },
    shouldDisableColors: !colorsFor(sink).isColorSupported,
    columns: heads.map((name, column) => ({ name, alignment: column === 0 ? "left" : "right" })),
  });
  rows.forEach((cells, index) => {
    const color = colors[index];
    table.addRow(Object.fromEntries(cells.map((cell, column) => [heads[column]!, cell])), color && { color });
  });
  return table.render();
}
