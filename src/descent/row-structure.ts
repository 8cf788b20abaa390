/** The tree of parameters after an edit of rows. */
import type { Plan } from "../plan/plan.ts";
import { ownShapeOf } from "../plan/sides.ts";
import { display, type Leaf, ParameterError } from "./leaf.ts";
import type { Structure } from "./tree.ts";

/** The same structure with another number of rows at a path. */
export function withRows(structure: Structure, path: string, rows: number): Structure {
  if ("children" in structure) {
    const children = structure.children.map(([key, child]) => [key, withRows(child, path, rows)] as const);
    return { isArray: structure.isArray, children };
  }
  if (structure.path !== path) return structure;
  const shape = Object.freeze([rows, ...structure.shape.slice(1)]);
  return { ...structure, shape, size: (structure.size / structure.shape[0]!) * rows };
}

/** The leaves of a structure, depth first. */
export const leavesIn = (structure: Structure): Leaf[] =>
  "children" in structure ? structure.children.flatMap(([, child]) => leavesIn(child)) : [structure];

/** @throws ParameterError where the optimizer chooses other rules for the new shape: states could not follow. */
export function checkRulesStay(before: Plan, after: Plan, path: string): void {
  const own = before.states.find(
    ({ state, groups }) =>
      ownShapeOf(state) &&
      groups.some((group) => before.groups[group]!.tensors.some((one) => one.path === path)),
  );
  if (own)
    throw new ParameterError(
      `edit: ${own.state.link.instance.rule.name} keeps a matrix of its own shape, ${own.name}, for all rows of ${display(path)} together, which cannot follow; init again`,
    );
  const rulesOf = ({ groups }: Plan) =>
    groups.map(({ links, tensors }) => [links.map(({ key }) => key), tensors.map((tensor) => tensor.path)]);
  const scopesOf = ({ states }: Plan) => states.map(({ role, scope, storage }) => [role, scope, storage]);
  if (
    JSON.stringify([rulesOf(before), scopesOf(before)]) === JSON.stringify([rulesOf(after), scopesOf(after)])
  )
    return;
  throw new ParameterError(
    `edit: the optimizer has other rules for ${display(path)} in its new shape, so its states cannot follow; init again`,
  );
}
