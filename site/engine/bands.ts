/** Runs with the random numbers of other seeds, and how far their losses lie apart. */
import type { Racer } from "./entrant.ts";
import type { Experiment } from "./experiment.ts";
import { failureOf } from "./failure.ts";
import { Pace, working } from "./pace.ts";
import type { PreparedProblem } from "./problems/problem.ts";
import type { Told } from "./protocol.ts";
import type { Means } from "./registry.ts";
import { startOf, Walk } from "./walk.ts";

/** At so many steps at most. */
const most = 300;

/** The bands of all contestants, one after the other. */
export async function* bandsOf(
  { steps, seeds }: Experiment,
  problem: PreparedProblem,
  racers: readonly Racer[],
  { device }: Means,
): AsyncGenerator<Told> {
  const every = Math.max(1, Math.ceil(steps / most));
  const shown = Array.from({ length: Math.floor(steps / every) + 1 }, (_, index) => index * every);
  const problems = Array.from({ length: seeds }, (_, seed) => problem.forSeed(seed));
  for (const { contestant, entrant } of racers) {
    const { id } = contestant;
    const curves: Float64Array[] = [];
    try {
      for (const [seed, own] of problems.entries()) {
        yield working(id, "racing", seed / seeds);
        const descent = await entrant.optimizer.init(startOf(own), { ...(device && { device }) });
        try {
          const losses = new Float64Array(shown.length).fill(Infinity);
          const walk = new Walk(descent, own, entrant);
          const pace = new Pace();
          for (let step = 0; step <= steps; step++) {
            if (step > 0) walk.step(step);
            if (step % every === 0) {
              const looking = walk.look();
              if (looking) await looking;
              const loss = walk.loss();
              if (!walk.isFinite(loss)) break;
              losses[step / every] = loss;
            }
            if (pace.isDue(step)) yield working(id, "racing", (seed + step / steps) / seeds);
          }
          curves.push(losses);
        } finally {
          descent.dispose();
        }
      }
      yield { type: "band", contestant: id, ...bandOf(shown, curves) };
    } catch (error) {
      yield failureOf(error, { contestant: id });
    }
  }
}

/** The lowest, the middle (of two the higher) and the highest loss at each step. */
function bandOf(shown: readonly number[], curves: readonly Float64Array[]) {
  const [low, middle, high] = [0, 1, 2].map(() => new Float64Array(shown.length)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  shown.forEach((_, index) => {
    const sorted = Float64Array.from(curves, (losses) => losses[index] as number).sort();
    low[index] = sorted[0] as number;
    middle[index] = sorted[Math.floor(sorted.length / 2)] as number;
    high[index] = sorted.at(-1) as number;
  });
  return { steps: Float64Array.from(shown), low, middle, high };
}
