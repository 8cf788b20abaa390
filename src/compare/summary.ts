/** Makes the result of a comparison out of its finished trials. */
import { mean } from "d3-array";
import { CompareError } from "./compare-error.ts";
import { meanCurve } from "./curves.ts";
import { notesOf } from "./notes.ts";
import { type ProblemPlan, planOf } from "./plan.ts";
import { type Finished, type Hyper, keyOf, type ProblemFacts } from "./problem.ts";
import { meanRanks, profilesOf } from "./ranking.ts";
import type { About, Pair, ProblemResult, Result, Row } from "./result.ts";
import type { Known } from "./search.ts";
import type { Settings } from "./settings.ts";
import { holm, type Interval, intervalOf, median, pairedTest } from "./statistics.ts";
import { targetFor, toTarget } from "./target.ts";

/** The runs of the results of one problem: for each entrant, for each seed. */
interface Runs {
  readonly plan: ProblemPlan;
  readonly byEntrant: readonly (readonly Finished[])[];
  /** Test metrics, the lower the better. */
  readonly costs: readonly (readonly number[])[];
}

/**
 * The result, once every problem is finished.
 * @param about - the version of the program, and the commands that repeat the comparison and its trials.
 * @throws CompareError if trials are missing; it says how many of which stage.
 */
export function resultOf(
  problems: readonly ProblemFacts[],
  settings: Settings,
  known: Known,
  { version, command, commandOf }: About,
): Result {
  const plans = planOf(problems, settings, known);
  for (const plan of plans) checkComplete(plan, known);
  const all = plans.map((plan) => runsOf(plan, settings, known));
  const pairs = all.map(({ costs }) => pairsOf(costs, settings));
  const corrected = holm(pairs.flat().map(({ p }) => p));
  let next = 0;
  const results = all.map((runs, index) =>
    problemResult(
      runs,
      settings,
      pairs[index]!.map((pair) => judge(pair, corrected[next++]!, settings, runs.plan.problem.metric.better)),
      commandOf,
    ),
  );
  const ranks = meanRanks(
    all.map(({ costs }) => costs),
    settings.confidence,
  );
  const profiles = (["steps", "seconds"] as const).map((field) =>
    profilesOf(
      results.map(({ rows }) => settings.entrants.map(({ name }) => rowOf(rows, name).target[field])),
    ),
  );
  return {
    version,
    command,
    settings,
    notes: notesOf(plans, settings),
    problems: results,
    ranks: settings.entrants.map(({ name }, index) => ({ optimizer: name, rank: ranks[index]! })),
    profiles: settings.entrants.map(({ name }, index) => ({
      optimizer: name,
      steps: profiles[0]![index]!,
      seconds: profiles[1]![index]!,
    })),
  };
}

const rowOf = (rows: readonly Row[], name: string): Row => rows.find(({ optimizer }) => optimizer === name)!;

function checkComplete({ problem, stage, trials }: ProblemPlan, known: Known): void {
  if (!stage) return;
  const missing = trials.filter((trial) => !known.has(keyOf(trial))).length;
  const left = {
    epochs: "for the number of epochs; the choice and the results come after it",
    choice: "for the choice of hyperparameters; the results come after it",
    result: "for the results",
  };
  throw new CompareError(
    `"${problem.name}" is not finished: ${missing} of ${trials.length} trials are missing ${left[stage]}. Run the same comparison in its folder again`,
  );
}

function runsOf(plan: ProblemPlan, settings: Settings, known: Known): Runs {
  const finished = plan.trials.map((trial) => known.get(keyOf(trial))!);
  const byEntrant = settings.entrants.map(({ name }) =>
    finished.filter(({ trial }) => trial.optimizer === name),
  );
  const sign = plan.problem.metric.better === "lower" ? 1 : -1;
  const costs = byEntrant.map((runs) =>
    Array.from({ length: settings.seeds }, (_, seed) => {
      const test = runs[seed]?.test;
      return test === undefined ? Number.POSITIVE_INFINITY : sign * test;
    }),
  );
  return { plan, byEntrant, costs };
}

/** A pair before all of them are corrected together. */
type Uncorrected = Omit<Pair, "corrected" | "better">;

function pairsOf(costs: Runs["costs"], { entrants, confidence }: Settings): Uncorrected[] {
  return entrants.flatMap(({ name: one }, a) =>
    entrants.slice(a + 1).map(({ name: other }, index) => ({
      one,
      other,
      ...pairedTest(costs[a]!, costs[a + 1 + index]!, confidence),
    })),
  );
}

/** Says which of a pair is better, and turns its difference back into the metric. */
function judge(
  pair: Uncorrected,
  corrected: number,
  { confidence }: Settings,
  better: "lower" | "higher",
): Pair {
  const { one, other, difference, test, lower, higher } = pair;
  const ahead = test === "t" ? difference.mean < 0 : lower > higher;
  const shown = corrected < 1 - confidence;
  return {
    ...pair,
    difference: better === "lower" ? difference : mirrored(difference),
    ...(better === "higher" && { lower: higher, higher: lower }),
    corrected,
    better: shown ? (ahead ? one : other) : undefined,
  };
}

const mirrored = ({ mean, low, high }: Interval): Interval => ({
  mean: 0 - mean,
  low: 0 - high,
  high: 0 - low,
});

function problemResult(
  { plan, byEntrant, costs }: Runs,
  settings: Settings,
  pairs: readonly Pair[],
  commandOf: About["commandOf"],
): ProblemResult {
  const { confidence, entrants, seeds, tuningSeeds } = settings;
  const { name, metric } = plan.problem;
  const baseline = byEntrant[entrants.findIndex((entrant) => entrant.name === settings.baseline)]!;
  const targets = Array.from({ length: seeds }, (_, seed) =>
    targetFor(baseline[seed]?.validation ?? Infinity),
  );
  const ranks = meanRanks([costs], confidence);
  const rows = entrants.map((entrant, index): Row => {
    const runs = byEntrant[index]!;
    const tried = plan.search!.tried.get(entrant.name)!;
    const test = intervalOf(costs[index]!, confidence);
    return {
      optimizer: entrant.name,
      hyper: hyperOf(entrant.hyper, plan.choices!.get(entrant.name)),
      command: runs[0] && commandOf(runs[0].trial),
      tried,
      trials: tried.length * tuningSeeds,
      test: metric.better === "lower" ? test : mirrored(test),
      tests: costs[index]!.map((cost) => (metric.better === "lower" ? cost : 0 - cost)),
      validation: intervalOf(
        Array.from({ length: seeds }, (_, seed) => runs[seed]?.validation ?? Infinity),
        confidence,
      ),
      diverged: seeds - runs.filter(({ diverged }) => !diverged).length,
      rank: ranks[index]!,
      best: false,
      target: runs.length
        ? toTarget(runs, targets)
        : { reached: 0, seeds, steps: Infinity, seconds: Infinity },
      seconds: runs.length ? median(runs.map(({ curve }) => curve.seconds.at(-1) ?? 0)) : 0,
      curve: meanCurve(runs, confidence),
    };
  });
  const sorted = rows.sort((a, b) => a.rank.mean - b.rank.mean);
  const first = sorted[0]!.optimizer;
  const beaten = new Set(
    pairs.filter(({ better }) => better === first).map(({ one, other }) => (one === first ? other : one)),
  );
  return {
    name,
    metric,
    ...plan.length!,
    why: plan.why!,
    target: mean(targets)!,
    rows: sorted.map((row) => ({ ...row, best: row.diverged === 0 && !beaten.has(row.optimizer) })),
    pairs,
  };
}

const hyperOf = (fixed: Hyper, chosen: Hyper | undefined): Hyper | undefined =>
  chosen && { ...fixed, ...chosen };
