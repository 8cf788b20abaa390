/** Advances an optimizer by one gradient at a time, whether that is a step or half of one. */

import type { Descent } from "../descent/descent.ts";
import { ParameterError } from "../descent/leaf.ts";
import { hasRule } from "../rule/parts.ts";
import type { Transformation } from "../rule/transformation.ts";

/**
 * A function that gets the loss at the parameters and uses the gradient there, from `descent.grads`: for a step, or for
 * the first half of a step that takes two gradients. It returns whether the second gradient comes next, at the place
 * where the parameters now are; its loss is not used.
 *
 * @throws ParameterError for an optimizer that needs more than gradients.
 */
export function advancing<P>(descent: Descent<P>, optimizer: Transformation): (loss?: number) => boolean {
  if (hasRule(optimizer, ({ estimate }) => estimate !== undefined))
    throw new ParameterError(
      "this optimizer needs estimates of the curvature besides gradients, and here are gradients alone: take steps with init(), and call estimate() now and then",
    );
  const takesTwo = hasRule(optimizer, ({ before }) => before !== undefined && before.every === undefined);
  const inputs: { loss: number | undefined } = { loss: undefined };
  return (loss) => {
    const isHalfway = takesTwo && descent.pending > 0;
    if (!isHalfway) inputs.loss = loss;
    if (takesTwo && !isHalfway) descent.perturb();
    else descent.step(undefined, inputs);
    return takesTwo && descent.pending > 0;
  };
}
