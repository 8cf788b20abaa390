/**
 * A linear warm-up, then half a cosine wave over the remaining steps: the usual schedule of transformers.
 * As optax.warmup_cosine_decay_schedule(init, peak, warmup, total, end, exponent).
 */

import { finite, positive, whole } from "../options/kinds.ts";
import { required } from "../options/option.ts";
import { cosineDecay } from "./cosine-decay.ts";
import { linear } from "./linear.ts";
import { check, reader, type Schedule } from "./schedule.ts";

/** Options of `warmupCosine`. */
export interface WarmupCosineOptions {
  /** Value at step `warmup`, the largest. */
  readonly peak: number;
  /** Steps from `init` to `peak`; 0 for none. */
  readonly warmup: number;
  /** Total number of steps, warm-up included. */
  readonly total: number;
  /** Value at step 0; default 0. */
  readonly init?: number;
  /** Value from `total` on; default 0. */
  readonly end?: number;
  /** Exponent of the wave, as in `cosineDecay`; default 1. */
  readonly exponent?: number;
}

const read = reader<WarmupCosineOptions>("warmupCosine", {
  peak: required(finite),
  warmup: required(whole(0)),
  total: required(whole(1)),
  init: finite,
  end: finite,
  exponent: positive,
});

/**
 * Linear from `init` to `peak` over `warmup` steps, then cosine to `end` at `total`.
 * @example warmupCosine({ peak: 3e-4, warmup: 500, total: 10_000 })(250) // 0.00015
 * @throws ScheduleError if an option is out of its range.
 */
export function warmupCosine(options: WarmupCosineOptions): Schedule {
  const { peak, warmup, total, init = 0, end = 0, exponent = 1 } = read(options);
  check(total > warmup, "warmupCosine", "total", `greater than warmup (${warmup})`, total);
  const decay = cosineDecay({ init: peak, end, steps: total - warmup, exponent });
  if (warmup === 0) return decay;
  const rise = linear({ init, end: peak, steps: warmup });
  return (count) => (count < warmup ? rise(count) : decay(count - warmup));
}
