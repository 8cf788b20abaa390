/** Questions about one contestant: its equations, trials, state over time, one step. The race up to there is run again: it has the same bits. */

import { decision } from "./decision.ts";
import { rateOf } from "./experiment.ts";
import { failureOf, problemFailureOf } from "./failure.ts";
import { oneStep } from "./one-step.ts";
import { optimizerOf, UnknownNameError } from "./optimizer-of.ts";
import { working } from "./pace.ts";
import type { PreparedProblem } from "./problems/problem.ts";
import type { Question, Told } from "./protocol.ts";
import type { Means } from "./registry.ts";
import { stateOverTime } from "./state-over-time.ts";
import { textOf } from "./text-of.ts";
import { trialsOf, tuned } from "./tuned.ts";
import { startOf, Walk } from "./walk.ts";

/** Answers. */
export async function* answer(question: Question, means: Means): AsyncGenerator<Told> {
  const { experiment, contestant: id } = question;
  try {
    yield working(id, "answering");
    const contestant = experiment.contestants.find((each) => each.id === id);
    if (!contestant) throw new UnknownNameError(`no contestant "${id}"`);
    if (question.type === "text") {
      yield { type: "text", contestant: id, ...(await textOf(means.registry, contestant)) };
      return;
    }
    let problem: PreparedProblem;
    try {
      problem = means.registry.problem(experiment.problem);
    } catch (error) {
      yield problemFailureOf(error, experiment.problem);
      return;
    }
    if (question.type === "tune") {
      const { rate, trials } = yield* trialsOf(experiment, contestant, problem, means);
      yield { type: "tuned", contestant: id, rate: rateOf(experiment, contestant) ?? rate ?? 1, trials };
      return;
    }
    const own = problem.forSeed(0);
    const setting = { ...experiment, bounds: own.bounds };
    if (question.type === "equations") {
      // They have names in place of numbers: any rate has the same.
      const { optimizer } = optimizerOf(means.registry, contestant, 1, setting);
      yield {
        type: "equations",
        contestant: id,
        tex: await optimizer.explain({ format: "tex", params: startOf(own) }),
      };
      return;
    }
    const rate = yield* tuned(experiment, contestant, problem, means);
    const entrant = optimizerOf(means.registry, contestant, rate, setting);
    const descent = await entrant.optimizer.init(startOf(own), {
      ...(means.device && { device: means.device }),
    });
    try {
      const walk = new Walk(descent, own, entrant);
      if (question.type === "picture") {
        if (problem.picture) yield* decision(walk, id, question.step, problem.picture);
        return;
      }
      if (question.type === "state") yield* stateOverTime(walk, id, experiment.steps, question.index);
      else yield* oneStep(walk, id, experiment.steps, question.step, question.index);
    } finally {
      descent.dispose();
    }
  } catch (error) {
    yield failureOf(error, { contestant: id });
  }
}
