/**
 * A power of the remaining fraction of the steps, constant before and after.
 * As optax.polynomial_schedule(init, end, power, steps, begin); torch's PolynomialLR is end 0.
 */
import { power as raise } from "../expr/arithmetic.ts";
import { mix } from "./anneal.ts";
import { check, checkNumbers, checkSteps, type Schedule } from "./schedule.ts";

/** Options of `polynomial`. */
export interface PolynomialOptions {
  /** Value until `begin`. */
  readonly init: number;
  /** Value from `begin + steps` on. */
  readonly end: number;
  /** Exponent of the remaining fraction, above 0; 1 is a straight line. */
  readonly power: number;
  /** Length of the way, in steps. */
  readonly steps: number;
  /** Step at which the way begins; default 0. */
  readonly begin?: number;
}

/**
 * end + (init - end) (1 - count / steps)^power.
 * @example polynomial({ init: 1, end: 0, power: 2, steps: 4 })(1) // 0.5625
 * @throws ScheduleError where an option is out of its range.
 */
export function polynomial({ init, end, power, steps, begin = 0 }: PolynomialOptions): Schedule {
  checkNumbers("polynomial", { init, end, power });
  check(power > 0, "polynomial", "power", "above 0", power);
  checkSteps("polynomial", { steps });
  checkSteps("polynomial", { begin }, 0);
  return (count) => mix(end, init, raise(Math.min(Math.max(1 - (count - begin) / steps, 0), 1), power));
}
