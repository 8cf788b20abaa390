/**
 * The gate: every mutant of every rule of the oracle's table is tried on the rows that use the rule, until one of them
 * fails. Prints nothing.
 */
import { LinearAlgebraError } from "../../src/linear-algebra/matrix.ts";
import { PlanError } from "../../src/plan/restrictions.ts";
import type { Rule } from "../../src/rule/rule.ts";
import { cases, changing, missing } from "../../test/conformance/cases.ts";
import { type Mutant, mutantsOf, unchanged } from "./mutants.ts";
import { identityOf, mapRules, rulesOf } from "./optimizer-rules.ts";
import type { Trial } from "./trial.ts";
import { trialsOf } from "./trials.ts";

/** What became of a mutant. */
export interface Verdict {
  /** The rule's name and the first row that uses it: `adam of adam/default`. */
  readonly rule: string;
  readonly mutant: Mutant;
  /** The row that noticed it; none where it survived. */
  readonly killer: string | undefined;
}

/** Everything that the gate found out. */
export interface Findings {
  readonly verdicts: readonly Verdict[];
  /** Rows that wait for their optimizer. */
  readonly missing: readonly string[];
  /** Trials that no mutant is tried on, since the optimizer itself does not pass them. */
  readonly unfit: readonly string[];
  /** Rows whose optimizer passes no trial, and why. */
  readonly failing: readonly string[];
}

interface Subject {
  readonly name: string;
  readonly rule: Rule;
  readonly trials: Trial[];
}

/** Tries all mutants of the rules whose first row matches, on the rows that match. */
export async function runGate(names = /^/): Promise<Findings> {
  const subjects = new Map<string, Subject>();
  const [unfit, failing]: [string[], string[]] = [[], []];
  // A rule has the name of a row of its own optimizer, not of one with bounds around it.
  const isBounded = (name: string) => Number(/^(projection|keepParams)/.test(name));
  const rows = [...cases].sort(([a], [b]) => isBounded(a) - isBounded(b));
  const firstRows = new Map<string, string>();
  for (const [row, oracle] of rows)
    for (const rule of rulesOf(changing(oracle)))
      if (!firstRows.has(identityOf(rule))) firstRows.set(identityOf(rule), row);
  for (const [row, oracle] of rows.filter(([name]) => names.test(name))) {
    const fit: Trial[] = [];
    try {
      for (const trial of trialsOf(row, oracle)) {
        const { optimizer, problem, tolerance } = trial;
        const reprinted = mapRules(optimizer, (instance) => unchanged(instance.rule)(instance));
        const error = await trial.error(reprinted, 1e-10);
        if (error < Number.POSITIVE_INFINITY)
          fit.push({ ...trial, tolerance: Math.max(tolerance, 4 * error) });
        else unfit.push(`${row}, ${problem}`);
      }
      if (fit.length === 0) failing.push(`${row}: it is not what the oracle says`);
    } catch (error) {
      failing.push(`${row}: ${error}`);
    }
    for (const rule of fit.length ? rulesOf(fit[0]!.optimizer) : []) {
      const identity = identityOf(rule);
      if (!names.test(firstRows.get(identity) ?? row)) continue;
      const subject = subjects.get(identity) ?? { name: `${rule.name} of ${row}`, rule, trials: [] };
      subject.trials.push(...fit);
      subjects.set(identity, subject);
    }
  }
  const verdicts: Verdict[] = [];
  for (const subject of subjects.values()) verdicts.push(...(await judge(subject)));
  return { verdicts, missing, unfit, failing };
}

async function judge({ name, rule, trials }: Subject): Promise<Verdict[]> {
  const identity = identityOf(rule);
  const verdicts: Verdict[] = [];
  for (const mutant of mutantsOf(rule)) {
    const isKilledBy = async (trial: Trial): Promise<boolean> => {
      const mutated = mapRules(trial.optimizer, (instance) =>
        identityOf(instance.rule) === identity ? mutant.instance(instance) : instance,
      );
      try {
        return (await trial.error(mutated, trial.tolerance)) > trial.tolerance;
      } catch (error) {
        // The optimizer itself has passed, so the mutant alone gives a matrix that cannot be taken.
        if (error instanceof LinearAlgebraError) return true;
        throw error;
      }
    };
    try {
      const at = await findAsync(trials, isKilledBy);
      verdicts.push({ rule: name, mutant, killer: trials[at]?.row });
      // What noticed one mistake is likely to notice the next.
      if (at > 0) trials.unshift(...trials.splice(at, 1));
    } catch (error) {
      // A rule that cannot be planned is not a mutant: nobody could have shipped it.
      if (!(error instanceof PlanError)) throw error;
    }
  }
  return verdicts;
}

async function findAsync<T>(values: readonly T[], is: (value: T) => Promise<boolean>): Promise<number> {
  for (const [index, value] of values.entries()) if (await is(value)) return index;
  return -1;
}
