/**
 * The same value at every step. A plain number does the same where a hyperparameter is taken; this is for `join`.
 * As optax.constant_schedule.
 */
import { finite } from "../options/kinds.ts";
import { checkAs, type Schedule } from "./schedule.ts";

/**
 * `value` at every step.
 * @example constant(0.1)(1000) // 0.1
 * @throws ScheduleError if `value` is not a finite number.
 */
export function constant(value: number): Schedule {
  checkAs(finite, "constant", "value", value);
  return () => value;
}
