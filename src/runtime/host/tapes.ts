/**
 * The tapes of a plan's phases. What depends on hyperparameters alone, such as `1 - b1`, is computed again only in a call with other
 * hyperparameters.
 */
import { argumentsOf, type Node, topological } from "../../language/graph.ts";
import type { PhaseName } from "../../plan/phases.ts";
import type { Plan } from "../../plan/plan.ts";
import { entriesOf } from "../../plan/stages.ts";
import type { Registers, Tape } from "./registers.ts";

/** The tapes of a phase. */
export interface Tapes {
  /** One for each stage. */
  readonly stages: readonly Tape[];
  /** The same for a call with the hyperparameters of the one before. */
  readonly varying: readonly Tape[];
  /** Assigns states. */
  readonly assign: Tape;
  /** Assigns states where the call is declined. */
  readonly declined: Tape;
}

/** The tapes of all phases. */
export function tapesOf({ phases, hypers }: Plan, registers: Registers): ReadonlyMap<PhaseName, Tapes> {
  const symbols = new Set<Node>(hypers.map(({ symbol }) => symbol));
  const found = entriesOf(phases).map(([name, { stages, commit, declined }]): [PhaseName, Tapes] => {
    const calls = stages.map(({ host }) => host.uniform);
    const fixed = fixedIn(calls.flat(), symbols);
    return [
      name,
      {
        stages: calls.map((all) => registers.tape(all)),
        varying: calls.map((all) => registers.tape(all.filter((call) => !fixed.has(call)))),
        assign: registers.assignments(commit.filter(({ scope }) => scope === "uniform")),
        declined: registers.assignments(declined),
      },
    ];
  });
  return new Map(found);
}

/** The values below these nodes that depend on nothing but some symbols. */
function fixedIn(nodes: readonly Node[], symbols: ReadonlySet<Node>): ReadonlySet<Node> {
  const fixed = new Set<Node>();
  for (const node of topological(nodes)) {
    const isFixed =
      node.kind === "symbol" ? symbols.has(node) : argumentsOf(node).every((arg) => fixed.has(arg));
    if (isFixed) fixed.add(node);
  }
  return fixed;
}
