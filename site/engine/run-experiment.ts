/**
 * Carries out an experiment: tunes those whose rate is not known, races, and tells what happens piece by piece. The worker, tests, the
 * export and Node all run this: what it tells is what a digest is of.
 */
import { Digest } from "./digest.ts";
import { everything } from "./everything.ts";
import { type Experiment, rateOf } from "./experiment.ts";
import { optimizerOf } from "./optimizer-of.ts";
import { prepare } from "./problems/prepare.ts";
import type { Surface } from "./problems/problem.ts";
import type { Field, Reply } from "./protocol.ts";
import { race } from "./race.ts";

/** A reply as it is before a run's number is put on it. */
type Unnumbered<R> = R extends unknown ? Omit<R, "run"> : never;

/** What an experiment tells, in order. */
export async function* runExperiment(experiment: Experiment): AsyncGenerator<Unnumbered<Reply>> {
  const problem = prepare(experiment.problem);
  const first = problem.forSeed(0);
  yield {
    type: "field",
    field: problem.surface && fieldOf(problem.surface, 160),
    dimension: first.dimension,
  };
  const digest = new Digest();
  for (const contestant of experiment.contestants) {
    if (contestant.isHidden) continue;
    const rate = rateOf(experiment, contestant);
    if (rate === null) continue;
    const setting = { steps: experiment.steps, bounds: first.bounds };
    const { optimizer } = optimizerOf(everything, contestant, rate, setting);
    for await (const { from, losses, points } of race(optimizer, first, experiment.steps)) {
      digest.add(losses).add(points);
      yield {
        type: "steps",
        contestant: contestant.id,
        from,
        losses,
        points: first.dimension === 2 ? points : null,
      };
    }
  }
  yield { type: "raced", digest: digest.read() };
}

function fieldOf({ window, at, minima }: Surface, width: number): Field {
  const height = width;
  const values = new Float64Array(width * height);
  const [x0, x1] = window.x;
  const [y0, y1] = window.y;
  for (let j = 0; j < height; j++)
    for (let i = 0; i < width; i++)
      values[j * width + i] = at(x0 + ((x1 - x0) * (i + 0.5)) / width, y0 + ((y1 - y0) * (j + 0.5)) / height);
  return { window, width, height, values, minima };
}
