/**
 * The definition: an expression's value in float64, one element at a time, simple enough to trust, and slow. Every target is
 * tested against it.
 */
import { argumentsOf, type Call, type Node, walk } from "./graph.ts";
import { type OperationName, operation } from "./operations.ts";

/** What an operation means: a function of its arguments, in float64. */
export type Meaning = (a: number, b: number, c: number) => number;

/**
 * The meaning of an operation, for devices; undefined for reductions and random numbers, which need more than their arguments.
 *
 * @example
 * meaningOf("max")?.(1, 2, 0) // 2
 */
export const meaningOf = (op: OperationName): Meaning | undefined => operation(op).evaluate;

/**
 * The meaning of an operation that also depends on the index of an element in its tensor, which comes first; undefined for any other.
 *
 * @example
 * meaningAt("random")?.(0, 1, 2, 0) // 0.1464671492576599
 */
export const meaningAt = (
  op: OperationName,
): ((element: number, ...args: Parameters<Meaning>) => number) | undefined => operation(op).evaluateAt;

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
  const values = new Map<Node, number>();
  const meaning = (of: Node) => (of.kind === "call" ? meaningOf(of.op) : undefined);
  const valueAt = (of: Node): number => {
    if (of.kind === "constant") return of.value;
    if (of.kind === "symbol") return lookup(of.name);
    const args = of.args.map((arg) => values.get(arg)!);
    return meaning(of)?.(...(args as [number, number, number])) ?? reduce(of);
  };
  walk(
    [node],
    (of) => values.has(of),
    (of) => values.set(of, valueAt(of)),
    (of) => (meaning(of) ? argumentsOf(of) : []),
  );
  return values.get(node)!;
}
