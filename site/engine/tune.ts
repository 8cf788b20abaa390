/**
 * Tuning: the rate of a contestant that is best on its problem, so that a race compares methods and not guesses. All contestants get the
 * same grid and the same number of trials, as comparisons of optimizers ask for (Schneider, Balles, Hennig: DeepOBS, ICLR 2019, searches a
 * log grid of rates for each; Choi et al.: On Empirical Comparisons of Optimizers for Deep Learning, 2019; Schmidt, Schneider, Hennig:
 * Descending through a Crowded Valley, ICML 2021).
 *
 * 1. Two rates a decade from 1e-5 to 10; while the best is at an end, on to 1e-8 and 1e4. Then the four rates on each side of the best at
 *    ten a decade.
 * 2. A trial takes all the steps of the race. Its loss for a seed is the mean of the losses at ten steps of the last tenth, so that one
 *    lucky step decides nothing; infinite if the race diverges. The score of a trial is the middle loss over the seeds, of two the higher.
 * 3. A lucky rate decides nothing either: where rates are too high, the end is chaos that now and then hits the minimum. So a rate that may
 *    be the best is tried 2 % lower and higher too, and counts as the worst of the three.
 * 4. The lowest score wins; of equal ones, the one in the middle of them.
 */
import type { Descent, DeviceName } from "glissade";
import type { Entrant } from "./entrant.ts";
import { Pace } from "./pace.ts";
import type { Problem } from "./problems/problem.ts";
import type { Trial } from "./protocol.ts";
import { coarse, farthest, finer, rateAt, usual } from "./rates.ts";
import { type Parameters, startOf, Walk } from "./walk.ts";

/** How many seeds tuning looks at: more make it slower, and change the choice little. */
export const mostSeeds = 3;

const tailLength = 10;

/** What tuning is told, now and then: how much is done. At the end, what was found. */
export type Tuning =
  | { readonly isDone: false; readonly share: number }
  | { readonly isDone: true; readonly rate: number | null; readonly trials: readonly Trial[] };

/** What is tuned. */
export interface Subject {
  readonly entrant: Entrant;
  readonly problems: readonly Problem[];
  readonly steps: number;
  readonly device?: DeviceName | undefined;
}

/** Rates beside one that may be the best. */
const beside = [0.98, 1.02];

/** Tunes. The rate is null where all trials diverge. */
export async function* tune(subject: Subject): AsyncGenerator<Tuning> {
  const trials = new Map<number, Trial>();
  const descents = await Promise.all(subject.problems.map((problem) => restartable(subject, problem)));
  async function* lossesAt(rate: number): AsyncGenerator<Tuning, number[]> {
    const losses: number[] = [];
    for (const restart of descents) {
      const trial = trialOf(await restart(rate), subject.steps);
      for (;;) {
        const { done, value } = await trial.next();
        if (done) losses.push(value);
        else yield { isDone: false, share: Math.min(trials.size / usual, 1) };
        if (done) break;
      }
    }
    return losses;
  }
  async function* tryAll(places: readonly number[]): AsyncGenerator<Tuning> {
    for (const place of places) {
      if (trials.has(place)) continue;
      const rate = rateAt(place);
      trials.set(place, { rate, losses: yield* lossesAt(rate), nearby: [] });
    }
  }
  /** The best place so far, once those beside it have been tried too. */
  async function* best(): AsyncGenerator<Tuning, number | undefined> {
    for (;;) {
      const place = bestOf(trials);
      const trial = place === undefined ? undefined : trials.get(place);
      if (place === undefined || !trial || trial.nearby.length > 0) return place;
      const nearby: number[] = [];
      for (const factor of beside) nearby.push(scoreOf(yield* lossesAt(factor * trial.rate)));
      trials.set(place, { ...trial, nearby });
    }
  }
  try {
    yield* tryAll(coarse);
    let found = yield* best();
    if (found === undefined) {
      yield* tryAll(finer);
      found = yield* best();
    }
    for (;;) {
      const places = [...trials.keys()];
      const isLow = found === Math.min(...places) && found > farthest.low;
      const isHigh = found === Math.max(...places) && found < farthest.high;
      if (found === undefined || !(isLow || isHigh)) break;
      yield* tryAll([found + (isLow ? -5 : 5)]);
      found = yield* best();
    }
    if (found !== undefined) {
      const around = found;
      yield* tryAll([-4, -3, -2, -1, 1, 2, 3, 4].map((by) => around + by));
      found = yield* best();
    }
    const sorted = [...trials].sort(([a], [b]) => a - b).map(([, trial]) => trial);
    yield { isDone: true, rate: found === undefined ? null : rateAt(found), trials: sorted };
  } finally {
    for (const restart of descents) restart.dispose();
  }
}

/** The middle loss over the seeds; of two, the higher. */
function scoreOf(losses: readonly number[]): number {
  const sorted = losses.map((loss) => (Number.isFinite(loss) ? loss : Infinity)).sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Infinity;
}

/** The place with the lowest score; of equal ones the middle; undefined where no score is finite. */
function bestOf(trials: ReadonlyMap<number, Trial>): number | undefined {
  const scores = [...trials].map(
    ([place, { losses, nearby }]) => [place, Math.max(scoreOf(losses), ...nearby)] as const,
  );
  const least = Math.min(...scores.map(([, score]) => score));
  if (!Number.isFinite(least)) return undefined;
  const equal = scores.flatMap(([place, score]) => (score === least ? [place] : [])).sort((a, b) => a - b);
  return equal[Math.floor((equal.length - 1) / 2)];
}

/** A walk from the start at a rate, as often as one likes; the optimizer is made once where it can be put back. */
type Restart = ((rate: number) => Promise<Walk>) & { dispose(): void };

async function restartable({ entrant, device }: Subject, problem: Problem): Promise<Restart> {
  const init = (rate: number): Promise<Descent<Parameters>> =>
    entrant.at(rate).init(startOf(problem), { ...(device && { device }) });
  let descent: Descent<Parameters> = await init(1);
  const start = descent.snapshotSync();
  const restart = async (rate: number): Promise<Walk> => {
    if (entrant.startsFromRate) {
      descent.dispose();
      descent = await init(rate);
    } else {
      descent.restoreSync(start);
      descent.set(entrant.rateAt?.(rate) ?? {});
    }
    return new Walk(descent, problem, entrant);
  };
  return Object.assign(restart, { dispose: () => descent.dispose() });
}

/** One trial: yields now and then, returns its loss. */
async function* trialOf(walk: Walk, steps: number): AsyncGenerator<undefined, number> {
  const apart = Math.max(1, Math.floor(steps / 10 / tailLength));
  const first = steps - apart * (Math.min(tailLength, steps) - 1);
  let [sum, count] = [0, 0];
  const pace = new Pace();
  for (let step = 1; step <= steps; step++) {
    if (!Number.isFinite(walk.step(step))) return Infinity;
    if (step >= first && (step - first) % apart === 0) {
      const looking = walk.look();
      if (looking) await looking;
      const loss = walk.loss();
      if (!walk.isFinite(loss)) return Infinity;
      sum += loss;
      count++;
    }
    if (pace.isDue(step)) yield undefined;
  }
  return sum / count;
}
