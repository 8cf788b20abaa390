/**
 * What dispatches go through, and parts of it: vectors or blocks of a chunk, slices of a group's tensors. A kernel reads from which to which as
 * `c`, so that tensors that take part in a call are a matter of dispatches and not of its code.
 */
import type { SliceScope } from "../../plan/scope.ts";
import { countOf, sliceOf, startsOf } from "../../plan/slices.ts";
import type { Layout } from "./layout.ts";

/** What a dispatch goes through, of a group: vectors or blocks of a chunk; slices, so many a workgroup, what of them lies in a chunk, if one is named; the matrices of a tensor. */
export type Over =
  | { readonly kind: "vectors" | "blocks"; readonly group: number; readonly chunk: number }
  | {
      readonly kind: "slices";
      readonly group: number;
      readonly scope: SliceScope;
      readonly each: number;
      readonly chunk?: number | undefined;
    }
  | {
      readonly kind: "matrices";
      readonly group: number;
      readonly tensor: number;
      readonly words: Words;
      readonly workgroups: number;
      readonly chunk?: undefined;
    };

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
  if (over.kind === "slices") return slicesIn(layout, over, from, to);
  if (over.kind === "matrices") {
    const { tensor, words, workgroups } = over;
    return { words, workgroups: from <= tensor && tensor < to ? workgroups : 0 };
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

/** Elements that no chunk ends before. */
const all = 0xffff_ffff;

/** The slices of tensors from one to before another; of a chunk, those that it has elements of, the first element and how many. */
function slicesIn(
  layout: Layout,
  { group, scope, each, chunk }: Extract<Over, { kind: "slices" }>,
  from: number,
  to: number,
): Part {
  const tensors = layout.tensorsOf(group);
  const starts = startsOf(tensors, scope);
  const partFrom = (
    first: number,
    end: number,
    words: readonly [number, number],
    span?: Part["span"],
  ): Part => ({
    words: [first, end, ...words],
    workgroups: Math.ceil(Math.max(0, end - first) / each),
    span,
  });
  if (chunk === undefined) return partFrom(starts[from]!, starts[to]!, [0, all]);
  const { firsts, chunks } = layout.places[group]!;
  const { first, vectors } = chunks[chunk]!;
  const [begin, behind] = [first * 4, (first + vectors) * 4];
  /** The slice of an element, which may lie beside its tensor. Columns of a matrix reach from its first element to its last. */
  const sliceAt = (tensor: number, element: number, isEnd: boolean): number => {
    const one = tensors[tensor]!;
    const within = Math.min(Math.max(element, 0), one.size - 1);
    const whole = scope === "column" ? "matrix" : scope;
    const slice = sliceOf(whole, one, within) + (isEnd ? 1 : 0);
    const perMatrix = scope === "column" ? countOf("column", one) / countOf("matrix", one) : 1;
    return starts[tensor]! + slice * perMatrix;
  };
  const has = (tensor: number) =>
    firsts[tensor]! * 4 < behind && firsts[tensor]! * 4 + tensors[tensor]!.size > begin;
  const own = tensors.flatMap((_, tensor) => (tensor >= from && tensor < to && has(tensor) ? [tensor] : []));
  const [one, last] = [own[0], own.at(-1)];
  if (one === undefined || last === undefined) return partFrom(0, 0, [0, 0]);
  const slices = [
    sliceAt(one, begin - firsts[one]! * 4, false),
    sliceAt(last, behind - firsts[last]! * 4 - 1, true),
  ] as const;
  return partFrom(...slices, [begin, vectors * 4], { first, vectors });
}
