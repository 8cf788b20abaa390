/**
 * Carries out an experiment: finds the rates that are not known, races, and tells what happens piece by piece. The worker, tests and Node
 * all run this: what it tells is what a digest is of.
 */
import { Digest, digestOf } from "./digest.ts";
import type { Racer } from "./entrant.ts";
import { type Experiment, rateOf } from "./experiment.ts";
import { failureOf, problemFailureOf } from "./failure.ts";
import { fieldOf } from "./field.ts";
import { optimizerOf } from "./optimizer-of.ts";
import { working } from "./pace.ts";
import type { PreparedProblem, Problem } from "./problems/problem.ts";
import type { Told } from "./protocol.ts";
import { race } from "./race.ts";
import type { Means } from "./registry.ts";
import { startOf, Walk } from "./walk.ts";

/** What an experiment tells, in order. */
export async function* runExperiment(experiment: Experiment, means: Means): AsyncGenerator<Told> {
  const { registry } = means;
  const { beyond } = registry;
  yield { type: "alive", work: { on: "problem" } };
  let problem: PreparedProblem;
  let own: Problem;
  try {
    problem = registry.problem(experiment.problem);
    own = problem.forSeed(0);
    const { dimension } = own;
    yield { type: "field", field: fieldOf(experiment.problem, problem.surface), dimension };
  } catch (error) {
    yield problemFailureOf(error, experiment.problem);
    return;
  }
  const racers: Racer[] = [];
  for (const contestant of experiment.contestants) {
    if (contestant.isHidden) continue;
    yield working(contestant.id, "preparing");
    try {
      const known = rateOf(experiment, contestant);
      const rate = known ?? (beyond ? yield* beyond.tuned(experiment, contestant, problem, means) : 1);
      const setting = { steps: experiment.steps, bounds: own.bounds };
      racers.push({ contestant, entrant: optimizerOf(registry, contestant, rate, setting) });
    } catch (error) {
      yield failureOf(error, { contestant: contestant.id });
    }
  }
  yield* raceAll(experiment, own, racers, means);
  if (experiment.seeds > 1 && beyond) yield* beyond.bandsOf(experiment, problem, racers, means);
}

/** All race at once: each takes a piece in turn. */
async function* raceAll(
  { steps }: Experiment,
  problem: Problem,
  racers: readonly Racer[],
  { device }: Means,
): AsyncGenerator<Told> {
  const digests = new Map<string, { losses: Digest; points: Digest }>();
  const keepsPoints = problem.dimension <= 2 || problem.shape !== undefined;
  let running: { id: string; walk: Walk; pieces: ReturnType<typeof race> }[] = [];
  const walks: Walk[] = [];
  try {
    for (const { contestant, entrant } of racers) {
      yield working(contestant.id, "racing");
      try {
        const descent = await entrant.optimizer.init(startOf(problem), { ...(device && { device }) });
        const walk = new Walk(descent, problem, entrant);
        walks.push(walk);
        running.push({ id: contestant.id, walk, pieces: race(walk, steps, keepsPoints) });
        digests.set(contestant.id, { losses: new Digest(), points: new Digest() });
      } catch (error) {
        yield failureOf(error, { contestant: contestant.id });
      }
    }
    for (let round = 0; running.length > 0; round++) {
      for (const { id, walk, pieces } of running) {
        if (round < 2) yield working(id, "racing");
        const digest = digests.get(id);
        try {
          const { done, value } = await pieces.next();
          if (done) {
            if (!keepsPoints) digest?.points.add(walk.point);
            running = running.filter((each) => each.id !== id);
            continue;
          }
          digest?.losses.add(value.losses);
          if (value.points) digest?.points.add(value.points);
          yield { type: "steps", contestant: id, ...value };
        } catch (error) {
          running = running.filter((each) => each.id !== id);
          yield failureOf(error, { contestant: id });
        }
      }
    }
  } finally {
    for (const { descent } of walks) descent.dispose();
  }
  const all = [...digests.values()].map(({ losses, points }) => [losses, points]);
  yield { type: "raced", digest: all.length > 0 ? await digestOf(all) : null };
}
