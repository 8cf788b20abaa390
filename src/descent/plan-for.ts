/** Plans a step, and loads the lowering of operations only for optimizers that need it. */
import type { Tensor } from "../kernel/groups.ts";
import { groupsOf } from "../kernel/groups.ts";
import { needsLowering, type Plan, plan } from "../kernel/plan.ts";
import type { Transformation } from "../rule/transformation.ts";

/** The plan of an optimizer's step on tensors. */
export async function planFor(
  optimizer: Transformation,
  tensors: readonly Tensor[],
  measure?: boolean,
): Promise<Plan> {
  const links = groupsOf(optimizer, tensors).flatMap((group) => group.links);
  const lowering = links.some(({ instance }) => needsLowering(instance.rule));
  const lower = lowering ? (await import("../kernel/lower.ts")).lower : undefined;
  return plan(optimizer, tensors, measure, lower);
}
