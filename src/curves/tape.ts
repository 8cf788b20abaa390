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
  /** What a block takes for the first so many expressions. */
  readonly #inBlock: readonly (readonly Step[])[];
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
    this.#inBlock = [below(simple.slice(0, 1)), below(simple)];
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
    this.#parameters.set(parameters);
    for (const step of this.#atPoint) run(step, 0, 1);
  }

  /** Hands out the values of the first expression at the point, a block of rows at a time: valid until the next block. */
  first(write: (from: number, to: number, values: Rows) => void): void {
    for (let from = 0; from < this.rows; from += blockRows) {
      const to = Math.min(from + blockRows, this.rows);
      for (const step of this.#inBlock[0]!) run(step, from, to);
      write(from, to, rowsOf(this.#results[0]!, from));
    }
  }

  /** Computes rows `from` to before `to`, at most 512; then `result` has them. */
  compute(from: number, to: number): void {
    for (const step of this.#inBlock[1]!) run(step, from, to);
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

const rowsOf = ({ values, scope }: Place, from: number): Rows => ({
  values,
  offset: scope === "table" ? from : 0,
  stride: scope === "point" ? 0 : 1,
});

/** One operation over rows. */
function run({ op, args, out }: Step, from: number, to: number): void {
  const [x = none, y = none, z = none] = args;
  const [a, b, c] = [rowsOf(x, from), rowsOf(y, from), rowsOf(z, from)];
  const [u, v, w] = [a.values, b.values, c.values];
  const into = out.values;
  const length = out.scope === "point" ? 1 : to - from;
  let [i, j, k] = [a.offset, b.offset, c.offset];
  let at = out.scope === "table" ? from : 0;
  const end = at + length;
  const [di, dj, dk] = [a.stride, b.stride, c.stride];
  switch (op) {
    case "add":
      for (; at < end; at++, i += di, j += dj) into[at] = u[i]! + v[j]!;
      break;
    case "sub":
      for (; at < end; at++, i += di, j += dj) into[at] = u[i]! - v[j]!;
      break;
    case "mul":
      for (; at < end; at++, i += di, j += dj) into[at] = u[i]! * v[j]!;
      break;
    case "div":
      for (; at < end; at++, i += di, j += dj) into[at] = u[i]! / v[j]!;
      break;
    default: {
      const meaning = operation(op).evaluate!;
      for (; at < end; at++, i += di, j += dj, k += dk) into[at] = meaning(u[i]!, v[j]!, w[k]!);
    }
  }
}
