/**
 * What dispatches go through, and parts of it: vectors or blocks of a chunk, slices of a group's tensors. A kernel reads from which to which as
 * `c`, so that tensors that take part in a call are a matter of dispatches and not of its code.
 */
import type { SliceScope } from "../../plan/scope.ts";
import { startsOf } from "../../plan/slices.ts";
import type { Layout } from "./layout.ts";

/** What a dispatch goes through, of a group: vectors or blocks of a chunk, or slices, so many a workgroup. */
export type Over =
  | { readonly kind: "vectors" | "blocks"; readonly group: number; readonly chunk: number }
  | { readonly kind: "slices"; readonly group: number; readonly scope: SliceScope; readonly each: number };

/** The words that a kernel reads as `c`. */
export type Words = readonly [number, number, number, number];

/** A part of it. */
export interface Part {
  readonly words: Words;
  readonly workgroups: number;
  /** Of vectors or blocks: which vectors of the group are bound. */
  readonly span?: { readonly first: number; readonly vectors: number } | undefined;
}

/** Numbers in ascending order as runs of neighbours: the first of each, and the one behind its last. */
function runsOf(numbers: readonly number[]): [number, number][] {
  const runs: [number, number][] = [];
  for (const number of numbers) {
    const last = runs.at(-1);
    if (last?.[1] === number) last[1] = number + 1;
    else runs.push([number, number + 1]);
  }
  return runs;
}

/** The parts that belong to some tensors of the group, by their ascending numbers: one for each run of neighbours. Parts of nothing are left out. */
export function partsOf(layout: Layout, over: Over, tensors: readonly number[]): Part[] {
  return runsOf(tensors)
    .map(([from, to]) => partOf(layout, over, from, to))
    .filter(({ workgroups }) => workgroups > 0);
}

/** The whole of it. */
export const wholeOf = (layout: Layout, over: Over): Part =>
  partOf(layout, over, 0, layout.tensorsOf(over.group).length);

/** The part of tensors from one to before another. */
function partOf(layout: Layout, over: Over, from: number, to: number): Part {
  if (over.kind === "slices") {
    const starts = startsOf(layout.tensorsOf(over.group), over.scope);
    const [first, end] = [starts[from]!, starts[to]!];
    return { words: [first, end, 0, 0], workgroups: Math.ceil((end - first) / over.each) };
  }
  const { firsts, vectors: all, blocks, chunks } = layout.places[over.group]!;
  const chunk = chunks[over.chunk]!;
  const first = Math.max(firsts[from]!, chunk.first);
  const end = Math.min(firsts[to] ?? all, chunk.first + chunk.vectors);
  const vectors = Math.max(0, end - first);
  const own = blocks.filter((block) => block.first >= first && block.first < end);
  const { workgroup, workgroups: most } = layout.shape;
  const span = { first, vectors };
  const words: Words = [first, vectors, own.length > 0 ? blocks.indexOf(own[0]!) : 0, own.length];
  // Kernels of blocks end at an element: that of rows may be within a vector.
  if (over.kind === "blocks")
    return { words: [first, vectors * 4, words[2], words[3]], workgroups: own.length, span };
  return { words, workgroups: Math.min(Math.ceil(vectors / workgroup), most), span };
}
