/** Replaces NaN elements of updates by 0: optax's `zero_nans`. Infinite ones stay; see `skipNonFinite`. */

import type { Optimizer } from "../compose/optimizer.ts";
import { rule } from "../compose/rule.ts";
import type { NoOptions } from "../options/option.ts";
import { reader } from "../rule/hyper.ts";

const zero = rule({ name: "zeroNans", text: "u = where(g == g, g, 0)" });

const read = reader<NoOptions>("zeroNans", {});

/**
 * Replaces every NaN in the update by 0 and leaves all else as it is, infinite elements too. It hides what went wrong;
 * `skipNonFinite` declines the whole step and counts it.
 *
 * @example
 * chain(zeroNans(), clip(1), adam({ learningRate: 0.001 }))
 */
export const zeroNans = (options: NoOptions = {}): Optimizer<never, never> => zero(read(options));
