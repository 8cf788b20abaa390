/**
 * What is to be run next: a pure function of the settings and of the trials that are finished. So a comparison can stop anywhere, go on, and be
 * shared among machines that know nothing of each other but a folder of finished trials.
 */
import { CompareError } from "./compare-error.ts";
import { epochsOf } from "./epochs.ts";
import {
  describeTrial,
  type Finished,
  type Hyper,
  keyOf,
  type Length,
  type ProblemFacts,
  type Trial,
} from "./problem.ts";
import { bestOf, type Known, range, type Search, searchOf } from "./search.ts";
import type { Settings } from "./settings.ts";

/** A stage: the number of epochs, the hyperparameters, the results. */
export type Stage = "epochs" | "choice" | "result";

/** The state of one problem. */
export interface ProblemPlan {
  readonly problem: ProblemFacts;
  /** The stage that is not finished; undefined at the end. */
  readonly stage: Stage | undefined;
  /** All trials of that stage, finished or not, in one order on every machine. */
  readonly trials: readonly Trial[];
  readonly length?: Length;
  readonly why?: string;
  readonly search?: Search;
  /** Chosen hyperparameters, by optimizer; an optimizer that diverged everywhere has none. */
  readonly choices?: ReadonlyMap<string, Hyper>;
}

/** A trial of a plan, with a number that decides which machine runs it. */
export interface Numbered {
  readonly trial: Trial;
  readonly number: number;
}

/** The plan of each problem. */
export function planOf(problems: readonly ProblemFacts[], settings: Settings, known: Known): ProblemPlan[] {
  return problems.map((problem) => planOne(problem, settings, known, 1 / problems.length));
}

function planOne(problem: ProblemFacts, settings: Settings, known: Known, share: number): ProblemPlan {
  const decided = epochsOf(problem.name, settings, known, share);
  if ("trials" in decided) return { problem, stage: "epochs", trials: decided.trials };
  const { length, why } = decided;
  const search = searchOf(problem.name, settings.entrants, length, settings, known);
  if (!search.complete) return { problem, stage: "choice", trials: search.trials, length, why, search };
  const choices = new Map<string, Hyper>();
  for (const { name } of settings.entrants) {
    const best = bestOf(search.tried.get(name)!);
    if (best) choices.set(name, best.hyper);
  }
  const trials = resultTrials(problem.name, settings, length, choices);
  checkResults(problem.name, trials, known);
  const open = trials.some((trial) => !known.has(keyOf(trial)));
  return { problem, stage: open ? "result" : undefined, trials, length, why, search, choices };
}

/** Fresh seeds for the chosen hyperparameters, seed by seed. */
function resultTrials(
  problem: string,
  { entrants, tuningSeeds, seeds }: Settings,
  length: Length,
  choices: ReadonlyMap<string, Hyper>,
): Trial[] {
  return range(seeds).flatMap((index) =>
    entrants.flatMap(({ name, hyper }) => {
      const chosen = choices.get(name);
      const seed = tuningSeeds + index;
      return chosen
        ? [
            {
              problem,
              optimizer: name,
              hyper: { ...hyper, ...chosen },
              seed,
              ...length,
              purpose: "result" as const,
            },
          ]
        : [];
    }),
  );
}

/** No result may be of other hyperparameters than those chosen: its test split would have been read before the choice. */
function checkResults(problem: string, trials: readonly Trial[], known: Known): void {
  const keys = new Set(trials.map(keyOf));
  const stray = [...known.values()].find(
    ({ trial }) => trial.problem === problem && trial.purpose === "result" && !keys.has(keyOf(trial)),
  );
  if (stray) throw new CompareError(strayMessage(stray));
}

const strayMessage = ({ trial }: Finished): string =>
  `"${trial.problem}" has a result for ${describeTrial(trial)}, which is not what the finished trials choose: its test split was read before the choice. Begin again in an empty folder`;

/** All trials of the unfinished stages, numbered. */
export function numbered(plans: readonly ProblemPlan[]): Numbered[] {
  return plans.flatMap(({ stage, trials }, problem) =>
    stage ? trials.map((trial, index) => ({ trial, number: problem + index })) : [],
  );
}
