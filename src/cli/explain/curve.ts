/** A schedule drawn for the terminal. Nothing is smoothed: a column shows all values between its smallest and its largest. */
import type { Schedule } from "../../index.ts";
import { Braille, type CurveSize, framed } from "../braille.ts";

/** How many steps of a column are looked at, at most: a column of a long schedule holds thousands. */
const SAMPLES = 64;

/** Draws a schedule from step 0 to `steps`; the scale begins at 0 unless there are values below. */
export function drawCurve(
  schedule: Schedule,
  steps: number,
  size: CurveSize = { width: 66, height: 12 },
): string {
  const drawing = new Braille(size);
  const columns = rangesOf(schedule, steps, drawing.columns);
  const low = Math.min(0, ...columns.map(([least]) => least));
  const high = Math.max(...columns.map(([, greatest]) => greatest)) || low + 1;
  const rowOf = (value: number) => Math.round(((high - value) / (high - low)) * (drawing.rows - 1));
  for (const [column, [least, greatest]] of columns.entries())
    drawing.line(column, rowOf(greatest), rowOf(least));
  return framed(drawing.lines(), [low, high], ["0", `step ${steps}`], size.width);
}

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
