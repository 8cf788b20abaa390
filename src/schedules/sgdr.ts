/**
 * Cosine decay with warm restarts.
 * Loshchilov, Hutter: SGDR, Stochastic Gradient Descent with Warm Restarts, ICLR 2017, equation 5. As torch's
 * CosineAnnealingWarmRestarts(T_0 = period, T_mult = multiplier, eta_min = end).
 */

import { finite, whole } from "../options/kinds.ts";
import { required } from "../options/option.ts";
import { anneal } from "./anneal.ts";
import { check, reader, type Schedule } from "./schedule.ts";

/** Options of `sgdr`. */
export interface SgdrOptions {
  /** Value at each restart. */
  readonly peak: number;
  /** Steps until the first restart. */
  readonly period: number;
  /** Each period is this many times as long as the one before, at least 1; default 1. */
  readonly multiplier?: number;
  /** Limit of each period, not quite reached; default 0. */
  readonly end?: number;
}

const read = reader<SgdrOptions>("sgdr", {
  peak: required(finite),
  period: required(whole(1)),
  multiplier: finite,
  end: finite,
});

/**
 * Cosine from `peak` towards `end`, again and again.
 * @example sgdr({ peak: 1, period: 10, multiplier: 2 })(20) // 0.5
 * @throws ScheduleError if an option is out of its range.
 */
export function sgdr(options: SgdrOptions): Schedule {
  const { peak, period, multiplier = 1, end = 0 } = read(options);
  check(multiplier >= 1, "sgdr", "multiplier", "at least 1", multiplier);
  return (count) => {
    let length = period;
    let since = count;
    if (multiplier === 1) since %= period;
    else for (; since >= length; length *= multiplier) since -= length;
    return anneal("cosine", peak, end, since / length);
  };
}
