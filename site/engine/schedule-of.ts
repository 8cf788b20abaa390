/** A schedule of an experiment as a function. */
import {
  cosineDecay,
  cyclic,
  exponentialDecay,
  inverseSqrt,
  linear,
  oneCycle,
  polynomial,
  type Schedule,
  sgdr,
  step,
  warmupCosine,
  warmupStableDecay,
} from "glissade";
import type { OptionValues, ScheduleSetup } from "./experiment.ts";
import { scheduleOptions } from "./offered-schedules.ts";

/** The library's `inverseSqrt` has its peak at count 1 at the earliest, which is the second step. */
function overRoot(options: OptionValues): Schedule {
  const [unknown] = Object.keys(options);
  if (unknown !== undefined) throw new RangeError(`overRoot has no option "${unknown}"; it has none`);
  return (count) => 1 / Math.sqrt(count + 1);
}

const makers = {
  cosineDecay,
  cyclic,
  exponentialDecay,
  inverseSqrt,
  linear,
  oneCycle,
  polynomial,
  sgdr,
  step,
  warmupCosine,
  warmupStableDecay,
  overRoot,
} as unknown as Readonly<Record<string, (options: OptionValues) => Schedule>>;

/**
 * The factor of the rate by the number of steps taken.
 *
 * @throws RangeError for a schedule that is not offered; ScheduleError for options that it cannot take.
 */
export function scheduleOf(setup: ScheduleSetup, steps: number): Schedule {
  const options = scheduleOptions(setup, steps);
  return (makers[setup.name] as (options: OptionValues) => Schedule)(options);
}
