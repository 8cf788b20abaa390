/**
 * What a schedule is, and how its options are checked when it is made. A schedule holds no state and is pure:
 * resuming needs only the step. In optax's terms, `count` is the number of steps already taken, 0 at the first.
 */
import { callback } from "../options/kinds.ts";
import { argumentOf, type Option, OptionError, type Options, readerOf } from "../options/option.ts";

/** A hyperparameter as a function of the number of steps already taken. */
export type Schedule = (count: number) => number;

/** Wrong options of a schedule. The message names the schedule, the option, what it must be and what was given. */
export class ScheduleError extends OptionError {
  override readonly name = "ScheduleError";
}

/** A reader of options of schedules; see `readerOf`. */
export const reader = <O extends object>(name: string, declared: Options<O>): ((given?: O) => O) =>
  readerOf(name, declared, ScheduleError);

/** The option of a schedule. */
export const scheduled = callback("a schedule");

/**
 * Checks a value that is not an option.
 * @throws ScheduleError `SCHEDULE: WHAT must be EXPECTED; got VALUE`.
 */
export function checkAs(option: Option, schedule: string, what: string, value: unknown): void {
  argumentOf(schedule, what, option, ScheduleError)(value);
}

/**
 * Checks one condition on one option.
 * @throws ScheduleError `SCHEDULE: OPTION must be EXPECTED; got VALUE`.
 */
export function check(
  holds: boolean,
  schedule: string,
  option: string,
  expected: string,
  value: unknown,
): void {
  if (!holds) throw new ScheduleError(`${schedule}: ${option} must be ${expected}; got ${String(value)}`);
}
