/**
 * How an optimizer takes tensors as matrices, as snapshots keep it: states that lie matrix by matrix have as many elements in blocks of
 * another size, so that their lengths do not say which they are of.
 */
import type { Group, Tensor } from "../plan/groups.ts";
import type { Plan } from "../plan/plan.ts";
import { matricesOf, ownShapeOf } from "../plan/sides.ts";
import type { PlannedState } from "../plan/states.ts";
import { nameOf } from "./leaf.ts";
import { SnapshotError } from "./portable.ts";

const liesByMatrix = ({ scope, state }: PlannedState): boolean =>
  ownShapeOf(state) !== undefined || !["uniform", "tensor", "element"].includes(scope);

/** Undefined for a tensor that is taken as it is. */
function howTaken(tensor: Tensor, { links }: Group): string | undefined {
  const sides = (lengths: readonly number[]) => lengths.join(" x ");
  const { view, blocks } = tensor;
  const ranks = links.flatMap(({ instance: { rule } }) => {
    const isThin = Object.values(rule.matrices?.own ?? {}).some((shape) => shape?.includes("rank"));
    const found = isThin ? matricesOf(tensor, rule.matrices!).map((one) => one.sides.rank) : [];
    return found.length > 0 ? [`with rank ${[...new Set(found)].join(" and ")} in ${rule.name}`] : [];
  });
  const how = [
    ...(view ? [`as ${sides(view)}`] : []),
    ...(blocks ? [`in blocks of ${sides([blocks.rows, blocks.columns])}`] : []),
    ...ranks,
  ];
  return how.length > 0 ? how.join(", ") : undefined;
}

/** By path, for tensors whose states lie by it. */
export function savedMatrices({ groups, states }: Plan): ReadonlyMap<string, string> {
  const found = groups.flatMap((group, index) =>
    states.some((state) => state.groups.includes(index) && liesByMatrix(state))
      ? group.tensors.map((tensor) => [tensor.path, howTaken(tensor, group)] as const)
      : [],
  );
  return new Map(found.flatMap(([path, how]) => (how === undefined ? [] : [[path, how] as const])));
}

/**
 * Snapshots of earlier releases do not say it: they fit where the tensor is in no blocks and the lengths of states are right.
 *
 * @throws SnapshotError if the snapshot's optimizer takes a tensor as other matrices.
 */
export function checkMatrices(path: string, expected: string | undefined, found: unknown): void {
  const isUnsaid = found === undefined && !expected?.includes("in blocks of");
  if (found === expected || isUnsaid) return;
  const theirs = found === undefined ? "as they are" : typeof found === "string" ? found : nameOf(found);
  throw new SnapshotError(
    `parameters at "${path}": the snapshot's optimizer takes them ${theirs}, this descent's ${expected ?? "as they are"}; give it the options that the snapshot was taken with`,
  );
}
