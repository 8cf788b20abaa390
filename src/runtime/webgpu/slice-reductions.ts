/** Reductions of values that slices have: as the host's, with the same items and weights. */
import type { Node } from "../../language/graph.ts";
import type { SliceScope } from "../../plan/scope.ts";
import { startsOf } from "../../plan/slices.ts";
import type { SliceReduction } from "../../plan/stages.ts";
import { itemsOf, type Shares, shares } from "../host/slice-work.ts";
import { reduceKernel } from "./combining-kernels.ts";
import type { Layout } from "./layout.ts";
import type { Bound } from "./module.ts";
import { slicesOf, teamOf } from "./teams.ts";

/** A dispatch over the slices of a scope, so many a workgroup. */
interface Made {
  readonly made: { code: string; bound: Bound[] };
  readonly slices: SliceScope;
  readonly each: number;
}

/** The dispatches of a reduction: two for a value that changes with the column over a unit. */
export function reductionDispatches(
  layout: Layout,
  { symbol, op, extent, of }: SliceReduction,
  group: number,
  scope: SliceScope,
  uniformAt: (node: Node) => string,
): Made[] {
  const tensors = layout.tensorsOf(group);
  const argument = layout.scopeOf(of);
  const at = (items: SliceScope) =>
    argument === "uniform" || of.kind === "constant" ? uniformAt(of) : layout.sliceAt(of, group, items);
  const one = (
    key: string,
    to: number,
    { starts, weights }: Shares,
    item: string,
    by = op,
    slices = scope,
  ): Made => {
    const place = layout.table(`starts ${key}`, () => Uint32Array.from(starts));
    const weighed = layout.room(weights.length);
    layout.constants.push({ at: weighed, values: Float32Array.from(weights) });
    const from = { to, starts: place, weights: weighed, item };
    const counts = Array.from(weights, (_, slice) => starts[slice + 1]! - starts[slice]!);
    const team = teamOf(counts.reduce((most, count) => Math.max(most, count), 0));
    return {
      made: reduceKernel(by, from, team, layout.uniforms, layout.manner),
      slices,
      each: slicesOf(team),
    };
  };
  const to = layout.baseOf(symbol, group);
  if (scope !== "unit" || argument !== "column") {
    const items = itemsOf(argument, scope);
    const key = `${group} ${extent} ${scope} ${items}`;
    return [one(key, to, shares(tensors, extent, scope, items), at(items))];
  }
  // A unit is a row of a matrix or has whole matrices: every row is worth the columns of its matrix, which are reduced once.
  const ofMatrices = layout.room(startsOf(tensors, "matrix").at(-1)!);
  const inMatrices = shares(tensors, "row", "matrix", "column");
  const { starts } = shares(tensors, extent, "unit", "row");
  const once = { starts, weights: new Float64Array(starts.length - 1).fill(1) };
  const ofRow = `v[${ofMatrices}u + t[${layout.membershipTable(group, "row", "matrix")}u + s]]`;
  return [
    one(`${group} matrices`, ofMatrices, inMatrices, at("column"), op, "matrix"),
    one(`${group} units`, to, once, ofRow, op === "max" ? "max" : "sum"),
  ];
}
