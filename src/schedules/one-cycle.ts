/**
 * One rise to a high rate and one fall to a very low one.
 * Smith, Topin: Super-Convergence, arXiv 1708.07120. As torch.optim.lr_scheduler.OneCycleLR, without its momentum: the peak
 * falls between two steps where pctStart total - 1 is not whole, and the last value is reached at step total - 1.
 */

import { finite, flag, oneOf, positive, whole } from "../options/kinds.ts";
import { required } from "../options/option.ts";
import { ANNEALS, type Anneal, anneal } from "./anneal.ts";
import { check, reader, type Schedule } from "./schedule.ts";

/** Options of `oneCycle`. */
export interface OneCycleOptions {
  /** The largest value (torch: max_lr). */
  readonly peak: number;
  /** Total number of steps, at least 2 (torch: total_steps). */
  readonly total: number;
  /** Fraction of the steps in which the value rises, above 0 and below 1 (at most 1/2 with `threePhase`); default 0.3. */
  readonly pctStart?: number;
  /** `peak` divided by the first value; default 25. */
  readonly divFactor?: number;
  /** The first value divided by the last; default 1e4. */
  readonly finalDivFactor?: number;
  /** Shape of every phase; default "cosine". */
  readonly shape?: Anneal;
  /** Whether to fall to the first value as slowly as it rose, and from there to the last; default false. */
  readonly threePhase?: boolean;
}

const read = reader<OneCycleOptions>("oneCycle", {
  peak: required(finite),
  total: required(whole(2)),
  pctStart: finite,
  divFactor: positive,
  finalDivFactor: positive,
  shape: oneOf(...ANNEALS),
  threePhase: flag,
});

/**
 * From peak / divFactor up to `peak`, then down to peak / divFactor / finalDivFactor, which stays.
 * @example oneCycle({ peak: 1, total: 20, shape: "linear" })(5) // 1
 * @throws ScheduleError if an option is out of its range.
 */
export function oneCycle(options: OneCycleOptions): Schedule {
  const { peak, total, pctStart = 0.3, divFactor = 25, finalDivFactor = 1e4, ...rest } = read(options);
  const { shape = "cosine", threePhase = false } = rest;
  const rise = pctStart * total - 1;
  const fits = rise > 0 && (threePhase ? pctStart <= 0.5 : pctStart < 1);
  const range = `above 1 / total (${1 / total}) and ${threePhase ? "at most 0.5" : "below 1"}`;
  check(fits, "oneCycle", "pctStart", range, pctStart);
  const first = peak / divFactor;
  const last = first / finalDivFactor;
  const fall = threePhase ? 2 * rise : total - 1;
  return (count) => {
    if (count <= rise) return anneal(shape, first, peak, Math.max(count / rise, 0));
    if (count <= fall) return anneal(shape, peak, threePhase ? first : last, (count - rise) / (fall - rise));
    return threePhase ? anneal(shape, first, last, Math.min((count - fall) / (total - 1 - fall), 1)) : last;
  };
}
