/** For whoever takes steps in the place of the user, and has gradients alone. */
import { ParameterError } from "../descent/leaf.ts";
import { hasRule } from "../rule/parts.ts";
import type { Transformation } from "../rule/transformation.ts";

/** @throws ParameterError for an optimizer that needs more than gradients. */
export function checkGradientsAlone(optimizer: Transformation): void {
  if (!hasRule(optimizer, ({ estimate }) => estimate !== undefined)) return;
  throw new ParameterError(
    "this optimizer needs estimates of the curvature besides gradients, and here are gradients alone: take steps with init(), and call estimate() now and then",
  );
}
