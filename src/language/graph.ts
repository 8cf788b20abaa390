/**
 * Expressions as an interned, immutable graph: equal expressions of one graph are one node, so that a value
 * is computed once however often it is written. Holds no values and is the same for every target.
 */
import { type OperationName, operation, type ValueType } from "./operations.ts";

/** A literal of the text, or the outcome of folding. */
export interface Constant {
  readonly kind: "constant";
  readonly id: number;
  readonly value: number;
}

/** A value given from outside: parameter, gradient, state, hyperparameter, step, result of a reduction. */
export interface Name {
  readonly kind: "symbol";
  readonly id: number;
  readonly name: string;
  readonly type: ValueType;
}

/** An operation on other nodes. */
export interface Call {
  readonly kind: "call";
  readonly id: number;
  readonly op: OperationName;
  readonly args: readonly Node[];
  /** Where it is not what the operation gives: an operation of numbers gives a matrix if it takes one. */
  readonly type?: "matrix";
}

/** An expression. */
export type Node = Constant | Name | Call;

/** Returns a simpler node that always has the same value, or nothing. */
export type Rewrite = (graph: Graph, op: OperationName, args: readonly Node[]) => Node | undefined;

/** Type of the value of a node. */
export const typeOf = (node: Node): ValueType =>
  node.kind === "call"
    ? (node.type ?? operation(node.op).gives)
    : node.kind === "symbol"
      ? node.type
      : "number";

const isMatrix = (node: Node): boolean => node.kind !== "constant" && node.type === "matrix";

/** Whether an operation with a sign works on the elements of matrices: a text writes its sign with a dot then. */
export function isDotted({ op, args }: Call): boolean {
  const matrices = args.filter(isMatrix).length;
  if (matrices === 0) return false;
  if (op === "mul") return matrices === 2;
  if (op === "div") return isMatrix(args[1]!);
  return op === "pow" || ((op === "add" || op === "sub") && matrices === 1);
}

/** Makes nodes; the ids of a graph's nodes count up, arguments before their calls. */
export class Graph {
  readonly #nodes = new Map<string, Node>();
  readonly #rewrite: Rewrite | undefined;

  constructor(rewrite?: Rewrite) {
    this.#rewrite = rewrite;
  }

  #intern<N extends Node>(key: string, make: (id: number) => N): N {
    let node = this.#nodes.get(key) as N | undefined;
    if (!node) {
      node = make(this.#nodes.size);
      this.#nodes.set(key, node);
    }
    return node;
  }

  constant(value: number): Constant {
    const key = Object.is(value, -0) ? "-0" : String(value);
    return this.#intern(key, (id) => ({ kind: "constant", id, value }));
  }

  symbol(name: string, type: ValueType = "number"): Name {
    return this.#intern(`$${name}`, (id) => ({ kind: "symbol", id, name, type }));
  }

  call(op: OperationName, ...args: readonly Node[]): Node {
    const simpler = this.#rewrite?.(this, op, args);
    if (simpler) return simpler;
    const key = `${op}(${args.map((arg) => arg.id).join()})`;
    const isOfMatrices = args.some(isMatrix) && !operation(op).reduces;
    return this.#intern(key, (id) =>
      isOfMatrices ? { kind: "call", id, op, args, type: "matrix" } : { kind: "call", id, op, args },
    );
  }
}

/** The arguments of a node. */
export const argumentsOf = (node: Node): readonly Node[] => (node.kind === "call" ? node.args : []);

/**
 * Walks down from the roots and calls `leave` for each node once, after everything below it. It uses an explicit stack:
 * expressions may be deeper than the engine's stack.
 *
 * @param isDone - whether a node has been left already; `leave` makes it so.
 * @param below - what must be left before a node.
 */
export function walk(
  roots: Iterable<Node>,
  isDone: (node: Node) => boolean,
  leave: (node: Node, below: readonly Node[]) => void,
  below: (node: Node) => readonly Node[] = argumentsOf,
): void {
  const path: { node: Node; below: readonly Node[]; next: number }[] = [];
  const enter = (node: Node): void => {
    if (!isDone(node)) path.push({ node, below: below(node), next: 0 });
  };
  for (const root of roots) {
    enter(root);
    for (let last = path.at(-1); last; last = path.at(-1)) {
      if (last.next < last.below.length) enter(last.below[last.next++]!);
      else {
        path.pop();
        leave(last.node, last.below);
      }
    }
  }
}

/** All nodes below the given ones and these themselves, each once, arguments before their calls. */
export function topological(roots: Iterable<Node>): Node[] {
  const order = new Set<Node>();
  walk(
    roots,
    (node) => order.has(node),
    (node) => order.add(node),
  );
  return [...order];
}
