/** Bounds of an optimizer's parameters as `minimize` needs them: for differences that stay inside, and for its stopping rules. */
import { boundReaders } from "../descent/element-bounds.ts";
import type { Leaf } from "../descent/leaf.ts";
import { boundingLink } from "../plan/bounds.ts";
import { groupsOf } from "../plan/groups.ts";
import type { Transformation } from "../rule/transformation.ts";
import type { Cells } from "./point.ts";

/** Bounds of each element of a leaf, at a count of steps. */
export interface LeafBounds {
  min(i: number, count: number): number;
  max(i: number, count: number): number;
}

/** Bounds of all leaves; undefined for leaves that have none. */
export function boundsOf(optimizer: Transformation, leaves: readonly Leaf[]): (LeafBounds | undefined)[] {
  const links = new Map(
    groupsOf(optimizer, leaves).flatMap((group) => {
      const link = boundingLink(group);
      return group.tensors.map(({ path }) => [path, link] as const);
    }),
  );
  return leaves.map((leaf) => {
    const link = links.get(leaf.path);
    return link && boundReaders(link.instance, leaf);
  });
}

/** The norm of a gradient without what points out of the bounds: 0 where no step inside them goes down. */
export function clearOutward(
  gradient: readonly Cells[],
  point: readonly Cells[],
  bounds: readonly (LeafBounds | undefined)[],
  count: number,
  climbs: boolean,
): Float64Array[] {
  return gradient.map((values, leaf) =>
    Float64Array.from(values as ArrayLike<number>, (g, i) => {
      const of = bounds[leaf];
      if (!of) return g;
      const slope = climbs ? -g : g;
      const x = point[leaf]![i]!;
      const isOutward = (slope > 0 && x <= of.min(i, count)) || (slope < 0 && x >= of.max(i, count));
      return isOutward ? 0 : g;
    }),
  );
}
