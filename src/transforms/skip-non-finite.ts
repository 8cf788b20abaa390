/** Declines steps whose gradients are not finite: optax's `apply_if_finite`, torch's gradient scaler. */

import type { Optimizer } from "../compose/optimizer.ts";
import { rule } from "../compose/rule.ts";
import type { NoOptions } from "../options/option.ts";
import { reader } from "../rule/hyper.ts";

const skip = rule({ name: "skipNonFinite", text: "accept = globalFinite(g)\n u = g" });

const read = reader<NoOptions>("skipNonFinite", {});

/**
 * Leaves parameters, state and `count` untouched by a step in which any update that reaches it is infinite or NaN;
 * `descent.skipped` counts such steps. The decision is one for all parameters, whichever of them it looks at.
 *
 * @example
 * chain(skipNonFinite(), clipByGlobalNorm(1), adamw({ learningRate: 3e-4 }))
 */
export const skipNonFinite = (options: NoOptions = {}): Optimizer => skip(read(options));
