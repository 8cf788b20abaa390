/**
 * What a worker can do: the optimizers, wrappers, schedules and problems that it has loaded. There are two: a small one for the first race,
 * so that it comes early, and the one with everything.
 */
import type { DeviceName, Optimizer, Schedule } from "glissade";
import type { Racer } from "./entrant.ts";
import type { Contestant, Experiment, OptionValues, ProblemSetup, ScheduleSetup } from "./experiment.ts";
import type { PreparedProblem } from "./problems/problem.ts";
import type { Question, Told } from "./protocol.ts";
import type { TypedRule } from "./rule-text.ts";

/** Puts something around an optimizer. */
export type Wrap = (inner: Optimizer, options: OptionValues) => Optimizer;

/** What there is, by name. */
export interface Registry {
  readonly optimizers: Readonly<Record<string, (options: OptionValues) => Optimizer>>;
  readonly wrappers: Readonly<Record<string, Wrap>>;
  readonly schedule: (setup: ScheduleSetup, steps: number) => Schedule;
  readonly rule: (text: string) => TypedRule;
  readonly problem: (setup: ProblemSetup) => PreparedProblem;
  /** Keeps parameters within bounds. */
  readonly bounded: (optimizer: Optimizer, bounds: readonly [min: number, max: number]) => Optimizer;
  /** What the first race does without: its rates are known, there is one seed, and nobody has asked. */
  readonly beyond: Beyond | null;
}

/** What is needed to carry out an experiment. */
export interface Means {
  readonly registry: Registry;
  /** Where descents run; `auto` if it is left out. */
  readonly device?: DeviceName | undefined;
}

/** What follows the first race. */
interface Beyond {
  /** The rate to race at. */
  tuned(
    experiment: Experiment,
    contestant: Contestant,
    problem: PreparedProblem,
    means: Means,
  ): AsyncGenerator<Told, number>;
  /** The losses of other seeds. */
  bandsOf(
    experiment: Experiment,
    problem: PreparedProblem,
    racers: readonly Racer[],
    means: Means,
  ): AsyncGenerator<Told>;
  /** The answer to a question about one contestant. */
  answer(question: Question, means: Means): AsyncGenerator<Told>;
}
