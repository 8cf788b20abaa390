/**
 * The mean of updates: optax's `ema`. Averages updates, not parameters; `trace` sums them instead.
 * The correction: Kingma, Ba: Adam: A Method for Stochastic Optimization, ICLR 2015, section 3.
 */

import { type MomentsOptions, momentsOption } from "../compose/moments.ts";
import type { Optimizer } from "../compose/optimizer.ts";
import { rule } from "../compose/rule.ts";
import { flag } from "../options/kinds.ts";
import { argument, type Hyper, reader } from "../rule/hyper.ts";

/** Options of `ema`. */
export interface EmaOptions extends MomentsOptions {
  /** Whether to divide by 1 - decay^t, which corrects for the mean's start at 0; default true. */
  readonly debias?: boolean | undefined;
}

const hyper = { decay: 0.9 };
const state = { m: 0 };
const moments = { m: "first" } as const;

const plain = rule({ name: "ema", hyper, state, moments, text: "m = decay*m + (1 - decay)*g\n u = m" });
const debiased = rule({
  name: "ema",
  hyper,
  state,
  moments,
  text: "m = decay*m + (1 - decay)*g\n u = m / (1 - decay^t)",
});

const readDecay = argument<Hyper>("ema", "decay", plain.options.decay);
const read = reader<EmaOptions>("ema", { debias: flag, ...momentsOption });

/**
 * Replaces updates by their exponential moving average.
 *
 * Memory: 4 bytes a parameter (float32).
 *
 * @param decay - the decay rate of the average, in [0, 1).
 * @example
 * chain(ema(0.9), scaleByLearningRate(0.1))
 */
export function ema(decay: Hyper, options: EmaOptions = {}): Optimizer<"decay"> {
  const { debias = true, moments: stored } = read(options);
  return (debias ? debiased : plain)({ decay: readDecay(decay), moments: stored });
}
