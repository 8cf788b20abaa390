/**
 * Hyperparameters that guard against a division by 0: they are added to a value or are its lower limit. Those called eps are
 * guards; others are found in the expressions, in users' rules too.
 */
import type { DType } from "../language/dtype.ts";
import { type Node, topological } from "../language/graph.ts";
import type { Expansion } from "./expand.ts";
import type { Group } from "./groups.ts";
import type { Uniformity } from "./uniformity.ts";

/** The smallest numbers above 0 of types with a smaller range than float64. */
const smallest: Readonly<Partial<Record<DType, number>>> = { float32: 2 ** -149 };

/** The smallest value above 0 that guards may have, by symbol: the smallest number of their parameters' type. */
export function guardsOf(expansion: Expansion, { scopeOf }: Uniformity): ReadonlyMap<Node, number> {
  const hypers = new Set<Node>(expansion.hypers.map(({ symbol }) => symbol));
  const reduced = new Set(expansion.phases.flatMap(({ reductions }) => [...reductions.bySymbol.keys()]));
  /** Whether a value depends on gradients or parameters, and so may happen to be 0. */
  const isFound = (node: Node) =>
    scopeOf(node) !== "uniform" || topological([node]).some((part) => reduced.has(part));
  /** The hyperparameter that a guard is, or is a multiple of. */
  const guarding = (node: Node): Node | undefined => {
    if (hypers.has(node)) return node;
    const [a, b] = node.kind === "call" && node.op === "mul" ? node.args : [];
    return a?.kind === "constant" ? guarding(b!) : b?.kind === "constant" ? guarding(a!) : undefined;
  };
  const found = new Map<Node, number>();
  for (const group of expansion.groups) {
    const least = smallest[group.dtype];
    if (least === undefined) continue;
    for (const { link, name, symbol } of expansion.hypers)
      if (name.startsWith("eps") && group.links.some(({ key }) => key === link.key)) found.set(symbol, least);
    for (const node of topological(rootsOf(expansion, group))) {
      if (node.kind !== "call" || (node.op !== "add" && node.op !== "max")) continue;
      for (const [index, arg] of node.args.entries()) {
        const hyper = guarding(arg);
        if (hyper && isFound(node.args[1 - index]!)) found.set(hyper, least);
      }
    }
    for (const { link, name, groups, symbol } of expansion.states) {
      const { value } = link.instance.rule.state[name]!;
      if (value.kind !== "symbol" || scopeOf(symbol) === "uniform" || !groups.includes(group)) continue;
      const hyper = expansion.hypers.find(
        (other) => other.link.key === link.key && other.name === value.name,
      );
      if (hyper) found.set(hyper.symbol, least);
    }
  }
  return found;
}

/** All that is computed for a group. */
const rootsOf = ({ phases }: Expansion, group: Group): Node[] =>
  phases.flatMap(({ next, params, updates, reductions }) => [
    ...[
      ...next.values(),
      params,
      updates,
      ...[...reductions.bySymbol.values()].map(({ args }) => args),
    ].flatMap((byGroup) => byGroup.get(group) ?? []),
  ]);
