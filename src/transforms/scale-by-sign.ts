/** The sign of updates: optax's `scale_by_sign`. Sign descent itself is `signSgd`. */

import type { Optimizer } from "../compose/optimizer.ts";
import { rule } from "../compose/rule.ts";
import type { NoOptions } from "../options/option.ts";
import { reader } from "../rule/hyper.ts";

const sign = rule({ name: "scaleBySign", text: "u = sign(g)" });

const read = reader<NoOptions>("scaleBySign", {});

/**
 * Replaces every element of the update by its sign: 1, -1, or 0 where it is 0.
 *
 * @example
 * chain(trace({ momentum: 0.9 }), scaleBySign(), scaleByLearningRate(0.001))
 */
export const scaleBySign = (options: NoOptions = {}): Optimizer<never, never> => sign(read(options));
