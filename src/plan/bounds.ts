/**
 * Bounds of parameters: what `project` and `outside` mean for the tensors of a group, by the rule of its chain that has
 * bounds. Without one, every point is its own projection and nothing is outside.
 */
import { type Call, type Graph, type Node, topological } from "../language/graph.ts";
import { type Extent, operation } from "../language/operations.ts";
import { type Bound, substitute } from "../language/substitute.ts";
import type { Rule } from "../rule/rule.ts";
import type { Group, Link } from "./groups.ts";

/** The link of a group that has bounds, if there is one. */
export const boundingLink = ({ links }: Pick<Group, "links">): Link | undefined =>
  links.find(({ instance }) => instance.rule.projection);

/** Whether a rule's projection looks at more than one element, at a norm; over this extent, where one is given. */
export const reducesBounds = (rule: Rule | undefined, over?: Extent): boolean =>
  topological(rule?.projection ? [rule.projection.value] : []).some((node) => {
    const reduction = node.kind === "call" ? operation(node.op).reduces : undefined;
    return reduction !== undefined && (over === undefined || reduction[0] === over);
  });

/** Whether a group's parameters have bounds one by one. */
export function hasBox(group: Pick<Group, "links">): boolean {
  const link = boundingLink(group);
  return link !== undefined && !reducesBounds(link.instance.rule);
}

/** The symbol for a reduction in the projection of a point. */
export type ReduceBounds = (link: Link, call: Call, arg: Node, point: Node) => Node;

/** What `project` and `outside` mean in the rules of a group. */
export function boundOf(graph: Graph, group: Pick<Group, "links" | "dtype">, reduce: ReduceBounds): Bound {
  const link = boundingLink(group);
  const bound: Bound = (op, args) => {
    const point = args[0]!;
    // Float64 holds a bound exactly.
    if (op === "roundUp" || op === "roundDown")
      return group.dtype === "float32" ? graph.call(op, ...args) : point;
    if (!link) return op === "project" ? point : graph.constant(0);
    const { projection, hyper, state } = link.instance.rule;
    const own = [...Object.keys(hyper), ...Object.keys(state)];
    const names = new Map<string, Node>(own.map((name) => [name, graph.symbol(`${link.key}.${name}`)]));
    const projected = substitute(
      graph,
      projection!.value,
      names.set("x", point),
      (call, arg) => reduce(link, call, arg, point),
      bound,
    );
    return op === "project" ? projected : graph.call("ne", projected, point);
  };
  return bound;
}
