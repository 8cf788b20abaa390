/** Plans with all parts of the planner at hand, whether or not the optimizer needs them. */
import { groupsOf, type Tensor } from "../../src/kernel/groups.ts";
import { lower } from "../../src/kernel/lower.ts";
import { measure } from "../../src/kernel/measure.ts";
import { type Plan, plan as planWith } from "../../src/kernel/plan.ts";
import { Reductions, stagesOf } from "../../src/kernel/reductions.ts";
import { checkAccepts, linkBefore } from "../../src/kernel/restrictions.ts";
import { Tables } from "../../src/kernel/tables.ts";
import type { Transformation } from "../../src/rule/transformation.ts";

const parts = { lower, Reductions, stagesOf, Tables, checkAccepts, linkBefore };

/** The plan of an optimizer's step on tensors. */
export const plan = (optimizer: Transformation, tensors: readonly Tensor[], measured = false): Plan =>
  planWith(groupsOf(optimizer, tensors), measured ? { ...parts, measure } : parts);
