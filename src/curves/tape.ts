/**
 * Expressions over the rows of a table, computed block by block without generating code: each operation runs over a block of rows before the next one. What depends on parameters
 * alone is computed once a point, what depends on columns alone once a table. Values are those of the language, to the bit.
 */
import { type Call, Graph, type Node, topological } from "../language/graph.ts";
import { type OperationName, operation } from "../language/operations.ts";
import { simplify } from "../language/simplify.ts";
import { substitute } from "../language/substitute.ts";
import { blockRows } from "./system.ts";

/** Where the values of a node are: one for all rows, or one for each of a block, or of the table. */
interface Place {
  readonly values: Float64Array;
  readonly scope: "point" | "table" | "block";
  /** Whether no parameter is in it. */
  readonly isFixed: boolean;
}

interface Step {
  readonly op: OperationName;
  readonly args: readonly Place[];
  readonly out: Place;
}

const none: Place = { values: new Float64Array(1), scope: "point", isFixed: true };

/** Expressions of columns and parameters. */
export class Tape {
  readonly rows: number;
  readonly #parameters: Float64Array;
  readonly #atPoint: readonly Step[];
  /** What a block takes for the first expression, and what for the others besides. */
  readonly #ofFirst: readonly Step[];
  readonly #ofOthers: readonly Step[];
  /** Whether the one block that there is holds what the first expression takes at the point. */
  #hasFirst = false;
  readonly #results: readonly Place[];

  /**
   * @param roots - the expressions, whose common parts are computed once.
   * @param columns - the table, without a row at least one.
   */
  constructor(
    roots: readonly Node[],
    parameters: readonly string[],
    columns: ReadonlyMap<string, Float64Array>,
    rows: number,
  ) {
    this.rows = rows;
    this.#parameters = new Float64Array(parameters.length);
    const graph = new Graph(simplify);
    const names = new Map([...parameters, ...columns.keys()].map((name) => [name, graph.symbol(name)]));
    const simple = roots.map((root) => substitute(graph, root, names));
    const places = new Map<Node, Place>();
    const steps = new Map<Node, Step>();
    const size = Math.min(rows, blockRows);
    for (const node of topological(simple)) {
      if (node.kind === "constant")
        places.set(node, { values: Float64Array.of(node.value), scope: "point", isFixed: true });
      else if (node.kind === "symbol") {
        const column = columns.get(node.name);
        const at = parameters.indexOf(node.name);
        const values = column ?? this.#parameters.subarray(at, at + 1);
        places.set(node, { values, scope: column ? "table" : "point", isFixed: column !== undefined });
      } else this.#place(node, places, steps, size);
    }
    this.#results = simple.map((node) => places.get(node)!);
    const isAtPoint = ({ out }: Step) => out.scope === "point";
    this.#atPoint = [...steps.values()].filter(isAtPoint);
    const below = (nodes: readonly Node[]) =>
      topological(nodes).flatMap((node) => {
        const step = steps.get(node);
        return step?.out.scope === "block" ? [step] : [];
      });
    this.#ofFirst = below(simple.slice(0, 1));
    const known = new Set(this.#ofFirst);
    this.#ofOthers = below(simple).filter((step) => !known.has(step));
  }

  #place(node: Call, places: Map<Node, Place>, steps: Map<Node, Step>, size: number): void {
    const args = node.args.map((arg) => places.get(arg)!);
    const is = (wanted: Place["scope"]) => args.every(({ scope }) => scope === wanted);
    const scope = is("point") ? "point" : args.every((arg) => arg.isFixed) ? "table" : "block";
    const length = scope === "table" ? this.rows : scope === "block" ? size : 1;
    const isFixed = args.every((arg) => arg.isFixed);
    const step: Step = { op: node.op, args, out: { values: new Float64Array(length), scope, isFixed } };
    places.set(node, step.out);
    if (scope === "table") run(step, 0, this.rows);
    else steps.set(node, step);
  }

  /** Goes to a point. */
  at(parameters: ArrayLike<number>): void {
    if (this.#parameters.every((value, j) => Object.is(value, parameters[j])) && this.#hasFirst) return;
    this.#parameters.set(parameters);
    this.#hasFirst = false;
    for (const step of this.#atPoint) run(step, 0, 1);
  }

  /** Hands out the values of the first expression at the point, a block of rows at a time: valid until the next block. */
  first(write: (from: number, to: number, values: Rows) => void): void {
    for (let from = 0; from < this.rows; from += blockRows) {
      const to = Math.min(from + blockRows, this.rows);
      for (const step of this.#ofFirst) run(step, from, to);
      write(from, to, rowsOf(this.#results[0]!, from));
    }
    this.#hasFirst = this.rows <= blockRows;
  }

  /** Computes rows `from` to before `to`, at most 512; then `result` has them. */
  compute(from: number, to: number): void {
    if (!this.#hasFirst) for (const step of this.#ofFirst) run(step, from, to);
    for (const step of this.#ofOthers) run(step, from, to);
  }

  /** The values of an expression for the rows that begin at `from`, which have been computed. */
  result(index: number, from: number): Rows {
    return rowsOf(this.#results[index]!, from);
  }
}

/** Values of rows: the i-th is `values[offset + i * stride]`. */
export interface Rows {
  readonly values: Float64Array;
  readonly offset: number;
  readonly stride: number;
}

const rowsOf = (place: Place, from: number): Rows => ({
  values: place.values,
  offset: offsetOf(place, from),
  stride: strideOf(place),
});

type Binary = (
  into: Float64Array,
  at: number,
  end: number,
  u: Float64Array,
  i: number,
  di: number,
  v: Float64Array,
  j: number,
  dj: number,
) => void;

/** The four that most expressions are made of, without a call for each row; a value that is the same for all rows is read once. */
const binaries: Partial<Record<OperationName, Binary>> = {
  add: (into, at, end, u, i, di, v, j, dj) => {
    const [x, y] = [u[i]!, v[j]!];
    if (di === 0) for (; at < end; at++, j++) into[at] = x + v[j]!;
    else if (dj === 0) for (; at < end; at++, i++) into[at] = u[i]! + y;
    else for (; at < end; at++, i++, j++) into[at] = u[i]! + v[j]!;
  },
  sub: (into, at, end, u, i, di, v, j, dj) => {
    const [x, y] = [u[i]!, v[j]!];
    if (di === 0) for (; at < end; at++, j++) into[at] = x - v[j]!;
    else if (dj === 0) for (; at < end; at++, i++) into[at] = u[i]! - y;
    else for (; at < end; at++, i++, j++) into[at] = u[i]! - v[j]!;
  },
  mul: (into, at, end, u, i, di, v, j, dj) => {
    const [x, y] = [u[i]!, v[j]!];
    if (di === 0) for (; at < end; at++, j++) into[at] = x * v[j]!;
    else if (dj === 0) for (; at < end; at++, i++) into[at] = u[i]! * y;
    else for (; at < end; at++, i++, j++) into[at] = u[i]! * v[j]!;
  },
  div: (into, at, end, u, i, di, v, j, dj) => {
    const [x, y] = [u[i]!, v[j]!];
    if (di === 0) for (; at < end; at++, j++) into[at] = x / v[j]!;
    else if (dj === 0) for (; at < end; at++, i++) into[at] = u[i]! / y;
    else for (; at < end; at++, i++, j++) into[at] = u[i]! / v[j]!;
  },
};

/** One operation over rows. */
function run({ op, args, out }: Step, from: number, to: number): void {
  const [x = none, y = none, z = none] = args;
  const into = out.values;
  const at = out.scope === "table" ? from : 0;
  const end = at + (out.scope === "point" ? 1 : to - from);
  const [i, j, k] = [offsetOf(x, from), offsetOf(y, from), offsetOf(z, from)];
  const [di, dj, dk] = [strideOf(x), strideOf(y), strideOf(z)];
  const binary = binaries[op];
  const meaning = operation(op).evaluate!;
  if (binary && di + dj > 0) binary(into, at, end, x.values, i, di, y.values, j, dj);
  else if (args.length === 1) unary(meaning as (x: number) => number, into, at, end, x.values, i, di);
  else
    for (let row = 0; at + row < end; row++)
      into[at + row] = meaning(x.values[i + row * di]!, y.values[j + row * dj]!, z.values[k + row * dk]!);
}

function unary(
  meaning: (x: number) => number,
  into: Float64Array,
  at: number,
  end: number,
  values: Float64Array,
  i: number,
  di: number,
): void {
  for (; at < end; at++, i += di) into[at] = meaning(values[i]!);
}

const offsetOf = ({ scope }: Place, from: number): number => (scope === "table" ? from : 0);
const strideOf = ({ scope }: Place): number => (scope === "point" ? 0 : 1);
