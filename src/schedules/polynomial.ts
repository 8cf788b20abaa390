/**
 * A power of the remaining fraction of steps; constant before and after.
 * As optax.polynomial_schedule(init, end, power, steps, begin); torch's PolynomialLR is end 0.
 */
import { power as raise } from "../language/arithmetic.ts";
import { finite, positive, whole } from "../options/kinds.ts";
import { required } from "../options/option.ts";
import { mix } from "./anneal.ts";
import { reader, type Schedule } from "./schedule.ts";

/** Options of `polynomial`. */
export interface PolynomialOptions {
  /** Value up to `begin`. */
  readonly init: number;
  /** Value from `begin + steps` on. */
  readonly end: number;
  /** Exponent of the remaining fraction, above 0; 1 is a straight line. */
  readonly power: number;
  /** Number of steps from `init` to the last value. */
  readonly steps: number;
  /** Step at which the change begins; default 0. */
  readonly begin?: number;
}

const read = reader<PolynomialOptions>("polynomial", {
  init: required(finite),
  end: required(finite),
  power: required(positive),
  steps: required(whole(1)),
  begin: whole(0),
});

/**
 * end + (init - end) (1 - count / steps)^power.
 * @example polynomial({ init: 1, end: 0, power: 2, steps: 4 })(1) // 0.5625
 * @throws ScheduleError if an option is out of its range.
 */
export function polynomial(options: PolynomialOptions): Schedule {
  const { init, end, power, steps, begin = 0 } = read(options);
  return (count) => mix(end, init, raise(Math.min(Math.max(1 - (count - begin) / steps, 0), 1), power));
}
