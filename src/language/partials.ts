/** The derivative of one call with respect to one of its arguments: a text of the table, with the call's own arguments. */
import type { Algebra } from "./algebra.ts";
import type { Guard, Part } from "./branches.ts";
import { DerivativeError } from "./derivative-error.ts";
import { functionNames } from "./functions.ts";
import { type Call, Graph, type Node, topological } from "./graph.ts";
import { type OperationName, operation } from "./operations.ts";
import { parseExpression } from "./parse-expression.ts";
import { RuleSyntaxError } from "./syntax-error.ts";
import { tokenize } from "./tokens.ts";

const names = ["x", "y", "z"];

/** Texts of the table that have been read. */
const templates = /* @__PURE__ */ new Map<string, Node>();

/** A text of the table as a node: x, y, z have the types of the arguments, w that of the result. */
function template(op: OperationName, text: string): Node {
  const key = `${op}: ${text}`;
  const node = templates.get(key) ?? parse(op, text);
  templates.set(key, node);
  return node;
}

function parse(op: OperationName, text: string): Node {
  const { takes, gives } = operation(op);
  const graph = new Graph();
  const fail = (problem: string, at: number): never => {
    throw new RuleSyntaxError(`derivative of ${op}`, problem, text, at);
  };
  const symbol = ({ text: name }: { text: string }) =>
    graph.symbol(name, name === "w" ? gives : takes[names.indexOf(name)]);
  const functions = () => functionNames(true);
  const surroundings = { graph, internal: true, functions, fail, symbol, checkCall: () => {} };
  return parseExpression(tokenize(text, 0, fail), 0, surroundings).node;
}

/** What is multiplied where guards hold. */
export type Partial = Omit<Part, "at">;

/**
 * The parts of the derivative of a call with respect to its argument at an index.
 *
 * @throws DerivativeError where the operation has none.
 */
export function partials(algebra: Algebra, call: Call, index: number): Partial[] {
  const row = operation(call.op).derivative;
  if ("refused" in row) throw new DerivativeError(call.op, row.refused);
  const root = template(call.op, row[index]!);
  const found = new Map<Node, Node>();
  for (const node of topological([root])) found.set(node, instance(algebra, call, node, found));
  const parts: Partial[] = [];
  const collect = (node: Node, guards: readonly Guard[]): void => {
    if (node.kind !== "call" || node.op !== "where") {
      parts.push({ guards, value: found.get(node)! });
      return;
    }
    const [condition, a, b] = node.args as [Node, Node, Node];
    const guard = found.get(condition)!;
    collect(a, [...guards, { condition: guard, holds: true }]);
    collect(b, [...guards, { condition: guard, holds: false }]);
  };
  collect(root, []);
  return parts;
}

/** What stands for a node of a text. */
function instance(algebra: Algebra, call: Call, node: Node, found: ReadonlyMap<Node, Node>): Node {
  if (node.kind === "constant") return algebra.number(node.value);
  if (node.kind === "symbol") return node.name === "w" ? call : call.args[names.indexOf(node.name)]!;
  return algebra.call(
    node.op,
    node.args.map((arg) => found.get(arg)!),
  );
}
