/** Functions of the rule language: the operations without a sign, and functions written in terms of operations. */
import type { Graph, Node } from "./graph.ts";
import { type OperationName, operation, operationNames, type operations, textNameOf } from "./operations.ts";

type Sugar = (graph: Graph, x: Node) => Node;
const mean =
  (sum: OperationName, size: OperationName): Sugar =>
  (graph, x) =>
    graph.call("div", graph.call(sum, x), graph.call(size, x));
const norm =
  (sumSquares: OperationName): Sugar =>
  (graph, x) =>
    graph.call("sqrt", graph.call(sumSquares, x));
const finite =
  (sum: OperationName): Sugar =>
  (graph, x) =>
    graph.call("eq", graph.call(sum, graph.call("sub", x, x)), graph.constant(0));

const compositions = {
  mean: mean("sum", "size"),
  unitMean: mean("unitSum", "unitSize"),
  rowMean: mean("rowSum", "rowSize"),
  columnMean: mean("columnSum", "columnSize"),
  globalMean: mean("globalSum", "globalSize"),
  norm: norm("sumSquares"),
  unitNorm: norm("unitSumSquares"),
  globalNorm: norm("globalSumSquares"),
  finite: finite("sum"),
  normal: (graph, seed) => {
    const [t, hash] = [graph.symbol("t"), graph.call("hash", graph.symbol("p"))];
    const keys = (["key0", "key1"] as const).map((key) => graph.call(key, seed, t, hash));
    return graph.call("quantile", graph.call("random", ...keys));
  },
  globalFinite: finite("globalSum"),
} as const satisfies Readonly<Record<string, Sugar>>;

/** Functions that are written in terms of operations. All of them reduce, or use facts about their tensor. */
export const composed: Readonly<Record<string, Sugar>> = compositions;

type Table = typeof operations;

/** The name by which a text calls an operation; never for one that it writes as a sign or that only the compiler makes. */
type CalledBy<Name extends keyof Table> = Table[Name] extends
  | { readonly internal: true }
  | { readonly isOfMatrices: true }
  ? never
  : Table[Name] extends { readonly name: infer Given extends string }
    ? Given
    : Table[Name] extends { readonly infix: readonly [string, number] } | { readonly postfix: string }
      ? never
      : Name;

/** Names of the functions of whole matrices. */
export type MatrixFunctionName = {
  [Name in keyof Table]: Table[Name] extends { readonly isOfMatrices: true }
    ? Table[Name] extends { readonly infix: readonly [string, number] } | { readonly postfix: string }
      ? never
      : Name
    : never;
}[keyof Table];

/** Names of the functions and constants of the language, where names stand for numbers. */
export type FunctionName = { [Name in keyof Table]: CalledBy<Name> }[keyof Table] | keyof typeof compositions;

/** Operations by the name that a text calls them by: several that take different numbers of arguments may share one. */
const byName = groupedByName();

function groupedByName(): ReadonlyMap<string, readonly OperationName[]> {
  const groups = new Map<string, OperationName[]>();
  for (const op of operationNames) {
    const { infix, postfix, name } = operation(op);
    const known = groups.get(textNameOf(op)) ?? [];
    if (!(infix || postfix) || name) groups.set(textNameOf(op), [...known, op]);
  }
  return groups;
}

/** The operations that a text may call by a name; `internal` ones are made by the compiler only. Constants have no arguments. */
const operationsCalled = (name: string, internal: boolean): readonly OperationName[] =>
  byName.get(name)?.filter((op) => operation(op).takes.length > 0 && (internal || !operation(op).internal)) ??
  [];

/** Whether a name is that of an operation that may be called; `internal` ones are made by the compiler only. */
export const isCallable = (name: string, internal: boolean): boolean =>
  operationsCalled(name, internal).length > 0;

/** The operations of a callable name, by their number of arguments. */
export const overloadsOf = (name: string): ReadonlyMap<number, OperationName> =>
  new Map(
    operationsCalled(name, true).flatMap((op) => {
      const { takes, optional = 0 } = operation(op);
      return Array.from({ length: optional + 1 }, (_, more) => [takes.length - optional + more, op] as const);
    }),
  );

/** The constant of a name, such as pi: known wherever no other value has its name. */
export const constantCalled = (name: string): OperationName | undefined =>
  byName.get(name)?.find((op) => operation(op).takes.length === 0);

/** Whether a function takes together more than one element. */
export const isReducing = (name: string): boolean =>
  Object.hasOwn(composed, name) || byName.get(name)!.some((op) => operation(op).reduces);

const takesMatrices = (name: string): boolean => byName.get(name)!.some((op) => operation(op).isOfMatrices);

/** Names of all functions; those of whole matrices where names stand for such. */
export const functionNames = (internal = false, ofMatrices = false): string[] => [
  ...[...byName.keys()].filter((name) => isCallable(name, internal) && (ofMatrices || !takesMatrices(name))),
  ...Object.keys(composed),
];
