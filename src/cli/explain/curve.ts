/**
 * A curve as text, for the terminal: dots of braille, two by four a character, with a scale to the left and below.
 * Nothing is smoothed: a column shows all values between its smallest and its largest.
 */
import type { Schedule } from "../../index.ts";

/** Size of the drawing in characters, without its scales. */
export interface CurveSize {
  readonly width: number;
  readonly height: number;
}

/** Bits of a braille character by column and row, the uppermost first (Unicode 15.0, Braille Patterns). */
const dots = [
  [0x01, 0x02, 0x04, 0x40],
  [0x08, 0x10, 0x20, 0x80],
] as const;

/** How many steps of a column are looked at, at most: a column of a long schedule holds thousands. */
const SAMPLES = 64;

/** Draws a schedule from step 0 to `steps`; the scale begins at 0 unless there are values below. */
export function drawCurve(
  schedule: Schedule,
  steps: number,
  { width, height }: CurveSize = { width: 66, height: 12 },
): string {
  const columns = rangesOf(schedule, steps, 2 * width);
  const low = Math.min(0, ...columns.map(([least]) => least));
  const high = Math.max(...columns.map(([, greatest]) => greatest)) || low + 1;
  const rows = 4 * height;
  const rowOf = (value: number) => Math.round(((high - value) / (high - low)) * (rows - 1));
  const cells = Array.from({ length: height }, () => new Uint8Array(width));
  columns.forEach(([least, greatest], column) => {
    for (let row = rowOf(greatest); row <= rowOf(least); row++) {
      cells[row >> 2]![column >> 1]! |= dots[column % 2 === 0 ? 0 : 1][row % 4]!;
    }
  });
  const labels = new Map([
    [0, shown(high)],
    [height - 1, shown(low)],
  ]);
  const margin = Math.max(...[...labels.values()].map((label) => label.length));
  const lines = cells.map((line, row) => {
    const drawn = String.fromCodePoint(...[...line].map((bits) => 0x2800 + bits));
    return `${(labels.get(row) ?? "").padStart(margin)} ${labels.has(row) ? "┤" : "│"}${drawn}`;
  });
  const last = `step ${steps}`;
  return [
    ...lines,
    `${" ".repeat(margin)} └${"─".repeat(width)}`,
    `${" ".repeat(margin + 2)}0${last.padStart(width - 1)}`,
  ].join("\n");
}

const shown = (value: number): string => String(Number(value.toPrecision(3)));

/** Least and greatest value of each column; neighbours share a step, so that a jump is a vertical line. */
function rangesOf(schedule: Schedule, steps: number, columns: number): [number, number][] {
  return Array.from({ length: columns }, (_, column) => {
    const from = Math.floor((column * steps) / columns);
    const to = Math.floor(((column + 1) * steps) / columns);
    const stride = Math.max(1, Math.ceil((to - from) / SAMPLES));
    const values = [schedule(to)];
    for (let count = from; count < to; count += stride) values.push(schedule(count));
    return [Math.min(...values), Math.max(...values)];
  });
}
