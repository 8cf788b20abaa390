/**
 * Multiplies by a rate over every `steps` steps, smoothly or in stairs.
 * As optax.exponential_decay(init, steps, decayRate, begin, staircase, end).
 */
import { power } from "../language/arithmetic.ts";
import { finite, flag, notNan, positive, whole } from "../options/kinds.ts";
import { required } from "../options/option.ts";
import { reader, type Schedule } from "./schedule.ts";

/** Options of `exponentialDecay`. */
export interface ExponentialDecayOptions {
  /** Value up to `begin`. */
  readonly init: number;
  /** Factor over `steps` steps, above 0. */
  readonly decayRate: number;
  /** Steps over which `decayRate` is applied once. */
  readonly steps: number;
  /** Step at which the decay begins; default 0. */
  readonly begin?: number;
  /** Whether the factor is applied all at once after every `steps` steps; default false. */
  readonly staircase?: boolean;
  /** The limit: the smallest value if `decayRate` is below 1, otherwise the largest; default none. */
  readonly end?: number;
}

const read = reader<ExponentialDecayOptions>("exponentialDecay", {
  init: required(finite),
  decayRate: required(positive),
  steps: required(whole(1)),
  begin: whole(0),
  staircase: flag,
  end: notNan,
});

/**
 * init decayRate^(count / steps).
 * @example exponentialDecay({ init: 0.1, decayRate: 0.25, steps: 10 })(5) // 0.05
 * @throws ScheduleError if an option is out of its range.
 */
export function exponentialDecay(options: ExponentialDecayOptions): Schedule {
  const { init, decayRate, steps, begin = 0, staircase = false, ...rest } = read(options);
  const { end = decayRate < 1 ? -Infinity : Infinity } = rest;
  return (count) => {
    const times = Math.max(count - begin, 0) / steps;
    const value = init * power(decayRate, staircase ? Math.floor(times) : times);
    return decayRate < 1 ? Math.max(value, end) : Math.min(value, end);
  };
}
