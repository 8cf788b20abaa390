/** Curves of several seeds as one, with an interval at each evaluation. */
import type { Finished } from "./problem.ts";
import type { CurvePoint } from "./result.ts";
import { intervalOf, median } from "./statistics.ts";

/**
 * The mean validation loss over seeds. A seed that stopped early keeps its last loss from then on; one that diverged is infinite.
 */
export function meanCurve(runs: readonly Finished[], confidence: number): CurvePoint[] {
  if (runs.length === 0) return [];
  const { steps } = runs
    .map(({ curve }) => curve)
    .reduce((a, b) => (b.steps.length > a.steps.length ? b : a));
  return steps.map((count, point) => ({
    steps: count,
    seconds: median(runs.map(({ curve }) => curve.seconds[point] ?? curve.seconds.at(-1) ?? 0)),
    validation: intervalOf(
      runs.map((run) => lossAt(run, point)),
      confidence,
    ),
  }));
}

function lossAt({ curve: { validation }, diverged }: Finished, point: number): number {
  return validation[point] ?? (diverged ? Infinity : (validation.at(-1) ?? Infinity));
}
