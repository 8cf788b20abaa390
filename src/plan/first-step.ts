/** Rules that begin states of rows in the first step of all, instead of with a value: rows that come later would never begin. */
import { type Node, topological } from "../language/graph.ts";
import { isStep } from "./counts.ts";
import type { Plan } from "./plan.ts";
import { countInRow } from "./slices.ts";
import { entriesOf } from "./stages.ts";

const isFirst = (node: Node): boolean => {
  if (node.kind !== "call" || node.op !== "eq") return false;
  const [step, one] = node.args;
  return step!.kind === "symbol" && isStep(step!) && one!.kind === "constant" && one!.value === 1;
};

const hasFirst = (nodes: readonly Node[]): boolean => topological(nodes).some(isFirst);

/** The name of such a rule among those of a group; undefined if there is none. */
export function firstStepRule({ groups, phases }: Plan, group: number): string | undefined {
  const { links, tensors } = groups[group]!;
  const stages = entriesOf(phases).flatMap(([, phase]) => phase.stages);
  const isRead = stages.some(
    ({ passes, host }) =>
      passes.some((pass) => pass.group === group && hasFirst(pass.inputs.uniform)) ||
      host.slices.some(
        (work) =>
          work.group === group &&
          tensors.some((tensor) => countInRow(work.scope, tensor) > 0) &&
          hasFirst(work.nodes),
      ),
  );
  if (!isRead) return undefined;
  const found = links.find(({ instance: { rule } }) => {
    const lines = [...rule.lines, ...(rule.before?.lines ?? [])].map(({ value }) => value);
    return hasFirst(lines) || Object.values(rule.state).some(({ names }) => names.has("g"));
  });
  return (found ?? links[0]!).instance.rule.name;
}
