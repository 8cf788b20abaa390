/**
 * A public workload as a problem. Its held-out examples are halved: even ones choose, odd ones test. A trial is what `glissade train --workload`
 * does with that seed, up to the evaluation.
 */
import { fitProblem } from "../../compare/fit-problem.ts";
import type { Settings } from "../../compare/index.ts";
import { evaluate } from "../../train/index.ts";
import { lackingHiddenWeights } from "../options/hidden-weights.ts";
import { createOptimizer } from "../options/registry.ts";
import { type FitWorkload, loadWorkload, someOf, type Workload } from "../train/workload-data.ts";
import { UsageError } from "../usage-error.ts";
import type { ProblemChoice } from "./choice.ts";
import { defaultRates, unsearchedRates } from "./default-rates.ts";
import { fingerprintOf } from "./fingerprint.ts";
import type { LoadedProblem } from "./loaded-problem.ts";
import { scheduledOver } from "./rate-schedule.ts";

/** What of the choice a workload leaves open. */
type Choice = Pick<ProblemChoice, "heldOut" | "threads" | "device">;

/** Loads a workload. @throws UsageError for more held-out examples than it has. */
export async function workloadProblem(name: FitWorkload, choice: Choice): Promise<LoadedProblem> {
  return problemOfWorkload(name, await loadWorkload(name), choice);
}

/** The problem of a loaded workload. */
export function problemOfWorkload(
  name: string,
  { model, train, held, whole, examples, batchSize, evaluationBatch, metric }: Workload,
  { heldOut = held.count, threads, device }: Choice,
): LoadedProblem {
  if (heldOut > held.count)
    throw new UsageError(
      `--held-out must be at most ${held.count}, the ${examples} that ${name} holds out; got ${heldOut}`,
    );
  const validation = someOf(held, Math.ceil(heldOut / 2), 2);
  const test = someOf(held, Math.floor(heldOut / 2), 2, 1);
  const problem = fitProblem({
    name,
    metric,
    protocol: [
      `A seed decides initial values and the order of the batches. Of ${heldOut} ${examples} that are held out every second one chooses, from the first, and the others test, the same for all seeds; these were read after the choice only.`,
      "Rates are peaks: they rise for a twentieth of the steps, then fall as a cosine to a tenth at the last.",
      "What is judged is the end of a training. glissade train ends at the same parameters, and evaluates all that the workload holds out.",
    ],
    fingerprint: () => fingerprintOf([whole, held], { name, model: model.name, batchSize, heldOut }),
    of: () => ({
      model,
      train,
      validation,
      test: (params) => evaluate(model, params, test, { batch: evaluationBatch }),
    }),
    batchSize,
    evaluationBatch,
    threads,
    device,
    optimizerOf: ({ optimizer, hyper, epochs, steps = 1 }, model) =>
      createOptimizer(optimizer, {
        ...lackingHiddenWeights(optimizer, hyper, model),
        ...scheduledOver(hyper, epochs * steps),
      }),
  });
  return {
    problem,
    describe: () => [
      `${name}: ${train.count} ${examples} to train on, ${validation.count} to validate, ${test.count} to test; model ${model.name}`,
    ],
    check({ entrants }) {
      for (const { name, hyper } of entrants) lackingHiddenWeights(name, hyper, model);
    },
    async settle(settings) {
      const entrants: Settings["entrants"][number][] = [];
      for (const entrant of settings.entrants) {
        const { name, hyper, search } = entrant;
        if (settings.space.kind === "grid") {
          const rates = await defaultRates(name, hyper, model);
          entrants.push(Object.keys(rates).length > 0 ? { ...entrant, rates } : { ...entrant, search: [] });
        } else {
          // A rate becomes a schedule where it is among the hyperparameters.
          const rates = await unsearchedRates(name, hyper, search, model);
          entrants.push({ ...entrant, hyper: { ...rates, ...hyper } });
        }
      }
      return { ...settings, entrants };
    },
  };
}
