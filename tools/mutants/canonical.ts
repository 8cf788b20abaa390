/**
 * Whether two texts of a rule mean the same: they are compared as graphs in which values that are equal in exact arithmetic on
 * finite numbers (up to the sign of 0) are one node. Without reassociation, which changes rounding.
 */
import { Graph, type Node, topological } from "../../src/language/graph.ts";
import { type OperationName, operation } from "../../src/language/operations.ts";
import type { Line } from "../../src/language/parse.ts";
import { simplify } from "../../src/language/simplify.ts";
import { substitute } from "../../src/language/substitute.ts";
import type { Rule } from "../../src/rule/rule.ts";

type Assignment = Pick<Line, "target" | "value"> & Partial<Pick<Line, "block">>;

const commutative: readonly OperationName[] = ["add", "mul", "min", "max", "eq", "ne", "and", "or"];
const mirrored: Partial<Record<OperationName, OperationName>> = { gt: "lt", ge: "le" };

const reduces = (op: OperationName): string | undefined => operation(op).reduces?.[1];
const isEven = (op: OperationName): boolean => op === "abs" || reduces(op) === "sumSquares";
const isOdd = (op: OperationName): boolean => op === "sign" || reduces(op) === "sum";

/** A graph whose nodes are equal where their values are. */
export const canonicalGraph = (): Graph => new Graph(canonical);

/** What a rule computes: equal keys mean equal rules. All keys that are compared must be of one graph. */
export function keyOf(graph: Graph, rule: Rule): string {
  const { hyper, state, lines, evaluation, before, flush, declined, estimate, projection } = rule;
  const declared = [...Object.keys(hyper), ...Object.keys(state)];
  const resultsOf = (section: readonly Assignment[], results: readonly string[]): string => {
    const given = [...givenTo(section, declared), ...declared, "g", "p"];
    const names = new Map<string, Node>(given.map((name) => [name, graph.symbol(name)]));
    for (const { target, value, block } of section) {
      const made = substitute(
        graph,
        value,
        names,
        (call, arg) => graph.call(call.op, arg),
        (op, args) => graph.call(op, ...args),
      );
      // A line that is carried out now and then, or again, is another one than outside of its block.
      const inBlock = block && (block.condition || block.times > 1) && graph.symbol(block.head, "boolean");
      const before = names.get(target) ?? graph.symbol(`no ${target}`);
      names.set(target, inBlock ? graph.call("where", inBlock, made, before) : made);
    }
    return results.map((name) => names.get(name)?.id).join();
  };
  const kept = [...Object.keys(state), "u", "accept", "p"];
  const initials = Object.entries(state).map(([target, { value }]) =>
    resultsOf([{ target, value }], [target]),
  );
  return [
    resultsOf(lines, kept),
    resultsOf(evaluation ? [evaluation] : [], ["eval"]),
    resultsOf(before?.lines ?? [], kept),
    resultsOf(flush ?? [], kept),
    resultsOf(declined ?? [], kept),
    resultsOf(estimate ?? [], kept),
    resultsOf(projection ? [projection] : [], ["project"]),
    ...initials,
  ].join("; ");
}

/** Names that lines use and that come from outside. */
export function givenTo(lines: readonly Assignment[], declared: readonly string[]): string[] {
  const used = topological(lines.map(({ value }) => value));
  const names = used.flatMap((node) => (node.kind === "symbol" ? [node.name] : []));
  const targets = lines.map(({ target }) => target);
  return names.filter((name) => !declared.includes(name) && !targets.includes(name));
}

const negated = (node: Node): Node | undefined =>
  node.kind === "call" && node.op === "neg" ? node.args[0] : undefined;

const is = (node: Node, value: number): boolean => node.kind === "constant" && node.value === value;

/** t counts from 1. */
const isStep = (node: Node): boolean => node.kind === "symbol" && node.name === "t";

const isNotNegative = (node: Node): boolean =>
  node.kind === "call" && (isEven(node.op) || node.op === "sqrt");

/** Signs move outwards, arguments whose order does not matter are put in order. */
function canonical(graph: Graph, op: OperationName, args: readonly Node[]): Node | undefined {
  const simpler = simplify(graph, op, args);
  if (simpler) return simpler;
  const [a, b] = args as [Node, Node];
  const [minusA, minusB] = args.map(negated);
  const neg = (node: Node): Node => graph.call("neg", node);
  if (op in mirrored) return graph.call(mirrored[op]!, b, a);
  if (op === "le" && ((isStep(a) && is(b, 1)) || (isNotNegative(a) && is(b, 0))))
    return graph.call("eq", a, b);
  const isRootOrNegated = a.kind === "call" && (a.op === "sqrt" || a.op === "neg");
  if (op === "eq" && is(b, 0) && isRootOrNegated) return graph.call("eq", a.args[0]!, b);
  if (op === "mul" || op === "div") {
    if (minusA) return neg(graph.call(op, minusA, b));
    if (minusB) return neg(graph.call(op, a, minusB));
  }
  if (minusA && isEven(op)) return graph.call(op, minusA);
  if (minusA && isOdd(op)) return neg(graph.call(op, minusA));
  if (op === "sub" && minusB) return graph.call("add", a, minusB);
  if (op === "sub" && minusA) return neg(graph.call("add", minusA, b));
  if (op === "sub" && a.id > b.id) return neg(graph.call("sub", b, a));
  if (op === "add" && minusB) return graph.call("sub", a, minusB);
  if (op === "add" && minusA) return graph.call("sub", b, minusA);
  if (commutative.includes(op) && a.id > b.id) return graph.call(op, b, a);
  return undefined;
}
