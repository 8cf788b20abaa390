/**
 * What a schedule is, and how its options are checked when it is made. A schedule holds no state and is pure:
 * resuming needs the step alone. Vocabulary of optax: `count` is the number of steps already taken, 0 at the first.
 */

/** A hyperparameter as a function of the number of steps already taken. */
export type Schedule = (count: number) => number;

/** Options that make no schedule. The message names the schedule, the option, what it must be and what was given. */
export class ScheduleError extends RangeError {
  override readonly name = "ScheduleError";
}

/**
 * Checks that options are finite numbers.
 * @throws ScheduleError such as `linear: init must be a finite number; got NaN`.
 */
export function checkNumbers(schedule: string, options: Record<string, unknown>): void {
  for (const [option, value] of Object.entries(options)) {
    check(Number.isFinite(value), schedule, option, "a finite number", value);
  }
}

/**
 * Checks that options are whole numbers of steps, at least `least`.
 * @throws ScheduleError such as `linear: steps must be a whole number, at least 1; got 0`.
 */
export function checkSteps(schedule: string, options: Record<string, unknown>, least = 1): void {
  for (const [option, value] of Object.entries(options)) {
    const holds = Number.isSafeInteger(value) && (value as number) >= least;
    check(holds, schedule, option, `a whole number, at least ${least}`, value);
  }
}

/**
 * Checks that an option is one of a few words.
 * @throws ScheduleError such as `oneCycle: shape must be one of linear, cosine; got cubic`.
 */
export function checkChoice(
  schedule: string,
  option: string,
  value: string,
  choices: readonly string[],
): void {
  check(choices.includes(value), schedule, option, `one of ${choices.join(", ")}`, value);
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
