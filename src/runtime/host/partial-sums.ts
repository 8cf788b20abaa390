/**
 * Adds up partial results: those of a pass, one of each segment, and those of the host, one of each tensor. In their order, so that
 * threads cannot change a result.
 */
import type { Tensor } from "../../plan/groups.ts";
import type { SliceScope } from "../../plan/scope.ts";
import { membership } from "../../plan/slices.ts";
import type { GlobalReduction } from "../../plan/stages.ts";
import type { Ranks } from "../device.ts";
import type { Exchange } from "./host-shard.ts";
import type { PlacedPass } from "./placed-pass.ts";
import type { HostValues, Operand } from "./values.ts";

/** A reduction's partial results, and for each segment the value that its own belongs to. */
export interface PartialSums extends Omit<Operand, "stride"> {
  readonly partials: Float64Array;
  /** Partial results of a segment. */
  readonly width: number;
  readonly isMax: boolean;
  readonly group: number;
  /** The tensor of each segment, by its number in the group. */
  readonly tensorOf: Int32Array;
  /** The register of a sum over all tensors; -1 for others. */
  readonly register: number;
  /** The rows of the list of segments, as in `PlacedPass`; undefined where there is a partial result for each tensor. */
  readonly segmentList: Uint32Array | undefined;
}

/** Partial results of all segments of a pass, of other processes too. */
export interface Partials {
  readonly values: Float64Array;
  readonly sliceOf: Int32Array;
  /** What gets those of other processes, where there are some. */
  readonly exchange: Exchange | undefined;
}

/** The partial results of a pass with reductions; `base` is the arena's address in the buffer. */
export function partialsOf(
  { pass, slices, segments }: PlacedPass,
  buffer: ArrayBufferLike,
  base: number,
  ranks: Ranks | undefined,
): Partials | undefined {
  const width = pass.kernel.reductions.length;
  if (width === 0) return undefined;
  const { partials, sliceOf, whole } = slices!;
  const own = new Float64Array(buffer, base + partials, segments * width);
  if (!ranks || !whole) return { values: own, sliceOf, exchange: undefined };
  const values = new Float64Array(whole.sliceOf.length * width);
  const counts = whole.counts.map((count) => count * width);
  const first = counts.slice(0, ranks.rank).reduce((sum, count) => sum + count, 0);
  const exchange = () => {
    values.set(own, first);
    ranks.allGather(values, counts);
  };
  return { values, sliceOf: whole.sliceOf, exchange };
}

/** The reductions of a pass. */
export function partialSumsOf(
  { pass, segmentList }: PlacedPass,
  { values: partials, sliceOf }: Partials,
  values: HostValues,
): PartialSums[] {
  const { kernel, group, results } = pass;
  const width = kernel.reductions.length;
  const scope = kernel.segments as SliceScope;
  const tensors = values.tensorsOf(group);
  const tensorOf = tensorsOfSegments(sliceOf, tensors, scope);
  return results
    .filter(({ extent }) => extent !== "column")
    .map(({ reduction, op, symbol, extent }) => {
      const isMax = op === "max";
      const own = { partials: partials.subarray(reduction), width, isMax, group, tensorOf, segmentList };
      if (extent === "global") {
        const register = values.registers.of(symbol);
        return {
          ...own,
          values: values.uniform,
          at: new Int32Array(sliceOf.length).fill(register),
          register,
        };
      }
      const to = membership(tensors, scope, extent as SliceScope);
      const at = sliceOf.map((slice) => to[slice]!);
      return { ...own, values: values.of(symbol, group), at, register: -1 };
    });
}

/** A reduction over all tensors of what the host has for each tensor of a group. */
export function globalSumOf({ symbol, op, group, of }: GlobalReduction, values: HostValues): PartialSums {
  const partials = values.of(of, group);
  const register = values.registers.of(symbol);
  return {
    partials,
    width: 1,
    isMax: op === "max",
    group,
    tensorOf: Int32Array.from(partials.keys()),
    values: values.uniform,
    at: new Int32Array(partials.length).fill(register),
    register,
    segmentList: undefined,
  };
}

/** The tensor that each segment belongs to, from the slices that they are or are parts of. */
export function tensorsOfSegments(
  sliceOf: Int32Array,
  tensors: readonly Tensor[],
  scope: SliceScope,
): Int32Array {
  const tensorOf = membership(tensors, scope, "tensor");
  return sliceOf.map((slice) => tensorOf[slice]!);
}

/** Begins the reductions. Several passes may add to one: all of a stage are cleared first. */
export function clear({ values, at, isMax }: PartialSums): void {
  for (let segment = 0; segment < at.length; segment++) values[at[segment]!] = isMax ? -Infinity : 0;
}

/** Combines the partial results. */
export function addUp({ values, at, partials, width, isMax }: PartialSums): void {
  for (let segment = 0; segment < at.length; segment++) {
    const to = at[segment]!;
    const partial = partials[segment * width]!;
    values[to] = isMax ? Math.max(values[to]!, partial) : values[to]! + partial;
  }
}

/** The same for tensors that take part, in the same order. */
export function addUpWhere(
  { values, at, partials, width, isMax, tensorOf }: PartialSums,
  takesPart: Uint8Array,
): void {
  for (let segment = 0; segment < at.length; segment++) {
    if (!takesPart[tensorOf[segment]!]) continue;
    const to = at[segment]!;
    const partial = partials[segment * width]!;
    values[to] = isMax ? Math.max(values[to]!, partial) : values[to]! + partial;
  }
}
