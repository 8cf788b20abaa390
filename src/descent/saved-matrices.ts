/**
 * How an optimizer takes tensors as matrices, as snapshots keep it: heads of a projection, blocks, ranks. Nothing else of a snapshot says so:
 * states have as many elements in blocks of another size.
 */
import type { Group, Tensor } from "../plan/groups.ts";
import type { Plan } from "../plan/plan.ts";
import { matricesOf, ownShapeOf } from "../plan/sides.ts";
import type { PlannedState } from "../plan/states.ts";
import { nameOf } from "./leaf.ts";
import { SnapshotError } from "./portable.ts";

/** Whether a state lies matrix by matrix, and not as the parameters. */
export const liesByMatrix = ({ scope, state }: PlannedState): boolean =>
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

/** By path. */
export const savedMatrices = ({ groups }: Plan): ReadonlyMap<string, string> =>
  new Map(
    groups.flatMap((group) =>
      group.tensors.flatMap((tensor): [string, string][] => {
        const how = howTaken(tensor, group);
        return how === undefined ? [] : [[tensor.path, how]];
      }),
    ),
  );

/**
 * Snapshots of earlier releases do not say ranks, which the lengths of states show.
 *
 * @throws SnapshotError if the snapshot's optimizer takes a tensor as other matrices.
 */
export function checkMatrices(path: string, expected: string | undefined, found: unknown): void {
  const isUnsaid = found === undefined && expected?.startsWith("with rank");
  if (found === expected || isUnsaid) return;
  const theirs = found === undefined ? "as they are" : typeof found === "string" ? found : nameOf(found);
  throw new SnapshotError(
    `parameters at "${path}": the snapshot's optimizer takes them ${theirs}, this descent's ${expected ?? "as they are"}; give it the options that the snapshot was taken with`,
  );
}
