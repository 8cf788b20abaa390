/** Declines steps whose gradients are not finite: optax's `apply_if_finite`, torch's gradient scaler. */

import { chain } from "../compose/chain.ts";
import type { HyperOf, Optimizer } from "../compose/optimizer.ts";
import { rule } from "../compose/rule.ts";
import { type Hyper, reader } from "../rule/hyper.ts";

/** Options of `skipNonFinite`. */
export interface SkipNonFiniteOptions {
  /** After this many declined steps in a row, `step` throws a DeclinedError; without it never. */
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
 * Leaves parameters, state and `count` untouched by a step in which any update that reaches it is infinite or NaN;
 * `descent.skipped` counts such steps. The decision is one for all parameters, whichever of them it looks at.
 *
 * `maxConsecutive` makes an error of a run that does not recover. With 5, the fifth step in a row that is declined throws, and
 * so does each after it until one is taken. They are still counted, and nothing else changes. A restored snapshot
 * restarts this count.
 *
 * @example
 * chain(skipNonFinite(), clipByGlobalNorm(1), adamw({ learningRate: 3e-4 }))
 */
export function skipNonFinite(options: SkipNonFiniteOptions = {}): Optimizer<HyperOf<SkipNonFiniteOptions>> {
  const given = read(options);
  return given.maxConsecutive === undefined ? chain(skip()) : limited(given);
}
