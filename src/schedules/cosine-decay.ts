/**
 * Half a cosine wave down to a last value, which then stays.
 * Loshchilov, Hutter: SGDR, ICLR 2017, equation 5. As optax.cosine_decay_schedule(init, steps, alpha, exponent), with
 * `end` = alpha init as torch's CosineAnnealingLR has it.
 */
import { cosinePi, power } from "../language/arithmetic.ts";
import { finite, positive, whole } from "../options/kinds.ts";
import { required } from "../options/option.ts";
import { mix } from "./anneal.ts";
import { reader, type Schedule, ScheduleError } from "./schedule.ts";

/** Options of `cosineDecay`. */
export interface CosineDecayOptions {
  /** Value at step 0. */
  readonly init: number;
  /** Number of steps from `init` to the last value. */
  readonly steps: number;
  /** Value from `steps` on; default 0. */
  readonly end?: number;
  /** The last value as a fraction of `init`; instead of `end`. */
  readonly alpha?: number;
  /** Exponent of the wave, which runs from 1 to 0, above 0; default 1. */
  readonly exponent?: number;
}

const read = reader<CosineDecayOptions>("cosineDecay", {
  init: required(finite),
  steps: required(whole(1)),
  end: finite,
  alpha: finite,
  exponent: positive,
});

/**
 * end + (init - end) ((1 + cos(pi count / steps)) / 2)^exponent.
 * @example cosineDecay({ init: 0.3, end: 0.01, steps: 20 })(10) // 0.155
 * @throws ScheduleError if an option is out of its range, or both `end` and `alpha` are given.
 */
export function cosineDecay(options: CosineDecayOptions): Schedule {
  const { init, steps, alpha, exponent = 1, ...rest } = read(options);
  if (alpha !== undefined && rest.end !== undefined) {
    throw new ScheduleError(
      `cosineDecay: give end or alpha, not both; got end ${rest.end} and alpha ${alpha}`,
    );
  }
  const { end = init * (alpha ?? 0) } = rest;
  return (count) => {
    const wave = (1 + cosinePi(Math.min(Math.max(count / steps, 0), 1))) / 2;
    return mix(end, init, exponent === 1 ? wave : power(wave, exponent));
  };
}
