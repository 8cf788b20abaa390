/**
 * Plausible mistakes in one expression: every expression that differs from a given one at a single place, as if it
 * was copied wrongly from a paper. Lines and states are changes.ts's.
 */
import { type Call, type Graph, type Node, typeOf } from "../../src/language/graph.ts";
import { type OperationName, operation, operations } from "../../src/language/operations.ts";

/** What kind of mistake it is. */
export type Kind =
  | "sign"
  | "operator"
  | "operand"
  | "constant"
  | "step"
  | "correction"
  | "eps"
  | "term"
  | "function"
  | "reduction"
  | "state"
  | "order"
  | "initial";

/** An expression with a mistake. */
export interface Variant {
  readonly kind: Kind;
  readonly node: Node;
}

/** Operations that are taken for each other. */
const confused: Partial<Record<OperationName, readonly [Kind, ...OperationName[]]>> = {
  add: ["sign", "sub"],
  sub: ["sign", "add"],
  mul: ["operator", "div"],
  div: ["operator", "mul"],
  min: ["operator", "max"],
  max: ["operator", "min"],
  lt: ["operator", "le", "gt", "ge"],
  le: ["operator", "lt", "gt", "ge"],
  gt: ["operator", "ge", "lt", "le"],
  ge: ["operator", "gt", "lt", "le"],
  eq: ["operator", "ne", "le", "ge"],
  ne: ["operator", "eq", "lt", "gt"],
  and: ["operator", "or"],
  or: ["operator", "and"],
};

/** Other reductions of the same elements, and the same reduction of others. */
function otherReductions(op: OperationName): OperationName[] {
  const [over, by] = operation(op).reduces ?? [];
  return (Object.keys(operations) as OperationName[]).filter((other) => {
    const [otherOver, otherBy] = operation(other).reduces ?? [];
    const isSameOfOthers = by === otherBy || (over === otherOver && !isCount(op) && !isCount(other));
    return other !== op && over && otherOver && isSameOfOthers;
  });
}

/** Operations whose result is as plausible as one of their arguments is. */
const dropped = {
  term: ["add", "sub", "mul", "div", "min", "max", "and", "or", "where"],
  function: ["pow", "sqrt", "abs", "sign", "floor", "exp", "log", "not"],
} as const satisfies Partial<Record<Kind, readonly OperationName[]>>;

const swapped: readonly OperationName[] = ["sub", "div", "pow"];

/** Every expression that differs from `root` at one place. `names` may stand for each other, if of one type. */
export function* variants(graph: Graph, root: Node, names: readonly Node[]): Generator<Variant> {
  for (const variant of variantsHere(graph, root, names)) {
    yield isCorrection(root) && variant.kind !== "step" ? { ...variant, kind: "correction" } : variant;
  }
  if (root.kind !== "call" || isCount(root.op)) return;
  for (const [index, arg] of root.args.entries()) {
    for (const { kind, node } of variants(graph, arg, names)) {
      const isCorrected = isCorrection(root) && kind !== "step";
      yield {
        kind: isCorrected ? "correction" : kind,
        node: graph.call(root.op, ...root.args.with(index, node)),
      };
    }
  }
}

function* variantsHere(graph: Graph, node: Node, names: readonly Node[]): Generator<Variant> {
  if (node.kind === "symbol") {
    if (node.name === "t") {
      for (const op of ["sub", "add"] as const)
        yield { kind: "step", node: graph.call(op, node, graph.constant(1)) };
    }
    const kind = isEps(node) ? "eps" : "operand";
    for (const name of names) if (name !== node && typeOf(name) === typeOf(node)) yield { kind, node: name };
    return;
  }
  if (node.kind === "constant") {
    const values = new Set([node.value + 1, 2 * node.value, 0]);
    values.delete(node.value);
    for (const value of values) yield { kind: "constant", node: graph.constant(value) };
    return;
  }
  yield* variantsOfCall(graph, node);
}

function* variantsOfCall(graph: Graph, node: Call): Generator<Variant> {
  const { op, args } = node;
  const [a, b, c] = args as [Node, Node, Node];
  const isDivisionByCorrection = op === "div" && contains(b, isCorrection);
  const kindOf = (kind: Kind): Kind => (isDivisionByCorrection ? "correction" : kind);
  const [kind, ...others] = confused[op] ?? ["operator"];
  for (const other of others) yield { kind: kindOf(kind), node: graph.call(other, ...args) };
  for (const other of otherReductions(op)) yield { kind: "reduction", node: graph.call(other, ...args) };
  if (op === "neg") yield { kind: "sign", node: a };
  if (swapped.includes(op)) yield { kind: "operand", node: graph.call(op, b, a) };
  if (op === "where") yield { kind: "operand", node: graph.call(op, a, c, b) };
  if (operation(op).reduces && !isCount(op)) yield { kind: "reduction", node: a };
  if (includes(dropped.function, op)) yield { kind: "function", node: a };
  if (includes(dropped.term, op)) {
    for (const [index, arg] of args.entries()) {
      // A condition is not a value; a quotient without its dividend is not a plausible slip.
      if (typeOf(arg) !== typeOf(node) || (op === "div" && index === 1)) continue;
      const isEpsLost = op === "add" && isEps(args[1 - index]!);
      const rest = op === "sub" && index === 1 ? graph.call("neg", arg) : arg;
      yield { kind: isEpsLost ? "eps" : kindOf("term"), node: rest };
    }
  }
  yield* epsMoved(graph, node);
}

/** eps on the other side of the root. */
function* epsMoved(graph: Graph, { op, args }: Call): Generator<Variant> {
  const [a, b] = args as [Node, Node];
  const call = (name: OperationName, ...rest: Node[]) => graph.call(name, ...rest);
  if (op === "add" && isEps(b) && a.kind === "call" && a.op === "sqrt") {
    yield { kind: "eps", node: call("sqrt", call("add", a.args[0]!, b)) };
  }
  if (op === "sqrt" && a.kind === "call" && a.op === "add" && isEps(a.args[1]!)) {
    yield { kind: "eps", node: call("add", call("sqrt", a.args[0]!), a.args[1]!) };
  }
}

const isEps = (node: Node): boolean => node.kind === "symbol" && /^eps/.test(node.name);

/** Whether an operation counts elements: what they are does not matter then. */
export const isCount = (op: OperationName): boolean => operation(op).reduces?.[1] === "size";

/** 1 - b^t: what a moment that started at 0 is divided by. */
export const isCorrection = (node: Node): boolean =>
  node.kind === "call" && node.op === "sub" && contains(node.args[1]!, isPowerOfStep);

const isPowerOfStep = (node: Node): boolean =>
  node.kind === "call" && node.op === "pow" && contains(node.args[1]!, isStep);

const isStep = (node: Node): boolean => node.kind === "symbol" && node.name === "t";

const contains = (node: Node, is: (node: Node) => boolean): boolean =>
  is(node) || (node.kind === "call" && node.args.some((arg) => contains(arg, is)));

const includes = (names: readonly OperationName[], name: OperationName): boolean => names.includes(name);
