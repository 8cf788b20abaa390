/** The rate of a contestant: the one that it has, or the one that tuning finds. What has been found once is not searched again. */
import { type Contestant, type Experiment, rateOf } from "./experiment.ts";
import { optimizerOf } from "./optimizer-of.ts";
import { working } from "./pace.ts";
import type { PreparedProblem } from "./problems/problem.ts";
import type { Told, Trial } from "./protocol.ts";
import type { Means } from "./registry.ts";
import { mostSeeds, tune } from "./tune.ts";

/** What was found, by all that decides it; the oldest is forgotten first. */
const found = new Map<string, { readonly rate: number | null; readonly trials: readonly Trial[] }>();
const mostFound = 200;

/** Nothing that was tried is of use. */
export class TuningError extends RangeError {
  override readonly name = "TuningError";
}

/**
 * Finds the rate to race at; tells of what is tried.
 *
 * @throws what `optimizerOf` throws; TuningError where the contestant diverges at every rate.
 */
export async function* tuned(
  experiment: Experiment,
  contestant: Contestant,
  problem: PreparedProblem,
  means: Means,
): AsyncGenerator<Told, number> {
  const rate = rateOf(experiment, contestant);
  if (rate !== null) return rate;
  const { rate: best, trials } = yield* trialsOf(experiment, contestant, problem, means);
  if (best === null) {
    const [first, last] = [trials[0]?.rate, trials.at(-1)?.rate];
    throw new TuningError(
      `it diverges at every rate that was tried, ${trials.length} from ${first} to ${last}`,
    );
  }
  yield { type: "tuned", contestant: contestant.id, rate: best, trials };
  return best;
}

/** The trials of a contestant at all rates. One whose text has no rate needs none. */
export async function* trialsOf(
  experiment: Experiment,
  contestant: Contestant,
  problem: PreparedProblem,
  { registry, device }: Means,
): AsyncGenerator<Told, { readonly rate: number | null; readonly trials: readonly Trial[] }> {
  const { steps, seeds, problem: setup } = experiment;
  const { id, method, schedule, wrappers } = contestant;
  const key = JSON.stringify([setup, method, schedule, wrappers, steps, Math.min(seeds, mostSeeds)]);
  const known = found.get(key);
  if (known) return known;
  const problems = Array.from({ length: Math.min(seeds, mostSeeds) }, (_, seed) => problem.forSeed(seed));
  const entrant = optimizerOf(registry, contestant, 1, { steps, bounds: problem.forSeed(0).bounds });
  let result: { readonly rate: number | null; readonly trials: readonly Trial[] } = { rate: 1, trials: [] };
  if (entrant.rateAt) {
    yield working(id, "tuning");
    for await (const told of tune({ entrant, problems, steps, device })) {
      if (told.isDone) result = { rate: told.rate, trials: told.trials };
      else yield working(id, "tuning", told.share);
    }
  }
  found.set(key, result);
  if (found.size > mostFound) found.delete(found.keys().next().value as string);
  return result;
}
