/** Copies an expression from one graph into another, with its symbols replaced. */
import { type Call, type Graph, type Node, topological } from "./graph.ts";
import { type OperationName, operation } from "./operations.ts";

/** Operations whose meaning depends on the bounds of a parameter and on its type of elements. */
export type Bounding = "project" | "outside" | "roundUp" | "roundDown";

const isBounding = (op: OperationName): op is Bounding =>
  op === "project" || op === "outside" || op === "roundUp" || op === "roundDown";

/** What stands for such an operation. */
export type Bound = (op: Bounding, args: readonly Node[]) => Node;

/**
 * The expression in `graph`.
 *
 * @param names - what stands for each symbol, by name.
 * @param reduce - what stands for a reduction of the given argument.
 * @param bound - what stands for `project` and `outside`; without it nothing has bounds.
 * @throws TypeError for a reduction where none is expected.
 */
export function substitute(
  graph: Graph,
  root: Node,
  names: ReadonlyMap<string, Node>,
  reduce: (call: Call, arg: Node) => Node = ({ op }) => {
    throw new TypeError(`${op} is a reduction and cannot stand here`);
  },
  bound: Bound = (op, args) => (op === "outside" ? graph.constant(0) : args[0]!),
): Node {
  const replaced = new Map<Node, Node>();
  for (const node of topological([root])) {
    if (node.kind === "constant") replaced.set(node, graph.constant(node.value));
    else if (node.kind === "symbol") replaced.set(node, names.get(node.name)!);
    else {
      const args = node.args.map((arg) => replaced.get(arg)!);
      const { op } = node;
      if (isBounding(op)) replaced.set(node, bound(op, args));
      else replaced.set(node, operation(op).reduces ? reduce(node, args[0]!) : graph.call(op, ...args));
    }
  }
  return replaced.get(root)!;
}
