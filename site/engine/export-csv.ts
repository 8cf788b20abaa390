/** The curves of a race as a table: a row for each step, columns for each contestant. */
import type { Contestant } from "./experiment.ts";

/** What is known of one contestant's race. */
export interface Curve {
  readonly losses: Float64Array;
  /** The parameters after each step, where there are one or two, or a matrix. */
  readonly points: Float64Array | null;
  /** How many steps are filled, with the start. */
  readonly length: number;
}

/** Of parameters, where curves have them. */
const namesOf: Readonly<Record<number, readonly string[]>> = {
  1: ["x"],
  2: ["x", "y"],
  4: ["W11", "W12", "W21", "W22"],
};

/** The table, with all digits of every number; cells after the end of a track are empty. */
export function exportCsv(
  contestants: readonly Contestant[],
  curves: ReadonlyMap<string, Curve>,
  dimension: number,
): string {
  const shown = contestants.flatMap(({ id, label, isHidden }) => {
    const curve = curves.get(id);
    return isHidden || !curve ? [] : [{ label, ...curve }];
  });
  const names = namesOf[dimension] ?? [];
  const header = shown.flatMap(({ label, points }) => [
    `${label} loss`,
    ...(points ? names.map((name) => `${label} ${name}`) : []),
  ]);
  const rows = Array.from({ length: Math.max(0, ...shown.map(({ length }) => length)) }, (_, step) => [
    String(step),
    ...shown.flatMap(({ losses, points, length }) =>
      [losses[step], ...(points ? names.map((__, axis) => points[step * dimension + axis]) : [])].map(
        (value) => (step < length ? String(value) : ""),
      ),
    ),
  ]);
  return `${[["step", ...header].map(cell), ...rows].map((row) => row.join(",")).join("\r\n")}\r\n`;
}

/** A text in quotes where it needs them. Spreadsheets would execute what begins as a formula: a label may come from a stranger. */
function cell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
