/** What a row's plan says about its rule: which elements act on which. Found in the plan, not by name. */

import { leavesOf } from "../../src/descent/tree.ts";
import type { Optimizer } from "../../src/index.ts";
import { topological } from "../../src/language/graph.ts";
import type { Extent } from "../../src/language/operations.ts";
import { type Plan, plan } from "../../src/plan/plan.ts";
import type { Rule } from "../../src/rule/rule.ts";
import { Chain, Partition, type Transformation } from "../../src/rule/transformation.ts";
import { extreme, paramsOf } from "./problems.ts";

/** Whether elements of one tensor, or of all tensors, act on each other. */
export type Coupling = "none" | "tensor" | "global";

const probe = paramsOf(extreme({ steps: 0 }));

/** The plan on a tree of parameters; without one, on those of the problems. */
export const planOf = (optimizer: Optimizer, params: unknown = probe, measure = false): Plan =>
  plan(optimizer, leavesOf(params), measure);

/** The rules that an optimizer is made of. */
export const rulesOf = (optimizer: Optimizer): readonly Rule[] =>
  planOf(optimizer).groups.flatMap(({ links }) => links.map(({ instance }) => instance.rule));

/** Whether a step takes two gradients, of which `perturb()` gets the first. */
export function perturbs(of: Transformation): boolean {
  if (of instanceof Chain) return of.links.some(perturbs);
  if (of instanceof Partition) return of.cases.some(([, inner]) => perturbs(inner));
  return of.rule.before !== undefined && of.rule.before.every === undefined;
}

function extentsOf(optimizer: Optimizer): Extent[] {
  const { step, before } = planOf(optimizer).phases;
  const passes = [...step.stages, ...(before?.stages ?? [])].flatMap((stage) => stage.passes);
  return passes.flatMap(({ results }) => results.map(({ extent }) => extent));
}

/** Whether a rule with states reads the losses: it follows those of the descent, as a schedule does. */
export const remembersLosses = (optimizer: Optimizer): boolean =>
  rulesOf(optimizer).some(
    ({ lines, state }) =>
      Object.keys(state).length > 0 &&
      topological(lines.map(({ value }) => value)).some(
        (node) => node.kind === "symbol" && node.name === "loss",
      ),
  );

/** How far a reduction of the optimizer reaches. */
export function couplingOf(optimizer: Optimizer): Coupling {
  const extents = extentsOf(optimizer);
  return extents.includes("global") ? "global" : extents.length > 0 ? "tensor" : "none";
}

/** Whether it looks at rows, columns or units: its sums over tensors are then made of theirs, and round otherwise. */
export const isSliced = (optimizer: Optimizer): boolean =>
  extentsOf(optimizer).some((extent) => extent !== "tensor" && extent !== "global");
