/**
 * The derivative of an expression with respect to a name, as an expression: the derivatives of operations multiplied along each
 * way from the value down to the name (reverse mode), and added up. A way through `where`, `max` or `min` carries its
 * condition, so that a branch that is not taken contributes nothing, not even NaN.
 *
 * A value that is one number is differentiated with respect to a number, or to each element of a vector: its gradient. A value
 * that is a vector is differentiated element by element; then no reduction may contain the name.
 */
import { Algebra, isZero } from "./algebra.ts";
import { assemble, both, type Guard, merge, type Part } from "./branches.ts";
import { DerivativeError } from "./derivative-error.ts";
import { argumentsOf, type Call, type Graph, type Node, topological } from "./graph.ts";
import { operation } from "./operations.ts";
import { partials } from "./partials.ts";
import { vectorTest } from "./vectors.ts";

/**
 * The derivative of a node with respect to a name; a node of the same graph.
 *
 * @param vectors - names that stand for vectors; all others stand for one number each.
 * @throws DerivativeError where an operation on the way has no derivative.
 * @example
 * const { graph, lines } = parse("cube", "u = x^3", ["x"]);
 * toText(differentiate(graph, lines[0].value, "x")) // "3*x^2"
 */
export function differentiate(
  graph: Graph,
  root: Node,
  name: string,
  vectors: ReadonlySet<string> = new Set(),
): Node {
  const algebra = new Algebra(graph);
  const isVector = vectorTest(vectors);
  const value = withPlainSizes(graph, root, vectors);
  const isGradient = !isVector(value);
  const order = topological([value]);
  const { depends, leaves } = survey(order, name);

  /** A part of a vector's derivative that concerns a number: added up over the elements. */
  const addedUp = (part: Part): Part => {
    const isUniform = ({ condition }: Guard): boolean => !isVector(condition);
    const own = { ...part, guards: part.guards.filter((guard) => !isUniform(guard)) };
    const inner = algebra.split(assemble(algebra, [own]), (factor) => !isVector(factor));
    const sum = inner.second ? graph.call("sum", inner.second) : graph.call("size", symbolOf(graph, vectors));
    return { ...part, guards: part.guards.filter(isUniform), value: algebra.product([inner.first, sum]) };
  };

  /** What a call's parts contribute to its argument at an index. */
  const contributions = (call: Call, index: number, parts: readonly Part[]): Part[] => {
    const arg = call.args[index]!;
    const { reduces } = operation(call.op);
    const before = call.args.slice(0, index).reduce((sum, other) => sum + leaves.get(other)!, 0);
    const isSpread = isGradient && !isVector(arg) && (reduces !== undefined || isVector(call));
    const found: Part[] = [];
    for (const partial of partials(algebra, call, index)) {
      if (isZero(partial.value)) continue;
      if (reduces && !isGradient) throw new DerivativeError(call.op, whyNot(name));
      for (const part of parts) {
        const guards = both(part.guards, partial.guards);
        if (!guards) continue;
        const value = algebra.product([part.value, partial.value]);
        const product = { guards, value, at: part.at + before };
        found.push(isSpread ? addedUp(product) : product);
      }
    }
    return found;
  };

  const arriving = new Map<Node, Part[]>([[value, [{ guards: [], value: algebra.number(1), at: 0 }]]]);
  for (const node of order.reverse()) {
    const parts = depends.has(node) && arriving.get(node);
    if (!parts || parts.length === 0) continue;
    const merged = merge(algebra, parts);
    if (node.kind === "symbol") return assemble(algebra, merged);
    for (const [index, arg] of argumentsOf(node).entries()) {
      if (!depends.has(arg)) continue;
      const found = arriving.get(arg) ?? [];
      arriving.set(arg, found);
      for (const part of contributions(node as Call, index, merged)) found.push(part);
    }
  }
  return algebra.number(0);
}

/** Which nodes depend on a name, and how many names and numbers stand in the text of each. */
function survey(
  order: readonly Node[],
  name: string,
): { depends: ReadonlySet<Node>; leaves: ReadonlyMap<Node, number> } {
  const depends = new Set<Node>();
  const leaves = new Map<Node, number>();
  for (const node of order) {
    const args = argumentsOf(node);
    const isName = node.kind === "symbol" && node.name === name;
    if (isName || args.some((arg) => depends.has(arg))) depends.add(node);
    leaves.set(
      node,
      Math.max(
        1,
        args.reduce((sum, arg) => sum + leaves.get(arg)!, 0),
      ),
    );
  }
  return { depends, leaves };
}

/** The same with the size of a name for every size: all vectors of an expression have one length. */
function withPlainSizes(graph: Graph, root: Node, vectors: ReadonlySet<string>): Node {
  const copies = new Map<Node, Node>();
  for (const node of topological([root])) {
    if (node.kind !== "call") copies.set(node, node);
    else if (node.op === "size" && vectors.size)
      copies.set(node, graph.call("size", symbolOf(graph, vectors)));
    else copies.set(node, graph.call(node.op, ...node.args.map((arg) => copies.get(arg)!)));
  }
  return copies.get(root)!;
}

const symbolOf = (graph: Graph, vectors: ReadonlySet<string>): Node => graph.symbol([...vectors][0]!);

const whyNot = (name: string): string =>
  `the value is a vector, and each of its elements depends on all of "${name}"; reduce it to a number first, as in sum(...)`;
