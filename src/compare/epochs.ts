/**
 * How long to train where nobody says: until the tuned baseline has converged. Its hyperparameters are searched with the first number of
 * epochs; then the three best points are trained for twice as long, again and again, while that lowers the best mean validation loss by at
 * least `gain`. It ends at `most`, or where the whole comparison would take more seconds of computation than it may.
 */
import { median } from "d3-array";
import { keyOf, type Length, type Trial } from "./problem.ts";
import { type Known, searchOf, type Tried, triedOf, tuningTrials } from "./search.ts";
import type { Settings } from "./settings.ts";
import { pointsOf } from "./space.ts";

/** The length and why, or the trials that decide it. */
export type Epochs =
  | { readonly length: Length; readonly why: string }
  | { readonly trials: readonly Trial[] };

/** How many of the first points are trained longer. */
const FINALISTS = 3;

/**
 * Decides the number of epochs of a problem.
 * @param share - the part of the time that this problem may take: 1 / number of problems.
 */
export function epochsOf(problem: string, settings: Settings, known: Known, share: number): Epochs {
  const { epochs: rule, steps, baseline, tuningSeeds } = settings;
  const lengthOf = (epochs: number): Length => ({ epochs, ...(steps !== undefined && { steps }) });
  if (typeof rule === "number") return { length: lengthOf(rule), why: "as given" };
  const entrant = settings.entrants.find(({ name }) => name === baseline)!;
  const search = searchOf(problem, [entrant], lengthOf(rule.first), settings, known);
  if (!search.complete) return { trials: search.trials };
  const finalists = [...search.tried.get(baseline)!]
    .filter(({ validation }) => Number.isFinite(validation))
    .sort((a, b) => a.validation - b.validation)
    .slice(0, FINALISTS);
  if (finalists.length === 0)
    return { length: lengthOf(rule.first), why: `${baseline} diverges at every point` };

  const points = finalists.map(({ hyper }) => hyper);
  let epochs = rule.first;
  let loss = finalists[0]!.validation;
  for (;;) {
    const longer = 2 * epochs;
    if (longer > rule.most) return { length: lengthOf(epochs), why: `at most ${rule.most} are allowed` };
    const trials = tuningTrials(problem, [entrant], [points], lengthOf(longer), tuningSeeds);
    const before = tuningTrials(problem, [entrant], [points], lengthOf(epochs), tuningSeeds);
    const seconds = 2 * secondsOf(before, known) * countOf(settings);
    if (seconds > rule.seconds * share) {
      return {
        length: lengthOf(epochs),
        why: `${longer} epochs would take about ${Math.ceil(seconds)} s of computation; ${Math.floor(rule.seconds * share)} s are allowed; another machine may train for another number`,
      };
    }
    if (trials.some((trial) => !known.has(keyOf(trial)))) return { trials };
    const next = lowest(
      points.map((point) => triedOf(problem, entrant, point, lengthOf(longer), tuningSeeds, known)),
    );
    const gain = (loss - next) / Math.abs(loss);
    if (!(gain >= rule.gain)) {
      return {
        length: lengthOf(epochs),
        why: `twice as many improve ${baseline} by less than ${Number((100 * rule.gain).toPrecision(3))} %`,
      };
    }
    [epochs, loss] = [longer, next];
  }
}

const lowest = (tried: readonly Tried[]): number => Math.min(...tried.map(({ validation }) => validation));

/** The median time of trials. */
function secondsOf(trials: readonly Trial[], known: Known): number {
  return median(trials, (trial) => known.get(keyOf(trial))?.curve.seconds.at(-1)) ?? 0;
}

/** How many trials the choice and the results take, if no grid grows. */
function countOf({ entrants, space, tuningSeeds, seeds }: Settings): number {
  return entrants.reduce((sum, entrant) => sum + pointsOf(space, entrant).length * tuningSeeds + seeds, 0);
}
