/**
 * Expressions over the rows of a table, computed block by block without generating code: each operation runs over a block of rows before the next one. What depends on parameters
 * alone is computed once a point, what depends on columns alone once a table. Values are those of the language, to the bit.
 */
import type { Node } from "../language/graph.ts";
import { type OperationName, operation } from "../language/operations.ts";
import type { Program, Scope } from "./program.ts";
import { blockRows } from "./system.ts";
import type { Folding } from "./workspace.ts";

/** Where the values of a node are: one for all rows, or one for each of a block, or of the table. */
interface Place {
  values: Float64Array;
  readonly scope: Scope;
}

interface Step {
  /** What it does to rows, where that needs no call for each. */
  readonly binary: Binary | undefined;
  readonly meaning: (...args: number[]) => number;
  readonly args: readonly Place[];
  readonly out: Place;
}

const none: Place = { values: new Float64Array(1), scope: "point" };

/** What computes blocks of rows instead of a tape's steps: memory of its own for what it reads and writes. */
export interface BlockPass {
  /** What is read row by row, and what is the same for all rows. */
  readonly columns: readonly Node[];
  readonly uniforms: readonly Node[];
  /** Where the results of a block are. */
  readonly outputs: ReadonlyMap<Node, Float64Array>;
  uniform(at: number, value: number): void;
  /** Copies a block of a column. */
  column(at: number, values: Float64Array, from: number, to: number): void;
  /** Computes the first expression, or all. */
  run(isFirst: boolean, rows: number): void;
  /** What folds blocks of derivatives with respect to so many parameters, and residuals. */
  folding(count: number): Folding;
  free(): void;
}

/** A program over the rows of a table. */
export class Tape {
  #rows = 0;
  readonly #parameters: Float64Array;
  readonly #columns: readonly (readonly [name: string, place: Place])[];
  readonly #ofTable: readonly Step[];
  readonly #atPoint: readonly Step[];
  /** What a block takes for the first expression, and what for the others besides. */
  readonly #ofFirst: readonly Step[];
  readonly #ofOthers: readonly Step[];
  /** Whether the one block that there is holds what the first expression takes at the point. */
  #hasFirst = false;
  readonly #results: readonly Place[];
  readonly #pass: BlockPass | undefined;
  readonly #ofPass: { readonly columns: readonly Place[]; readonly uniforms: readonly Place[] };
  /** Whether the one block that there is holds all expressions at the point. */
  #hasAll = false;

  /**
   * @param columns - the table, without a row at least one.
   * @param pass - what computes blocks; without it the tape does.
   */
  constructor(program: Program, columns: ReadonlyMap<string, Float64Array>, rows: number, pass?: BlockPass) {
    const { parameters, nodes, scopes } = program;
    this.#parameters = new Float64Array(parameters.length);
    const places = new Map<Node, Place>();
    const steps = new Map<Node, Step>();
    const ofColumns: (readonly [string, Place])[] = [];
    for (const node of nodes) {
      const scope = scopes.get(node)!;
      const own = node.kind === "symbol" ? parameters.indexOf(node.name) : -1;
      const values =
        node.kind === "constant"
          ? Float64Array.of(node.value)
          : own >= 0
            ? this.#parameters.subarray(own, own + 1)
            : new Float64Array(scope === "point" ? 1 : 0);
      const place: Place = { values, scope };
      places.set(node, place);
      if (node.kind === "symbol" && own < 0) ofColumns.push([node.name, place]);
      if (node.kind === "call")
        steps.set(node, {
          ...{ binary: binaries[node.op], meaning: operation(node.op).evaluate! as Step["meaning"] },
          ...{ args: node.args.map((arg) => places.get(arg)!), out: place },
        });
    }
    const stepsOf = (some: readonly Node[]) => some.flatMap((node) => steps.get(node) ?? []);
    const withScope = (scope: Scope) => stepsOf(nodes.filter((node) => scopes.get(node) === scope));
    [this.#ofTable, this.#atPoint] = [withScope("table"), withScope("point")];
    [this.#ofFirst, this.#ofOthers] = [stepsOf(program.ofFirst), stepsOf(program.ofOthers)];
    this.#pass = pass;
    const placesOf = (some: readonly Node[] = []) => some.map((node) => places.get(node)!);
    this.#ofPass = { columns: placesOf(pass?.columns), uniforms: placesOf(pass?.uniforms) };
    for (const [node, values] of pass?.outputs ?? []) places.get(node)!.values = values;
    this.#results = placesOf(program.results);
    this.#columns = ofColumns;
    this.load(columns, rows);
  }

  get rows(): number {
    return this.#rows;
  }

  /** Goes to another table. */
  load(columns: ReadonlyMap<string, Float64Array>, rows: number): this {
    this.#rows = rows;
    this.#hasFirst = false;
    this.#hasAll = false;
    this.#parameters.fill(Number.NaN);
    for (const [name, place] of this.#columns) place.values = columns.get(name)!;
    const size = Math.min(rows, blockRows);
    const grow = ({ out }: Step, length: number): void => {
      if (out.values.length < length) out.values = new Float64Array(length);
    };
    for (const step of this.#ofTable) {
      grow(step, rows);
      run(step, 0, rows);
    }
    if (this.#pass) {
      if (rows <= blockRows) this.#fill(0, rows);
      return this;
    }
    for (const step of this.#ofFirst) grow(step, size);
    for (const step of this.#ofOthers) grow(step, size);
    return this;
  }

  /** Copies a block of the columns to where the pass reads them. */
  #fill(from: number, to: number): void {
    const { columns } = this.#ofPass;
    for (let at = 0; at < columns.length; at++) this.#pass!.column(at, columns[at]!.values, from, to);
  }

  /** Computes a block. */
  #run(isFirst: boolean, from: number, to: number): void {
    if (this.#pass) {
      const isWhole = this.#rows <= blockRows;
      if (isWhole && this.#hasAll) return;
      if (!isWhole) this.#fill(from, to);
      // Of few rows everything is computed at once: what they have in common is most of it.
      this.#pass.run(isFirst && !isWhole, to - from);
      this.#hasAll = isWhole;
      return;
    }
    if (isFirst || !this.#hasFirst) for (const step of this.#ofFirst) run(step, from, to);
    if (!isFirst) for (const step of this.#ofOthers) run(step, from, to);
  }

  /** Gives the memory of its pass back. */
  free(): void {
    this.#pass?.free();
  }

  /** Goes to a point. */
  at(parameters: ArrayLike<number>): void {
    if (this.#hasFirst && this.#isAt(parameters)) return;
    this.#parameters.set(parameters);
    this.#hasFirst = false;
    this.#hasAll = false;
    for (const step of this.#atPoint) run(step, 0, 1);
    const { uniforms } = this.#ofPass;
    for (let at = 0; at < uniforms.length; at++) this.#pass!.uniform(at, uniforms[at]!.values[0]!);
  }

  #isAt(parameters: ArrayLike<number>): boolean {
    for (let j = 0; j < this.#parameters.length; j++)
      if (!Object.is(this.#parameters[j], parameters[j])) return false;
    return true;
  }

  /** Writes the values of the first expression at the point, for all rows. */
  values(out: Float64Array): void {
    for (let from = 0; from < this.#rows; from += blockRows) {
      const to = Math.min(from + blockRows, this.#rows);
      this.#run(true, from, to);
      this.copy(0, from, to, out, from);
    }
    this.#hasFirst = this.#rows <= blockRows;
  }

  /** Computes rows `from` to before `to`, at most 512; then `copy` has them. */
  compute(from: number, to: number): void {
    this.#run(false, from, to);
  }

  /** Writes the values of an expression for rows that have been computed, from a place on. */
  copy(index: number, from: number, to: number, out: Float64Array, at: number): void {
    const { values, scope } = this.#results[index]!;
    const end = at + to - from;
    if (scope === "point") out.fill(values[0]!, at, end);
    else for (let i = scope === "table" ? from : 0; at < end; i++, at++) out[at] = values[i]!;
  }

  /** What folds blocks of derivatives faster than code of the engine does, if the pass has that. */
  get folding(): Folding | undefined {
    return this.#pass?.folding(this.#parameters.length);
  }
}

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
    const x = u[i]!;
    const y = v[j]!;
    if (di === 0) for (; at < end; at++, j++) into[at] = x + v[j]!;
    else if (dj === 0) for (; at < end; at++, i++) into[at] = u[i]! + y;
    else for (; at < end; at++, i++, j++) into[at] = u[i]! + v[j]!;
  },
  sub: (into, at, end, u, i, di, v, j, dj) => {
    const x = u[i]!;
    const y = v[j]!;
    if (di === 0) for (; at < end; at++, j++) into[at] = x - v[j]!;
    else if (dj === 0) for (; at < end; at++, i++) into[at] = u[i]! - y;
    else for (; at < end; at++, i++, j++) into[at] = u[i]! - v[j]!;
  },
  mul: (into, at, end, u, i, di, v, j, dj) => {
    const x = u[i]!;
    const y = v[j]!;
    if (di === 0) for (; at < end; at++, j++) into[at] = x * v[j]!;
    else if (dj === 0) for (; at < end; at++, i++) into[at] = u[i]! * y;
    else for (; at < end; at++, i++, j++) into[at] = u[i]! * v[j]!;
  },
  div: (into, at, end, u, i, di, v, j, dj) => {
    const x = u[i]!;
    const y = v[j]!;
    if (di === 0) for (; at < end; at++, j++) into[at] = x / v[j]!;
    else if (dj === 0) for (; at < end; at++, i++) into[at] = u[i]! / y;
    else for (; at < end; at++, i++, j++) into[at] = u[i]! / v[j]!;
  },
};

/** One operation over rows. */
function run({ binary, meaning, args, out }: Step, from: number, to: number): void {
  const [x = none, y = none, z = none] = args;
  const into = out.values;
  const at = out.scope === "table" ? from : 0;
  const end = at + (out.scope === "point" ? 1 : to - from);
  const i = offsetOf(x, from);
  const j = offsetOf(y, from);
  const k = offsetOf(z, from);
  const di = strideOf(x);
  const dj = strideOf(y);
  const dk = strideOf(z);
  if (binary && di + dj > 0) binary(into, at, end, x.values, i, di, y.values, j, dj);
  else if (args.length === 1) unary(meaning, into, at, end, x.values, i, di);
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
