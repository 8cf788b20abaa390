/** Parts of the planner that not all optimizers need: which there are, and who needs which. Loaded when needed. */
import { type Node, topological } from "../expr/graph.ts";
import { operation } from "../expr/operations.ts";
import { isMultiplied } from "../expr/simplify.ts";
import type { Rule } from "../rule/rule.ts";
import type { Group } from "./groups.ts";

/** What these modules export, of those that are there. */
export type Parts = Partial<
  typeof import("./lower.ts") &
    typeof import("./measure.ts") &
    typeof import("./reductions.ts") &
    typeof import("./restrictions.ts") &
    typeof import("./tables.ts")
>;

/** Loads the parts that a plan for these groups needs; `measured` where the step is to be measured. */
export async function partsFor(groups: readonly Group[], measured = false): Promise<Parts> {
  const rules = groups.flatMap(({ links }) => links.map(({ instance }) => instance.rule));
  // Several groups may give a state different values: then each tensor has its own.
  const slices = measured || groups.length > 1 || rules.some(reduces);
  const [lowering, reductions, tables, measuring, restrictions] = await Promise.all([
    rules.some(needsLowering) && import("./lower.ts"),
    slices && import("./reductions.ts"),
    slices && import("./tables.ts"),
    measured && import("./measure.ts"),
    rules.some(isRestricted) && import("./restrictions.ts"),
  ]);
  return { ...lowering, ...reductions, ...tables, ...measuring, ...restrictions };
}

/** All that a rule asks of a plan. */
const nodesOf = ({ lines, before, state }: Rule): Node[] =>
  topological([...lines, ...(before?.lines ?? []), ...Object.values(state)].map(({ value }) => value));

const reduces = (rule: Rule): boolean =>
  nodesOf(rule).some((node) => node.kind === "call" && operation(node.op).reduces);

const isRestricted = ({ before, lines }: Rule): boolean =>
  before !== undefined || lines.some(({ target }) => target === "accept");

/** Whether a rule has an operation, beyond uniform terms, that no target has and that `lower` must write with others. */
export function needsLowering(rule: Rule): boolean {
  const isUniform = (node: Node) =>
    topological([node]).every(
      (part) => part.kind !== "symbol" || part.name === "t" || part.name in rule.hyper,
    );
  return nodesOf(rule).some((node) => {
    if (node.kind !== "call") return false;
    const { op, args } = node;
    const { wasm, reduces: reduced } = operation(op);
    return !wasm && !reduced && !(op === "pow" && isMultiplied(args[1]!)) && !isUniform(node);
  });
}
