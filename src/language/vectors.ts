/** Which parts of an expression are vectors, where some of its names are. */
import { type Node, walk } from "./graph.ts";
import { operation } from "./operations.ts";

/** Whether nodes are vectors: they contain the name of one that no reduction has made a number. */
export function vectorTest(vectors: ReadonlySet<string>): (node: Node) => boolean {
  const known = new Map<Node, boolean>();
  const isVector = (node: Node): boolean =>
    node.kind === "symbol"
      ? vectors.has(node.name)
      : node.kind === "call" && !operation(node.op).reduces && node.args.some((arg) => known.get(arg));
  return (root) => {
    walk(
      [root],
      (node) => known.has(node),
      (node) => known.set(node, isVector(node)),
    );
    return known.get(root)!;
  };
}
