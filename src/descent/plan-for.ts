/** Plans a step, with the parts of the planner that an optimizer needs. */
import { groupsOf, type Tensor } from "../kernel/groups.ts";
import { partsFor } from "../kernel/parts.ts";
import { type Plan, plan } from "../kernel/plan.ts";
import type { Transformation } from "../rule/transformation.ts";

/** The plan of an optimizer's step on tensors. */
export async function planFor(
  optimizer: Transformation,
  tensors: readonly Tensor[],
  measure?: boolean,
): Promise<Plan> {
  const groups = groupsOf(optimizer, tensors);
  return plan(groups, await partsFor(groups, measure));
}
