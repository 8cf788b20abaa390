/** A schedule of an experiment as a function. */
import * as glissade from "glissade";
import type { OptionValues, ScheduleSetup } from "./experiment.ts";
import { scheduleOptions } from "./offered-schedules.ts";

const makers = glissade as unknown as Readonly<Record<string, (options: OptionValues) => glissade.Schedule>>;

/**
 * The factor of the rate by the number of steps taken.
 *
 * @throws RangeError for a schedule that is not offered; ScheduleError for options that it cannot take.
 */
export function scheduleOf(setup: ScheduleSetup, steps: number): glissade.Schedule {
  const options = scheduleOptions(setup, steps);
  const make = makers[setup.name];
  if (!make) throw new RangeError(`the library has no schedule "${setup.name}"`);
  return make(options);
}
