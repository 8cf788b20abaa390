/**
 * Warm-up, a long constant part, and a short decay at the end: you need not know the length of the constant part
 * when training begins. Hu et al.: MiniCPM, arXiv 2404.06395, section 4 (WSD); the linear decay after Haegele et al.:
 * Scaling Laws and Compute-Optimal Training Beyond Fixed Training Durations, NeurIPS 2024.
 */

import { finite, oneOf, whole } from "../options/kinds.ts";
import { required } from "../options/option.ts";
import { ANNEALS, type Anneal, anneal } from "./anneal.ts";
import { check, reader, type Schedule } from "./schedule.ts";

/** Options of `warmupStableDecay`. */
export interface WarmupStableDecayOptions {
  /** Value of the constant part. */
  readonly peak: number;
  /** Steps from `init` to `peak`; 0 for none. */
  readonly warmup: number;
  /** Steps from `peak` to `end`. */
  readonly decay: number;
  /** Total number of steps. */
  readonly total: number;
  /** Value at step 0; default 0. */
  readonly init?: number;
  /** Value from `total` on; default 0. */
  readonly end?: number;
  /** Shape of the decay; default "linear". */
  readonly shape?: Anneal;
}

const read = reader<WarmupStableDecayOptions>("warmupStableDecay", {
  peak: required(finite),
  warmup: required(whole(0)),
  decay: required(whole(1)),
  total: required(whole(1)),
  init: finite,
  end: finite,
  shape: oneOf(...ANNEALS),
});

/**
 * Linear from `init` to `peak` over `warmup` steps, `peak` until `total - decay`, then down to `end` at `total`.
 * @example warmupStableDecay({ peak: 1, warmup: 10, decay: 20, total: 100 })(85) // 0.75
 * @throws ScheduleError if an option is out of its range.
 */
export function warmupStableDecay(options: WarmupStableDecayOptions): Schedule {
  const { peak, warmup, decay, total, init = 0, end = 0, shape = "linear" } = read(options);
  const least = warmup + decay;
  check(total >= least, "warmupStableDecay", "total", `at least warmup + decay (${least})`, total);
  return (count) => {
    if (count < warmup) return anneal("linear", init, peak, count / warmup);
    return anneal(shape, peak, end, Math.min(Math.max((count - total + decay) / decay, 0), 1));
  };
}
