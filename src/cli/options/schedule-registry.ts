/**
 * The schedules that the command line knows: their options, how each is read, and how many steps to draw. A new schedule is a
 * new entry here; the schedule itself checks its values. schedule-spec.ts reads whole specs.
 */
import {
  type CosineDecayOptions,
  type CyclicOptions,
  constant,
  cosineDecay,
  cyclic,
  type ExponentialDecayOptions,
  exponentialDecay,
  type InverseSqrtOptions,
  inverseSqrt,
  type LinearOptions,
  linear,
  type MultiStepOptions,
  multiStep,
  type OneCycleOptions,
  oneCycle,
  type PiecewiseOptions,
  type PolynomialOptions,
  piecewise,
  polynomial,
  type Schedule,
  type SgdrOptions,
  type StepOptions,
  sgdr,
  step,
  type WarmupCosineOptions,
  type WarmupStableDecayOptions,
  warmupCosine,
  warmupStableDecay,
} from "../../index.ts";
import { UsageError } from "../usage-error.ts";
import {
  flag,
  number,
  type OptionalParsers,
  type Parser,
  type RequiredParsers,
  type SpecEntry,
  word,
} from "./spec.ts";

/** A schedule, and the number of steps worth drawing: up to its end, or a few of its periods. */
export interface Course {
  readonly schedule: Schedule;
  readonly steps: number;
}

/** A schedule by name. */
export interface ScheduleEntry extends SpecEntry {
  readonly course: (options: Readonly<Record<string, unknown>>) => Course;
}

/** The parsers have the type of the options: one that is missing, or has become required, does not compile. */
const entry = <O>(
  create: (options: O) => Schedule,
  required: RequiredParsers<O>,
  optional: OptionalParsers<O>,
  steps: (options: O) => number,
): ScheduleEntry => ({
  required,
  optional,
  course: (options) => ({ schedule: create(options as O), steps: steps(options as O) }),
});

const numbers: Parser<number[]> = (given, option) => given.split("/").map((part) => number(part, option));
const factors: Parser<Record<number, number>> = (given, option) => {
  const pairs = given.split("/").map((pair) => {
    const [at = "", factor, ...more] = pair.split(":");
    if (factor === undefined || more.length > 0) {
      throw new UsageError(`${option} must be STEP:FACTOR/STEP:FACTOR; got "${given}"`);
    }
    return [number(at, option), number(factor, option)] as const;
  });
  const byStep = new Map(pairs);
  if (byStep.size < pairs.length) throw new UsageError(`${option} must name each step once; got "${given}"`);
  return Object.fromEntries(byStep);
};
const shape = word("linear", "cosine");
const beyond = (steps: readonly number[]): number => Math.ceil(1.25 * Math.max(...steps));

/** All schedules but `join` and `product`, which are made of others. */
export const scheduleRegistry: Readonly<Record<string, ScheduleEntry>> = {
  constant: entry<{ value: number }>(
    ({ value }) => constant(value),
    { value: number },
    {},
    () => 1,
  ),
  cosineDecay: entry<CosineDecayOptions>(
    cosineDecay,
    { init: number, steps: number },
    { end: number, alpha: number, exponent: number },
    ({ steps }) => steps,
  ),
  cyclic: entry<CyclicOptions>(
    cyclic,
    { init: number, peak: number, up: number },
    { down: number, mode: word("triangular", "triangular2", "expRange"), decayRate: number },
    ({ up, down = up }) => 3 * (up + down),
  ),
  exponentialDecay: entry<ExponentialDecayOptions>(
    exponentialDecay,
    { init: number, decayRate: number, steps: number },
    { begin: number, staircase: flag, end: number },
    ({ steps, begin = 0 }) => begin + 5 * steps,
  ),
  inverseSqrt: entry<InverseSqrtOptions>(
    inverseSqrt,
    { peak: number, warmup: number },
    { init: number },
    ({ warmup }) => 10 * warmup,
  ),
  linear: entry<LinearOptions>(
    linear,
    { init: number, end: number, steps: number },
    { begin: number },
    ({ steps, begin = 0 }) => begin + steps,
  ),
  multiStep: entry<MultiStepOptions>(
    multiStep,
    { init: number, milestones: numbers },
    { decayRate: number },
    ({ milestones }) => beyond(milestones),
  ),
  oneCycle: entry<OneCycleOptions>(
    oneCycle,
    { peak: number, total: number },
    { pctStart: number, divFactor: number, finalDivFactor: number, shape, threePhase: flag },
    ({ total }) => total,
  ),
  piecewise: entry<PiecewiseOptions>(piecewise, { init: number, boundaries: factors }, {}, ({ boundaries }) =>
    beyond(Object.keys(boundaries).map(Number)),
  ),
  polynomial: entry<PolynomialOptions>(
    polynomial,
    { init: number, end: number, power: number, steps: number },
    { begin: number },
    ({ steps, begin = 0 }) => begin + steps,
  ),
  sgdr: entry<SgdrOptions>(
    sgdr,
    { peak: number, period: number },
    { multiplier: number, end: number },
    ({ period, multiplier = 1 }) => Math.ceil(period * (1 + multiplier + multiplier ** 2)),
  ),
  step: entry<StepOptions>(
    step,
    { init: number, steps: number },
    { decayRate: number },
    ({ steps }) => 4 * steps,
  ),
  warmupCosine: entry<WarmupCosineOptions>(
    warmupCosine,
    { peak: number, warmup: number, total: number },
    { init: number, end: number, exponent: number },
    ({ total }) => total,
  ),
  warmupStableDecay: entry<WarmupStableDecayOptions>(
    warmupStableDecay,
    { peak: number, warmup: number, decay: number, total: number },
    { init: number, end: number, shape },
    ({ total }) => total,
  ),
};
