/**
 * Rewrites that keep every value, to the last bit, the sign of zero and NaN included. So there is no
 * x * 0 -> 0, no x + 0 -> x (it turns -0 into 0) and no reassociation.
 */
import type { Constant, Graph, Node } from "./graph.ts";
import { type OperationName, operation } from "./operations.ts";

const is = (node: Node, value: number): boolean => node.kind === "constant" && Object.is(node.value, value);

/** The simpler node of equal value, if there is one. */
export function simplify(graph: Graph, op: OperationName, args: readonly Node[]): Node | undefined {
  const [a, b, c] = args as [Node, Node, Node];
  const { evaluate, gives } = operation(op);
  const values = args.map((arg) => (arg.kind === "constant" ? arg.value : undefined));
  if (evaluate && gives === "number" && values.every((value) => value !== undefined)) {
    return graph.constant(evaluate(...(values as [number, number, number])));
  }
  switch (op) {
    case "mul":
      return is(a, 1) ? b : is(b, 1) ? a : undefined;
    case "div":
      return is(b, 1) ? a : undefined;
    case "pow":
      return isMultiplied(b) ? repeatedMultiplication(graph, a, b.value) : undefined;
    case "sub":
      return is(b, 0) ? a : undefined;
    case "neg":
      return a.kind === "call" && a.op === "neg" ? a.args[0] : undefined;
    case "where":
      if (a.kind === "constant") return a.value ? b : c;
      return b === c ? b : undefined;
    default:
      return undefined;
  }
}

/** Whether an exponent is a whole number small enough for repeated multiplication. */
export const isMultiplied = (exponent: Node): exponent is Constant =>
  exponent.kind === "constant" && Number.isInteger(exponent.value) && Math.abs(exponent.value) <= 64;

/**
 * x^n for a whole n as repeated multiplication, by squaring: ((x*x)*x) for 3. Every target and the definition
 * multiply in this same order.
 */
function repeatedMultiplication(graph: Graph, base: Node, exponent: number): Node {
  if (exponent < 0) {
    return repeatedMultiplication(graph, graph.call("div", graph.constant(1), base), -exponent);
  }
  if (exponent === 0) return graph.constant(1);
  if (exponent === 1) return base;
  const half = repeatedMultiplication(graph, base, Math.floor(exponent / 2));
  const square = graph.call("mul", half, half);
  return exponent % 2 ? graph.call("mul", square, base) : square;
}
