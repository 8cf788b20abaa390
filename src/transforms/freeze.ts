/** Keeps parameters as they are: optax's `set_to_zero`. Which parameters is `partition`'s choice. */

import type { Optimizer } from "../compose/optimizer.ts";
import { rule } from "../compose/rule.ts";
import type { NoOptions } from "../options/option.ts";
import { reader } from "../rule/hyper.ts";

// Not 0: -0 + 0 is 0, and a parameter of -0 would change.
const frozen = rule({ name: "freeze", text: "u = -0" });

const read = reader<NoOptions>("freeze", {});

/**
 * Replaces updates by ones that change nothing, whatever the gradient: parameters keep their bits. Keeps no state.
 *
 * What stands before the partition also sees the gradients of frozen parameters: `chain(clipByGlobalNorm(1), partition(...))`
 * counts them in the norm. Put it inside, so that it sees only those that are trained.
 *
 * @example
 * const optimizer = partition([
 *   ["encoder.*", freeze()],
 *   ["*", chain(clipByGlobalNorm(1), adam({ learningRate: 0.001 }))],
 * ]);
 */
export const freeze = (options: NoOptions = {}): Optimizer<never, never> => frozen(read(options));
