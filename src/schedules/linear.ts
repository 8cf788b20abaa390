/**
 * A straight line between two values, constant before and after it.
 * As optax.linear_schedule(init, end, steps, begin).
 */
import { mix } from "./anneal.ts";
import { checkNumbers, checkSteps, type Schedule } from "./schedule.ts";

/** Options of `linear`. */
export interface LinearOptions {
  /** Value until `begin`. */
  readonly init: number;
  /** Value from `begin + steps` on. */
  readonly end: number;
  /** Length of the line, in steps. */
  readonly steps: number;
  /** Step at which the line begins; default 0. */
  readonly begin?: number;
}

/**
 * From `init` to `end` in equal parts over `steps` steps.
 * @example linear({ init: 1, end: 0.2, steps: 4 })(1) // 0.8
 * @throws ScheduleError where an option is out of its range.
 */
export function linear({ init, end, steps, begin = 0 }: LinearOptions): Schedule {
  checkNumbers("linear", { init, end });
  checkSteps("linear", { steps });
  checkSteps("linear", { begin }, 0);
  return (count) => mix(init, end, Math.min(Math.max((count - begin) / steps, 0), 1));
}
