/**
 * The mean of updates: optax's `ema`. Averages updates, not parameters; `trace` is the sum in its place.
 * The correction: Kingma, Ba: Adam: A Method for Stochastic Optimization, ICLR 2015, section 3.
 */
import type { Optimizer } from "../compose/optimizer.ts";
import { rule } from "../compose/rule.ts";
import type { Hyper } from "../rule/hyper.ts";
import { checkOptions } from "../rule/options.ts";

/** Options of `ema`. */
export interface EmaOptions {
  /** Whether to divide by 1 - decay^t, which makes up for the mean's start at 0; default true. */
  readonly debias?: boolean | undefined;
}

const hyper = { decay: 0.9 };
const state = { m: 0 };
const mean = "m = decay*m + (1 - decay)*g";

const plain = rule({ name: "ema", hyper, state, text: `${mean}\n u = m` });
const debiased = rule({ name: "ema", hyper, state, text: `${mean}\n u = m / (1 - decay^t)` });

/**
 * Replaces updates by their exponential moving average.
 *
 * Memory: 4 bytes a parameter (float32).
 *
 * @param decay - the share of the average that stays, in [0, 1).
 * @example
 * chain(ema(0.9), scaleByLearningRate(0.1))
 */
export function ema(decay: Hyper, options: EmaOptions = {}): Optimizer {
  checkOptions("ema", options, ["debias"]);
  return ((options.debias ?? true) ? debiased : plain)({ decay });
}
