/**
 * How the invocations of a workgroup are shared among slices that are reduced: each slice has some of them, its lanes. Long slices have many lanes, and
 * of short ones many share a workgroup, so that no invocation is idle for want of elements.
 */
import type { Tensor } from "../../plan/groups.ts";
import type { SliceScope } from "../../plan/scope.ts";
import { countOf } from "../../plan/slices.ts";

/** It. */
export interface Team {
  readonly workgroup: number;
  /** Invocations of a slice, a power of two. */
  readonly lanes: number;
  /** From one lane of a slice to the next: 1, or where slices are neighbours, the slices of a workgroup. */
  readonly stride: number;
}

/** Invocations of a workgroup whose elements lie one after the other. */
const ofNeighbours = 64;
/** Neighbouring slices that are read together: numbers of a line of the cache. */
const line = 32;
/** Elements that a lane has at least, where a slice has more lanes than one. */
const least = 16;

/** So many lanes for slices of at most so many elements. */
const lanesFor = (longest: number, most: number): number =>
  2 ** Math.floor(Math.log2(Math.max(1, Math.min(most, longest / least))));

/** For reductions of values that lie one after the other, at most so many for each slice. */
export const teamOf = (longest: number): Team => ({
  workgroup: ofNeighbours,
  lanes: lanesFor(longest, ofNeighbours),
  stride: 1,
});

/** For sums over slices of tensors; columns are neighbours. `most`: invocations of a workgroup. */
export function teamFor(tensors: readonly Tensor[], scope: SliceScope, most: number): Team {
  const lengths = tensors.map((tensor) => tensor.size / Math.max(1, countOf(scope, tensor)));
  const longest = lengths.reduce((longer, length) => Math.max(longer, length), 0);
  if (scope !== "column") return teamOf(longest);
  const lanes = lanesFor(longest, Math.max(1, most / line));
  const workgroup = Math.max(ofNeighbours, line * lanes);
  return { workgroup, lanes, stride: workgroup / lanes };
}

/** Slices of a workgroup. */
export const slicesOf = ({ workgroup, lanes }: Team): number => workgroup / lanes;

/** Lines that give the number of the slice that an invocation is for, `which`, its `lane`, and whether there is such a slice; beyond the last one it goes along. */
export function teamLines(team: Team): string[] {
  const { lanes, stride } = team;
  const slices = slicesOf(team);
  const [slot, lane] =
    stride === 1 ? [`local / ${lanes}u`, `local % ${lanes}u`] : [`local % ${slices}u`, `local / ${slices}u`];
  return [
    `let number = c.x + (group.y * groups.x + group.x) * ${slices}u + ${slot};`,
    "let which = min(number, c.y - 1u);",
    "let isOwn = number < c.y;",
    `let lane = ${lane};`,
  ];
}
