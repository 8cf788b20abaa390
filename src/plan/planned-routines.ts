/** The routines of a plan: those of rules, with kernels for what they compute element by element. */
import type { Node } from "../language/graph.ts";
import type { MatrixForm } from "../rule/rule.ts";
import type { Expansion } from "./expand.ts";
import { buildKernel } from "./kernel.ts";
import { type Pass, stageOfRoutine } from "./passes.ts";
import type { Phase } from "./phases.ts";
import type { MatrixStep, RoutineBlock, RoutineMatrix } from "./routines.ts";
import type { Uniformity } from "./uniformity.ts";

/** A step of a plan's routine: a whole-matrix one, or a kernel on matrices of one shape. */
export type RoutineStep = MatrixStep | { readonly kind: "pass"; readonly out: number; readonly pass: Pass };

/** A routine of a plan. It is carried out for each tensor of the group. */
export interface Routine {
  readonly group: number;
  /** The rule's name. */
  readonly rule: string;
  readonly form: MatrixForm;
  readonly matrices: readonly RoutineMatrix[];
  readonly blocks: readonly RoutineBlock<RoutineStep>[];
}

/** What a device must have to carry routines out, besides kernels. */
export type RoutineName = MatrixStep["kind"];

/** The routines of a stage of a phase. */
export const routinesOf = (
  { graph, groups }: Expansion,
  { routines }: Phase,
  uniformity: Uniformity,
  stage: number,
): Routine[] =>
  routines
    .filter((routine) => stageOfRoutine(routine, uniformity) === stage)
    .map(({ group, link, form, matrices, blocks }) => ({
      group: groups.indexOf(group),
      rule: link.instance.rule.name,
      form,
      matrices,
      blocks: blocks.map(({ times, condition, steps }) => ({
        times,
        condition,
        steps: steps.map((step) => {
          if (step.kind !== "assign") return step;
          const { out, value } = step;
          const stores = [{ role: matrices[out]!.symbol.name, node: value }];
          const body = { stores, reductions: [], extents: [] };
          const built = buildKernel(group.dtype, graph, body, uniformity, () => group.dtype);
          return {
            kind: "pass",
            out,
            pass: { group: groups.indexOf(group), results: [], ...built },
          } as const;
        }),
      })),
    }));

/** What decides whether blocks of routines are carried out, and what their steps on whole matrices take besides. */
export const numbersOf = (routines: readonly Routine[]): Node[] =>
  routines.flatMap(({ blocks }) =>
    blocks.flatMap(({ condition, steps }) => [
      ...(condition ? [condition] : []),
      ...steps.flatMap((step) => ("numbers" in step ? step.numbers : [])),
    ]),
  );

/** The kernels of routines, in their order. */
export const passesIn = (routines: readonly Routine[]): Pass[] =>
  routines.flatMap(({ blocks }) =>
    blocks.flatMap(({ steps }) => steps.flatMap((step) => (step.kind === "pass" ? [step.pass] : []))),
  );
