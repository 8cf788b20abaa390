/** Copies an expression from one graph into another, with its symbols replaced. */
import { type Call, type Graph, type Node, topological } from "./graph.ts";
import { operation } from "./operations.ts";

/**
 * The expression in `graph`.
 *
 * @param names - what stands for each symbol, by name.
 * @param reduce - what stands for a reduction of the given argument.
 * @throws TypeError for a reduction where none is expected.
 */
export function substitute(
  graph: Graph,
  root: Node,
  names: ReadonlyMap<string, Node>,
  reduce: (call: Call, arg: Node) => Node = ({ op }) => {
    throw new TypeError(`${op} is a reduction and cannot stand here`);
  },
): Node {
  const replaced = new Map<Node, Node>();
  for (const node of topological([root])) {
    if (node.kind === "constant") replaced.set(node, graph.constant(node.value));
    else if (node.kind === "symbol") replaced.set(node, names.get(node.name)!);
    else {
      const args = node.args.map((arg) => replaced.get(arg)!);
      const isReduction = operation(node.op).reduces !== undefined;
      replaced.set(node, isReduction ? reduce(node, args[0]!) : graph.call(node.op, ...args));
    }
  }
  return replaced.get(root)!;
}
