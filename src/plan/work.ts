/**
 * All that a phase does, piece by piece, in the order in which it is done: passes over memory, and the host's work before and
 * after them. `explain` prints it, `profile` times it.
 */
import type { Pass } from "./passes.ts";
import type { Routine } from "./planned-routines.ts";
import { type SliceScope, sliceScopes } from "./scope.ts";
import type { PlannedPhase } from "./stages.ts";

/** Something that there is for each slice of a scope: operations, inputs, reductions. */
export interface PerSlice {
  readonly scope: SliceScope | "uniform";
  readonly count: number;
}

/** What a piece is. */
export type WorkKind =
  /** Operations of the host. */
  | "uniform"
  | "slices"
  /** Inputs of slices, written for the passes of the stage. */
  | "inputs"
  /** A pass over memory. */
  | "pass"
  /** Whole matrices, tensor after tensor. */
  | "routine"
  /** Reductions of the passes of the stage: partial results combined, or read back; and those over all tensors. */
  | "sums"
  /** New values of states with fewer values than elements, at the end. */
  | "states";

/** A piece of work. */
export interface Work {
  readonly kind: WorkKind;
  /** The stage, counted from 0. */
  readonly stage: number;
  /** What the host does, by scope; of all groups together. */
  readonly host: readonly PerSlice[];
  /** The pass, and its place among those of the stage. */
  readonly pass?: { readonly index: number; readonly of: Pass };
  /** The routine, and its place among those of the stage. */
  readonly routine?: { readonly index: number; readonly of: Routine };
}

/** The work of a phase. */
export function workOf({ stages, commit }: PlannedPhase): Work[] {
  const work = stages.flatMap(({ host, passes, routines, globals }, stage): Work[] => [
    { kind: "uniform", stage, host: counted(host.uniform.map(() => "uniform")) },
    {
      kind: "slices",
      stage,
      host: counted(
        host.slices.flatMap(({ scope, reductions, nodes }) => [...reductions, ...nodes].map(() => scope)),
      ),
    },
    { kind: "inputs", stage, host: counted(passes.flatMap(inputsOf)) },
    ...passes.map((of, index): Work => ({ kind: "pass", stage, host: [], pass: { index, of } })),
    ...routines.map((of, index): Work => ({ kind: "routine", stage, host: [], routine: { index, of } })),
    {
      kind: "sums",
      stage,
      host: counted([...passes.flatMap(sumsOf), ...globals.map(() => "uniform" as const)]),
    },
  ]);
  const end: Work = {
    kind: "states",
    stage: stages.length - 1,
    host: counted(commit.map(({ scope }) => scope)),
  };
  return [...work, end].filter(({ host, pass, routine }) => pass || routine || host.length > 0);
}

/** The scope of each input that a pass has for slices; column sums are begun in the same piece. */
const inputsOf = ({ inputs, kernel }: Pass): SliceScope[] => [
  ...inputs.segment.map(() => kernel.segments as SliceScope),
  ...inputs.column.map((): SliceScope => "column"),
  ...kernel.columnReductions.map((): SliceScope => "column"),
];

const sumsOf = ({ results }: Pass): (SliceScope | "uniform")[] =>
  results.map(({ extent }) => (extent === "global" ? "uniform" : extent));

function counted(scopes: readonly (SliceScope | "uniform")[]): PerSlice[] {
  return (["uniform", ...sliceScopes] as const).flatMap((scope) => {
    const count = scopes.filter((other) => other === scope).length;
    return count > 0 ? [{ scope, count }] : [];
  });
}
