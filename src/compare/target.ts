/**
 * Steps and seconds to a target. The target of a seed is 1 % above the validation loss at which the tuned baseline ends with that seed: it
 * comes from no other optimizer, seeds with harder data have easier targets, and the luck of the best of many evaluations does not count.
 */
import type { Curve, Finished } from "./problem.ts";
import { median } from "./statistics.ts";

/** What an optimizer needed; infinite where at least half of the seeds missed their target. */
export interface ToTarget {
  /** Seeds that reached it, of how many. */
  readonly reached: number;
  readonly seeds: number;
  /** Medians over seeds. */
  readonly steps: number;
  readonly seconds: number;
}

/** How far above the baseline's end a target lies, as a share of it. */
export const MARGIN = 0.01;

/** The target where the baseline ends with this validation loss. */
export const targetFor = (loss: number): number => loss + MARGIN * Math.abs(loss);

/** Steps and seconds until the curve of each run is at its target or below. */
export function toTarget(runs: readonly Finished[], targets: readonly number[]): ToTarget {
  const points = runs.map(({ curve }, index) => firstBelow(curve, targets[index]!));
  const medianOf = (field: "steps" | "seconds") =>
    median(runs.map(({ curve }, index) => curve[field][points[index]!] ?? Number.POSITIVE_INFINITY));
  return {
    reached: points.filter((point) => point >= 0).length,
    seeds: runs.length,
    steps: medianOf("steps"),
    seconds: medianOf("seconds"),
  };
}

/** The first point of a curve that is at a target or below; -1 if there is none. */
function firstBelow({ validation }: Curve, target: number): number {
  return Number.isFinite(target) ? validation.findIndex((loss) => loss <= target) : -1;
}
