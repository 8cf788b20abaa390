/** Rounds of one server, or of several that ask the same clients: the library's servers and rounds, around the clients of a task. */
import { beginRound } from "../../src/federated/index.ts";
import {
  type Descent,
  fedAdagrad,
  fedAdam,
  fedAvg,
  fedYogi,
  type Optimizer,
  ParameterError,
} from "../../src/index.ts";
import { accuracy, sizeOf, train } from "./softmax.ts";
import { sourceOf, type Task } from "./task.ts";

/** The servers, by name. */
export const servers: Readonly<Record<string, (options: { readonly learningRate: number }) => Optimizer>> = {
  fedAvg,
  fedAdagrad,
  fedAdam,
  fedYogi,
};

/** A server and the rates of both sides. */
export interface Setting {
  readonly server: string;
  readonly rate: number;
  readonly clientRate: number;
}

/** How a server has done. */
export interface Course extends Setting {
  /** The accuracy after every `look` rounds. Shorter where the run has diverged. */
  readonly accuracies: readonly number[];
}

/** How a simulation is run. */
export interface Simulation {
  readonly seed: number;
  readonly rounds: number;
  /** Rounds between two looks at the accuracy. */
  readonly look: number;
  /** Which rows are looked at. */
  readonly on: "validation" | "test";
  /** The share of clients that are asked and do not answer. */
  readonly dropOut: number;
}

/** The clients of a round, without those that drop out: the same for all servers. */
function* cameIn(task: Task, { seed, dropOut }: Simulation, round: number) {
  const source = sourceOf(seed, `round/${round}`);
  const asked = new Set<number>();
  while (asked.size < Math.min(task.perRound, task.clients)) asked.add(source.integer(task.clients));
  for (const index of asked) {
    const isOut = source.uniform() < dropOut;
    const rows = task.client(index);
    const order = source.permutation(rows.y.length);
    if (!isOut) yield { rows, order };
  }
}

/** Runs servers side by side. A server whose parameters are no longer finite is left where it is. */
export async function simulate(
  task: Task,
  settings: readonly Setting[],
  simulation: Simulation,
): Promise<Course[]> {
  const runs = await Promise.all(
    settings.map(async (setting) => ({
      setting,
      descent: (await servers[setting.server]!({ learningRate: setting.rate }).init({
        w: new Float32Array(sizeOf(task.features, task.classes)),
      })) as Descent<{ w: Float32Array }>,
      accuracies: [] as number[],
      isLost: false,
    })),
  );
  for (let round = 0; round < simulation.rounds; round++) {
    const open = await Promise.all(runs.map(({ descent }) => beginRound(descent)));
    for (const { rows, order } of cameIn(task, simulation, round))
      for (const [index, run] of runs.entries()) {
        if (run.isLost) continue;
        const how = { rate: run.setting.clientRate, batch: task.batch };
        const w = train(run.descent.params.w, rows, order, task.classes, how);
        try {
          open[index]!.add({ w }, order.length);
        } catch (error) {
          if (!(error instanceof ParameterError)) throw error;
          run.isLost = true;
        }
      }
    for (const [index, run] of runs.entries()) {
      if (run.isLost) continue;
      if (open[index]!.clients > 0) open[index]!.finish();
      if ((round + 1) % simulation.look === 0)
        run.accuracies.push(accuracy(run.descent.params.w, task[simulation.on], task.classes));
    }
  }
  return runs.map(({ setting, descent, accuracies }) => {
    descent.dispose();
    return { ...setting, accuracies };
  });
}

/** The first round with an accuracy of at least `target`; infinite where there is none. */
export function roundTo({ accuracies }: Course, target: number, look: number): number {
  const found = accuracies.findIndex((value) => value >= target);
  return found < 0 ? Number.POSITIVE_INFINITY : (found + 1) * look;
}

/** The better one by rounds to the target, then by the mean of the last third, where a run that was lost counts as nothing. */
export function best(courses: readonly Course[], { target, rounds }: Task, look: number): Course {
  const looks = Math.floor(rounds / look);
  const last = Math.max(1, Math.floor(looks / 3));
  const end = ({ accuracies }: Course) =>
    accuracies.length < looks ? 0 : accuracies.slice(-last).reduce((sum, value) => sum + value, 0) / last;
  const judged = courses.map((course) => ({
    course,
    round: end(course) > 0 ? roundTo(course, target, look) : Number.POSITIVE_INFINITY,
    end: end(course),
  }));
  judged.sort((a, b) => (a.round === b.round ? b.end - a.end : a.round - b.round));
  return judged[0]!.course;
}
