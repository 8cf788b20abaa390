/** Sums over all tensors: where their parts lie, and what makes these as if nothing were added up. */
import type { Name, Node } from "../../language/graph.ts";
import type { Reduction } from "../../language/operations.ts";
import type { Pass } from "../../plan/passes.ts";
import type { PlannedPhase } from "../../plan/stages.ts";
import { neutralKernel } from "./combining-kernels.ts";
import type { Combined, Parts } from "./host-kernels.ts";
import type { Layout } from "./layout.ts";
import type { Dispatch } from "./module.ts";
import type { Partial } from "./pass-kernels.ts";

/** A pass, and where the partial sums of its blocks lie. */
export interface Placed {
  readonly pass: Pass;
  readonly partials: readonly Partial[];
  readonly base: number;
  /** The place among `partials` of each reduction. */
  readonly placeOf: ReadonlyMap<number, number>;
}

/** Gives the partial sums of a pass places. */
export function placed(layout: Layout, pass: Pass): Placed {
  const { kernel, results, group } = pass;
  const partials: Partial[] = [];
  const placeOf = new Map<number, number>();
  for (const { reduction, extent } of results) {
    if ((extent !== "tensor" && extent !== "global") || placeOf.has(reduction)) continue;
    const { op, value } = kernel.reductions[reduction]!;
    placeOf.set(reduction, partials.push({ op, value }) - 1);
  }
  const blocks = layout.places[group]!.blocks.length;
  return { pass, partials, placeOf, base: layout.room(2 * blocks * partials.length) };
}

/** The sums that a stage completes: parts of its passes, then of values that tensors have. */
export function globalSums(
  layout: Layout,
  { globals }: PlannedPhase["stages"][number],
  passes: readonly Placed[],
  at: (node: Node) => string,
): Combined[] {
  const found = new Map<Name, { op: Combined["op"]; parts: Parts[] }>();
  const add = (symbol: Name, op: Combined["op"], part: Parts) => {
    const of = found.get(symbol) ?? { op: op === "max" ? ("max" as const) : ("sum" as const), parts: [] };
    found.set(symbol, of);
    of.parts.push(part);
  };
  for (const { pass, partials, placeOf, base } of passes)
    for (const { reduction, symbol, extent, op } of pass.results) {
      if (extent !== "global") continue;
      const count = layout.places[pass.group]!.blocks.length;
      const first = base + 2 * placeOf.get(reduction)!;
      add(symbol, op, { base: first, count, step: 2 * partials.length, isDouble: true });
    }
  for (const { symbol, op, group, of } of globals) {
    const count = layout.tensorsOf(group).length;
    add(symbol, op, { base: layout.baseOf(of, group), count, step: 1, isDouble: false });
  }
  return [...found].map(([symbol, { op, parts }]) => ({ to: at(symbol), op, parts }));
}

/** What is reduced, where, of how many, how far apart, and how many words each. */
type NeutralPlace = readonly [op: Reduction, base: number, count: number, step: number, words: 1 | 2];

/** Makes numbers as if nothing were added up. */
export function neutralDispatch(layout: Layout, label: string, ...place: NeutralPlace): Dispatch {
  const [op, base, count, step, words] = place;
  const kind = (op === "max" ? 1 : 0) + (words === 2 ? 2 : 0);
  return { label, ...neutralKernel(layout.uniforms), workgroups: 1, words: [base, count, step, kind] };
}

/** Makes all parts of sums as if nothing were added up: those of tensors that take no part, and of rows that take none, stay so. */
export function neutralDispatches(
  layout: Layout,
  stages: PlannedPhase["stages"],
  passes: readonly Placed[],
  label: string,
): Dispatch[] {
  const one = (...numbers: NeutralPlace) => neutralDispatch(layout, label, ...numbers);
  return [
    ...passes.flatMap(({ pass: { group }, partials, base }) =>
      partials.map(({ op }, k) =>
        one(op, base + 2 * k, layout.places[group]!.blocks.length, 2 * partials.length, 2),
      ),
    ),
    ...stages
      .flatMap(({ globals }) => globals)
      .map(({ op, group, of }) => one(op, layout.baseOf(of, group), layout.tensorsOf(group).length, 1, 1)),
  ];
}
