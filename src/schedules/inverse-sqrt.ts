/**
 * A linear warm-up, then decay with the inverse square root of the step.
 * Vaswani et al.: Attention Is All You Need, NeurIPS 2017, section 5.3, in the form of fairseq's inverse_sqrt,
 * where the peak is given directly instead of following from the width of the model.
 */

import { finite, whole } from "../options/kinds.ts";
import { required } from "../options/option.ts";
import { linear } from "./linear.ts";
import { reader, type Schedule } from "./schedule.ts";

/** Options of `inverseSqrt`. */
export interface InverseSqrtOptions {
  /** Value at step `warmup`, the largest. */
  readonly peak: number;
  /** Steps from `init` to `peak`, at least 1. It also sets the speed of the decay. */
  readonly warmup: number;
  /** Value at step 0; default 0. */
  readonly init?: number;
}

const read = reader<InverseSqrtOptions>("inverseSqrt", {
  peak: required(finite),
  warmup: required(whole(1)),
  init: finite,
});

/**
 * Linear from `init` to `peak` over `warmup` steps, then peak sqrt(warmup / count).
 * @example inverseSqrt({ peak: 0.01, warmup: 100 })(400) // 0.005
 * @throws ScheduleError if an option is out of its range.
 */
export function inverseSqrt(options: InverseSqrtOptions): Schedule {
  const { peak, warmup, init = 0 } = read(options);
  const rise = linear({ init, end: peak, steps: warmup });
  return (count) => (count < warmup ? rise(count) : peak * Math.sqrt(warmup / count));
}
