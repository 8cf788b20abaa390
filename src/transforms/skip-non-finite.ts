/** Declines steps whose gradients are not finite: optax's `apply_if_finite`, torch's gradient scaler. */

import { chain } from "../compose/chain.ts";
import type { HyperOf, Optimizer } from "../compose/optimizer.ts";
import { rule } from "../compose/rule.ts";
import { type Hyper, reader } from "../rule/hyper.ts";

/** Options of `skipNonFinite`. */
export interface SkipNonFiniteOptions {
  /** After this many declined steps in a row `step` throws a DeclinedError. Without it, it never does. */
  readonly maxConsecutive?: Hyper | undefined;
}

const text = "accept = globalFinite(g)\n u = g";
const skip = rule({ name: "skipNonFinite", text });
const limited = rule({
  name: "skipNonFinite",
  hyper: { maxConsecutive: 1 },
  bounds: { maxConsecutive: "whole [1, inf)" },
  mostDeclined: "maxConsecutive",
  text,
});

const read = reader<SkipNonFiniteOptions>("skipNonFinite", limited.options);

/**
 * Declines a step if any update that reaches it is infinite or NaN: parameters, state and `count` stay as they are, and
 * `descent.skipped` counts it. A step is declined for all parameters, even if it looks only at some of them.
 *
 * `maxConsecutive` ends a run that does not recover. With 5, the fifth declined step in a row throws, and so does each
 * after it until a step is taken. They are still counted, and nothing else changes. `restore` restarts this count.
 *
 * @example
 * chain(skipNonFinite(), clipByGlobalNorm(1), adamw({ learningRate: 3e-4 }))
 */
export function skipNonFinite(options: SkipNonFiniteOptions = {}): Optimizer<HyperOf<SkipNonFiniteOptions>> {
  const given = read(options);
  return given.maxConsecutive === undefined ? chain(skip()) : limited(given);
}
