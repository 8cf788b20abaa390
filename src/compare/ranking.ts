/**
 * What many seeds and problems say together: mean ranks with bootstrap intervals, and performance profiles.
 * Efron: Bootstrap methods, Annals of Statistics 7, 1979. Dolan, Moré: Benchmarking optimization software with performance profiles,
 * Mathematical Programming 91, 2002; the score is that of AlgoPerf (Dahl et al., arXiv 2306.07179).
 */
import { mean, quantileSorted } from "d3-array";
import { random } from "../train/index.ts";
import { range } from "./search.ts";
import { type Interval, ranksOf } from "./statistics.ts";

/** Test values where lower is better: `[problem][optimizer][seed]`. */
export type Costs = readonly (readonly (readonly number[])[])[];

/** How often seeds are drawn again. */
const DRAWS = 2000;

/**
 * The mean rank of each optimizer over the seeds of every problem and over the problems, with percentile intervals. Seeds are drawn again
 * within each problem, the same for all optimizers; the problems are those that they are: nothing is said about others.
 */
export function meanRanks(costs: Costs, confidence: number): Interval[] {
  const ranks = costs.map((optimizers) =>
    range(optimizers[0]!.length).map((seed) => ranksOf(optimizers.map((values) => values[seed]!))),
  );
  const optimizers = costs[0]!.length;
  const meanOf = (chosen: readonly (readonly number[][])[], optimizer: number) =>
    mean(chosen, (seeds) => mean(seeds, (row) => row[optimizer]!))!;
  const generator = random(0).fork("bootstrap of ranks");
  const draws = range(DRAWS).map(() => {
    const chosen = ranks.map((seeds) => seeds.map(() => seeds[generator.integer(seeds.length)]!));
    return range(optimizers).map((optimizer) => meanOf(chosen, optimizer));
  });
  return range(optimizers).map((optimizer) => {
    const sorted = draws.map((draw) => draw[optimizer]!).sort((a, b) => a - b);
    return {
      mean: meanOf(ranks, optimizer),
      low: quantileSorted(sorted, (1 - confidence) / 2)!,
      high: quantileSorted(sorted, (1 + confidence) / 2)!,
    };
  });
}

/** The share of problems that an optimizer solves within tau times what the fastest one needs. */
export interface Profile {
  /** Where the share grows: `share` holds from `tau` on. */
  readonly steps: readonly { readonly tau: number; readonly share: number }[];
  /** The integral of the share over tau in [1, 4], divided by 3. */
  readonly score: number;
}

/** The end of the profile. */
export const TAU = 4;

/**
 * Performance profiles.
 * @param costs - `[problem][optimizer]`, such as the seconds to a target; infinite where it was missed.
 */
export function profilesOf(costs: readonly (readonly number[])[]): Profile[] {
  return costs[0]!.map((_, optimizer) => {
    const ratios = costs.map((problem) => {
      const cost = problem[optimizer]!;
      const fastest = Math.min(...problem);
      // Nobody may reach a target, and one that is reached before the first step costs 0.
      return cost === fastest && Number.isFinite(cost) ? 1 : cost / fastest;
    });
    const reached = ratios.filter((ratio) => ratio <= TAU).sort((a, b) => a - b);
    const steps = reached
      .map((tau, index) => ({ tau, share: (index + 1) / ratios.length }))
      .filter(({ tau }, index) => tau !== reached[index + 1]);
    const score = reached.reduce((sum, ratio) => sum + (TAU - ratio) / (TAU - 1), 0) / ratios.length;
    return { steps, score };
  });
}
