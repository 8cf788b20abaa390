/** Pieces of work in words: a line each, in `explain` and in `profile`. */
import { bytesOf } from "../language/dtype.ts";
import { halfRole } from "../plan/halves.ts";
import { masterName } from "../plan/masters.ts";
import type { Plan } from "../plan/plan.ts";
import type { Routine, RoutineName, RoutineStep } from "../plan/planned-routines.ts";
import { matricesOf } from "../plan/sides.ts";
import { trafficOf } from "../plan/traffic.ts";
import type { PerSlice, Work } from "../plan/work.ts";

const nouns = {
  uniform: "operation",
  slices: "operation",
  inputs: "input",
  sums: "reduction",
  states: "state",
} as const;

/** The parameters of a group, if there are several groups. */
export const groupLabel = ({ groups }: Pick<Plan, "groups">, group: number): string =>
  groups.length > 1 ? `${groups[group]!.tensors.map(({ path }) => path).join(", ")}: ` : "";

/** A piece of work: what the host computes by scope, or what a pass reads, writes and reduces. */
export function workText(work: Work, plan: Plan): string {
  const { kind, stage, host, pass, routine } = work;
  const place = `stage ${stage + 1}`;
  if (routine) return `${groupLabel(plan, routine.of.group)}${place}: ${routineText(routine.of, plan)}`;
  if (!pass)
    return `${kind === "states" ? "end" : place}, host: ${hostText(host, nouns[kind as keyof typeof nouns])}`;
  const { kernel, group } = pass.of;
  const { reads, writes, bytes } = trafficOf(kernel);
  const isCoded = plan.groups[group]!.half !== undefined;
  const others: Readonly<Record<string, string>> = isCoded
    ? { p: masterName(plan.states), [halfRole]: "p" }
    : {};
  const short = (role: string) =>
    plan.states.find((state) => state.role === role)?.name ?? others[role] ?? role;
  const listed = (verb: string, roles: readonly string[]) =>
    roles.length > 0 ? [`${verb} ${roles.map(short).join(" ")}`] : [];
  const reduced = repeated([...kernel.reductions, ...kernel.columnReductions].map(({ op }) => op));
  const does = [
    ...listed("reads", reads),
    ...listed("writes", writes),
    ...(reduced.length > 0 ? [`reduces by ${reduced.join(", ")}`] : []),
  ];
  return `${groupLabel(plan, group)}${place}: ${does.join(", ")}${bytes > 0 ? `: ${bytes} bytes a parameter` : ""}`;
}

/** A routine: how often it multiplies matrices, how many additions and multiplications that is, and its memory beside that of passes. */
function routineText({ group, rule, form, matrices, blocks }: Routine, plan: Plan): string {
  const { tensors, dtype } = plan.groups[group]!;
  const all = tensors.flatMap((tensor) => matricesOf(tensor, form));
  const bytesFor = (lives: string) =>
    all.map(({ sides }) =>
      matrices
        .filter((matrix) => matrix.lives === lives)
        .reduce((sum, { shape }) => sum + sides[shape[0]] * sides[shape[1]] * bytesOf[dtype], 0),
    );
  const kept = bytesFor("kept").reduce((sum, bytes) => sum + bytes, 0);
  const shared = Math.max(...bytesFor("shared"));
  const some = blocks.filter(({ condition }) => condition);
  const does = [
    ...stepsText(blocks.filter(({ condition }) => !condition)),
    ...(some.length > 0 ? [`in some steps also ${stepsText(some).join(", ")}`] : []),
  ];
  const many = `${tensors.length} tensor${tensors.length === 1 ? "" : "s"}`;
  const each = all.length > tensors.length ? `${all.length} matrices in ${many}` : many;
  return `${rule}: ${does.join(", ")} for each of ${each}; ${kept} bytes beside the parameters, ${shared} that tensors share`;
}

const stepWords: Readonly<Record<RoutineName, (count: string, plural: string) => string>> = {
  product: (count, s) => `${count} product${s} of matrices`,
  ownProduct: (count) => `${count} by half`,
  copy: (count, s) => `${count} transpose${s}`,
  eigh: (count, s) => `${count} eigendecomposition${s}`,
  qr: (count, s) => `${count} QR factorisation${s}`,
  inverseRoot: (count, s) => `${count} inverse root${s} by eigenvalues`,
  newtonRoot: (count, s) => `${count} inverse root${s} by products`,
  sorting: (count, s) => `${count} permutation${s}`,
  unitColumns: (count, s) => `${count} normalisation${s} of columns`,
  nonzero: (count, s) => `${count} choice${s} of what is not 0`,
  randomNormal: (count, s) => `${count} drawing${s} of random numbers`,
};

/** What blocks do with whole matrices: how often each. */
function stepsText(blocks: Routine["blocks"]): string[] {
  const isHalf = (step: RoutineStep) => step.kind === "product" && step.isSymmetric;
  const steps = blocks.flatMap(({ times, steps }) =>
    steps.map((step) => ({ kind: isHalf(step) ? "ownProduct" : step.kind, times })),
  );
  return (Object.keys(stepWords) as RoutineName[]).flatMap((name) => {
    const count = steps.reduce((sum, { kind, times }) => sum + (kind === name ? times : 0), 0);
    return count > 0 ? [stepWords[name](`${count}`, count === 1 ? "" : "s")] : [];
  });
}

/** Words, each once, with how often it came: `sum (3 times), max`. */
function repeated(words: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts].map(([word, count]) => (count > 1 ? `${word} (${count} times)` : word));
}

/** Numbers of things by scope: `3 operations a row, 1 a column`. */
function hostText(host: readonly PerSlice[], noun: string): string {
  return host
    .map(({ scope, count }, index) => {
      const what = index > 0 ? `${count}` : `${count} ${noun}${count === 1 ? "" : "s"}`;
      return `${what} ${scope === "uniform" ? "a step" : `a ${scope}`}`;
    })
    .join(", ");
}
