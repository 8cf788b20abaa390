/**
 * The gradients of a descent whose elements are dealt out to ranks, as few long arrays: each rank needs the sum of its own elements alone. A region
 * ends where ranks do not follow one another any more, which is where another group of tensors begins.
 */
import type { Shard } from "../index.ts";
import type { Numbers } from "./calls.ts";
import { inPlace, joined, type Region, read, runsOf } from "./regions.ts";

/** A region, and how many elements of it each rank has, in their order. */
export interface DealtRegion extends Region {
  readonly counts: readonly number[];
}

/** Where the elements of each rank begin in a tensor, and before which they end. */
type Parts = readonly (readonly [from: number, to: number])[];

/**
 * The regions of `descent.grads`, and a region for all plain numbers, which every rank has whole. All ranks call it together.
 *
 * @throws MpiError for arrays of other types.
 */
export function dealtRegionsOf(
  tree: unknown,
  shard: Pick<Shard, "part" | "ranks">,
): { readonly dealt: readonly DealtRegion[]; readonly copied: readonly Region[] } {
  const { views, copied } = read(tree);
  const all = partsOf([...views.keys()], shard);
  const parts = new Map([...views.values()].map((view, index) => [view, all[index]!]));
  const ownersOf = (view: Numbers) =>
    [...parts.get(view)!.entries()].flatMap(([rank, [from, to]]) => (from < to ? [rank] : []));
  const runs = runsOf([...views.values()], (one, next) => ownersOf(one).at(-1)! <= ownersOf(next)[0]!);
  return {
    dealt: runs.map((run) => ({ ...inPlace(joined(run)), counts: countsOf(run, parts) })),
    copied,
  };
}

/** Of each tensor the parts of all ranks: each knows its own, and tells the others. */
function partsOf(paths: readonly string[], shard: Pick<Shard, "part" | "ranks">): Parts[] {
  const { rank, size } = shard.ranks;
  const width = 2 * paths.length;
  const told = new Float64Array(size * width);
  for (const [index, path] of paths.entries()) told.set(shard.part(path), rank * width + 2 * index);
  shard.ranks.allGather(told, Array(size).fill(width));
  return paths.map((_, index) =>
    Array.from({ length: size }, (_, of) => {
      const at = of * width + 2 * index;
      return [told[at]!, told[at + 1]!] as const;
    }),
  );
}

/** Elements of each rank in neighbours, what lies between two of them included. */
function countsOf(run: readonly Numbers[], parts: ReadonlyMap<Numbers, Parts>): number[] {
  const { byteOffset, BYTES_PER_ELEMENT } = run[0]!;
  const { length } = joined(run);
  const size = parts.get(run[0]!)!.length;
  const starts = Array<number>(size + 1).fill(length);
  for (const view of run.toReversed())
    for (const [rank, [from, to]] of parts.get(view)!.entries())
      if (from < to) starts[rank] = (view.byteOffset - byteOffset) / BYTES_PER_ELEMENT + from;
  // A rank without elements begins where the next one does.
  for (let rank = size - 1; rank >= 0; rank--) starts[rank] = Math.min(starts[rank]!, starts[rank + 1]!);
  starts[0] = 0;
  return starts.slice(1).map((start, rank) => start - starts[rank]!);
}
