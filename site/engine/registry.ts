/**
 * What a worker can do: the optimizers, wrappers, schedules and problems that it has loaded. There are two: a small one for the first race,
 * so that it comes early, and the one with everything.
 */
import type { Optimizer, Schedule } from "glissade";
import type { OptionValues, ProblemSetup, ScheduleSetup, WrapperSetup } from "./experiment.ts";
import type { PreparedProblem } from "./problems/prepare.ts";
import type { TypedRule } from "./rule-text.ts";

/** What there is, by name. */
export interface Registry {
  readonly optimizers: Readonly<Record<string, (options: OptionValues) => Optimizer>>;
  readonly wrap: (inner: Optimizer, setup: WrapperSetup) => Optimizer;
  readonly schedule: (setup: ScheduleSetup, steps: number) => Schedule;
  readonly rule: (text: string) => TypedRule;
  readonly problem: (setup: ProblemSetup) => PreparedProblem | Promise<PreparedProblem>;
}
