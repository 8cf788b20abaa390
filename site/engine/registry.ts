/**
 * What a worker can do: the optimizers, wrappers, schedules and problems that it has loaded. There are two: a small one for the first race,
 * so that it comes early, and the one with everything.
 */
import type { Optimizer, Schedule } from "glissade";
import type { answer } from "./answer.ts";
import type { bandsOf } from "./bands.ts";
import type { OptionValues, ProblemSetup, ScheduleSetup } from "./experiment.ts";
import type { PreparedProblem } from "./problems/problem.ts";
import type { TypedRule } from "./rule-text.ts";
import type { tuned } from "./tuned.ts";

/** Puts something around an optimizer. */
export type Wrap = (inner: Optimizer, options: OptionValues) => Optimizer;

/** What there is, by name. */
export interface Registry {
  readonly optimizers: Readonly<Record<string, (options: OptionValues) => Optimizer>>;
  readonly wrappers: Readonly<Record<string, Wrap>>;
  readonly schedule: (setup: ScheduleSetup, steps: number) => Schedule;
  readonly rule: (text: string) => TypedRule;
  /** What the first race does without: rates are known, and there is one seed. */
  readonly beyond: Beyond | null;
  readonly problem: (setup: ProblemSetup) => PreparedProblem;
}

/** What follows the first race. */
export interface Beyond {
  readonly tuned: typeof tuned;
  readonly bandsOf: typeof bandsOf;
  readonly answer: typeof answer;
}
