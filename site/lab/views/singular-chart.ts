/** The singular values of each contestant's steps as a chart, for the page and for files; null for problems that are no matrix. */
import { computed } from "@preact/signals";
import type { Band, Chart, Curve } from "../../figures/chart.ts";
import { dashOf } from "../../figures/markers.ts";
import { wholeRange } from "../../figures/ranges.ts";
import { ellipseOf } from "../../figures/singular-values.ts";
import { experiment, type Track } from "../store.ts";
import { isStepLog } from "./loss-charts.ts";
import { theme } from "./theme.ts";
import { visibleTracks } from "./visible-tracks.ts";

/** How many numbers a matrix has. */
const size = 4;

/** What is smaller than this part of the largest value is below the chart: rounding alone decides it in the end. */
const shownPart = 1e-6;

/** The matrix after a step. */
export const matrixAt = ({ points }: Track, step: number): Float64Array =>
  points?.subarray(size * step, size * (step + 1)) ?? new Float64Array(size);

/** By what a step, from 1, has moved the matrix. */
export function movedBy(track: Track, step: number): Float64Array {
  const before = matrixAt(track, step - 1);
  return matrixAt(track, step).map((value, index) => value - (before[index] as number));
}

/** The chart: for each contestant both values, and between them a band. */
export const singularChart = computed<Chart | null>(() => {
  if (experiment.value.problem.kind !== "matrix") return null;
  const drawn = [...visibleTracks.value].flatMap(([id, track]) => {
    if (!track.points || track.length < 2) return [];
    const ellipses = Array.from({ length: track.length - 1 }, (_, step) =>
      ellipseOf(movedBy(track, step + 1)),
    );
    const x = Float64Array.from(ellipses, (_, step) => step + 1);
    const [low, high] = [
      Float64Array.from(ellipses, ({ short }) => short),
      Float64Array.from(ellipses, ({ long }) => long),
    ];
    return [{ x, low, high, colour: theme.value.contestants[id] ?? theme.value.text, dash: dashOf(id) }];
  });
  const [least, most] = wholeRange(
    drawn.flatMap(({ low, high }) => [{ values: low }, { values: high }]),
    true,
  );
  return {
    ...{
      xName: "step",
      isXLog: isStepLog.value,
      xRange: [isStepLog.value ? 1 : 0, Math.max(2, experiment.value.steps)],
    },
    ...{ yName: "singular values", isYLog: true },
    yRange: [Math.max(least, most * shownPart), most],
    curves: drawn.flatMap(({ x, low, high, colour, dash }): Curve[] => [
      { x, y: high, colour, dash },
      { x, y: low, colour, dash },
    ]),
    bands: drawn.map(({ x, low, high, colour }): Band => ({ x, low, high, colour })),
  };
});
