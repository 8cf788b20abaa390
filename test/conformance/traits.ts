/** What a row's plan says of its rule: which elements act on which. Found by looking at the plan, not by name. */

import { planFor } from "../../src/descent/plan-for.ts";
import { leavesOf } from "../../src/descent/tree.ts";
import type { Extent } from "../../src/expr/operations.ts";
import type { Optimizer } from "../../src/index.ts";
import type { Plan } from "../../src/kernel/plan.ts";
import { Chain } from "../../src/rule/chain.ts";
import { Partition } from "../../src/rule/partition.ts";
import type { Rule } from "../../src/rule/rule.ts";
import type { Transformation } from "../../src/rule/transformation.ts";
import { extreme, paramsOf } from "./problems.ts";

/** Whether elements of one tensor, or of all tensors, act on each other. */
export type Coupling = "none" | "tensor" | "global";

const probe = paramsOf(extreme({ steps: 0 }));

/** The plan on a tree of parameters; without one, on those of the problems. */
export const planOf = (optimizer: Optimizer, params: unknown = probe, measure = false): Promise<Plan> =>
  planFor(optimizer, leavesOf(params), measure);

/** The rules that an optimizer is made of. */
export const rulesOf = async (optimizer: Optimizer): Promise<readonly Rule[]> =>
  (await planOf(optimizer)).groups.flatMap(({ links }) => links.map(({ instance }) => instance.rule));

/** Whether a step takes two gradients, of which `perturb()` gets the first. */
export function perturbs(of: Transformation): boolean {
  if (of instanceof Chain) return of.links.some(perturbs);
  if (of instanceof Partition) return of.cases.some(([, inner]) => perturbs(inner));
  return of.rule.before !== undefined && of.rule.before.every === undefined;
}

async function extentsOf(optimizer: Optimizer): Promise<Extent[]> {
  const { stages, before } = await planOf(optimizer);
  const passes = [...stages, ...(before?.stages ?? [])].flatMap((stage) => stage.passes);
  return passes.flatMap(({ results }) => results.map(({ extent }) => extent));
}

/** How far a reduction of the optimizer reaches. */
export async function couplingOf(optimizer: Optimizer): Promise<Coupling> {
  const extents = await extentsOf(optimizer);
  return extents.includes("global") ? "global" : extents.length > 0 ? "tensor" : "none";
}

/** Whether it looks at rows, columns or units: its sums over tensors are then made of theirs, and round otherwise. */
export const isSliced = async (optimizer: Optimizer): Promise<boolean> =>
  (await extentsOf(optimizer)).some((extent) => extent !== "tensor" && extent !== "global");
