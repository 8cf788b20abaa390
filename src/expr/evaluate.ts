/**
 * The definition: an expression's value in float64, one element at a time, simple enough to trust. Every
 * target is measured against it. Slow, and meant to be.
 */
import type { Call, Node } from "./graph.ts";
import { operation } from "./operations.ts";

/**
 * The value of a node.
 *
 * @param lookup - values of the symbols, by name.
 * @param reduce - values of reductions, which need more than one element.
 * @example
 * const { graph, lines } = parse("sum", "u = 2*g + p", ["g", "p"]);
 * evaluate(lines[0].value, (name) => ({ g: 3, p: 1 })[name]) // 7
 */
export function evaluate(
  node: Node,
  lookup: (name: string) => number,
  reduce: (call: Call) => number = ({ op }) => {
    throw new TypeError(`${op} is a reduction and cannot stand here`);
  },
): number {
  if (node.kind === "constant") return node.value;
  if (node.kind === "symbol") return lookup(node.name);
  const { evaluate: meaning } = operation(node.op);
  if (!meaning) return reduce(node);
  const args = node.args.map((arg) => evaluate(arg, lookup, reduce));
  return meaning(...(args as [number, number, number]));
}
