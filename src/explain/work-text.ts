/** Pieces of work in words: a line each, in `explain` and in `profile`. */
import { halfRole } from "../plan/halves.ts";
import { masterName } from "../plan/masters.ts";
import type { Plan } from "../plan/plan.ts";
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
  const { kind, stage, host, pass } = work;
  const place = `stage ${stage + 1}`;
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
