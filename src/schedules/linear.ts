/**
 * A straight line between two values, constant before and after it.
 * As optax.linear_schedule(init, end, steps, begin).
 */

import { finite, whole } from "../options/kinds.ts";
import { required } from "../options/option.ts";
import { mix } from "./anneal.ts";
import { reader, type Schedule } from "./schedule.ts";

/** Options of `linear`. */
export interface LinearOptions {
  /** Value up to `begin`. */
  readonly init: number;
  /** Value from `begin + steps` on. */
  readonly end: number;
  /** Length of the line, in steps. */
  readonly steps: number;
  /** Step at which the line begins; default 0. */
  readonly begin?: number;
}

const read = reader<LinearOptions>("linear", {
  init: required(finite),
  end: required(finite),
  steps: required(whole(1)),
  begin: whole(0),
});

/**
 * From `init` to `end` in equal parts over `steps` steps.
 * @example linear({ init: 1, end: 0.2, steps: 4 })(1) // 0.8
 * @throws ScheduleError if an option is out of its range.
 */
export function linear(options: LinearOptions): Schedule {
  const { init, end, steps, begin = 0 } = read(options);
  return (count) => mix(init, end, Math.min(Math.max((count - begin) / steps, 0), 1));
}
