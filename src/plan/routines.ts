/**
 * Routines: what a rule of whole matrices does from its first product to its last, as steps on the matrices of one tensor. Passes write what
 * a routine reads, and read what it leaves, as they do with states; in between it has matrices of its own. What stands between products is
 * computed element by element, by kernels. Half of a product that is symmetric to the bit is computed and mirrored.
 */
import { type Graph, type Name, type Node, typeOf } from "../language/graph.ts";
import { type MatrixShape, MatrixShapes } from "../language/matrix-shapes.ts";
import { operation } from "../language/operations.ts";
import type { Line } from "../language/parse.ts";
import { substitute } from "../language/substitute.ts";
import type { MatrixForm, Rule } from "../rule/rule.ts";
import type { Group, Link } from "./groups.ts";
import { Symmetry } from "./symmetry.ts";

/** A matrix of a routine. */
export interface RoutineMatrix {
  /** Its role is the name of the symbol. */
  readonly symbol: Name;
  /** In terms of the tensor's rows and columns, or those of its transpose where that is what the rule has. */
  readonly shape: MatrixShape;
  /**
   * Whether passes read or write it (`kept`), or it is a square state, which the routine alone reads and writes (`state`): then every tensor
   * has its own. The others are there for one tensor at a time (`shared`).
   */
  readonly lives: "kept" | "state" | "shared";
}

/** A matrix of a routine, by its number there, or its transpose. */
export interface Operand {
  readonly matrix: number;
  readonly transposed: boolean;
}

/** Functions of one matrix. */
export type Factorisation =
  | ("eigh" | "qr" | "sorting" | "inverseRoot" | "newtonRoot")
  | ("unitColumns" | "nonzero" | "randomNormal");

/** A product, which may be symmetric by algebra: then half of it is computed and mirrored; one with the own transpose (`out = a @ a'`), a transpose of its own, a function of a matrix. */
export type MatrixStep =
  | {
      readonly kind: "product";
      readonly out: number;
      readonly a: Operand;
      readonly b: Operand;
      readonly isSymmetric: boolean;
    }
  | { readonly kind: "ownProduct" | "copy"; readonly out: number; readonly a: Operand }
  | {
      readonly kind: Factorisation;
      readonly out: number;
      readonly a: Operand;
      /** Another one that it takes, and numbers. */
      readonly b?: Operand;
      readonly numbers: readonly Node[];
    };

/** Element by element: `out = value`, of matrices of one shape. */
interface Assignment {
  readonly kind: "assign";
  readonly out: number;
  readonly value: Node;
}

/** Steps that are carried out several times, one after the other, or only where a number is not 0. */
export interface RoutineBlock<Step> {
  readonly times: number;
  readonly condition: Node | undefined;
  readonly steps: readonly Step[];
}

/** A routine as rules have it. */
export interface ExpandedRoutine {
  readonly group: Group;
  readonly link: Link;
  readonly form: MatrixForm;
  readonly matrices: readonly RoutineMatrix[];
  /** What passes write into matrices before it. */
  readonly inputs: readonly { readonly matrix: number; readonly node: Node }[];
  readonly blocks: readonly RoutineBlock<MatrixStep | Assignment>[];
}

/** What a routine is expanded from. */
interface Surroundings {
  readonly graph: Graph;
  readonly group: Group;
  readonly link: Link;
  /** Begins the names of its matrices. */
  readonly place: string;
  /** What names stand for before it; afterwards also those that it assigns. */
  readonly values: Map<string, Node>;
}

/** The routine of a rule. */
export function expandRoutine(surroundings: Surroundings): ExpandedRoutine {
  const { group, link, values } = surroundings;
  const { rule } = link.instance;
  const writer = new Writer(surroundings);
  const { turns, rank, products } = rule.matrices!;
  for (const line of rule.lines.slice(...products)) writer.write(line);
  for (const [name, symbol] of writer.assigned) values.set(name, symbol);
  const { matrices, inputs, blocks } = writer;
  return { group, link, form: { turns, rank }, matrices, inputs, blocks };
}

/** Names that lines after the products read, or that the rule hands on. */
function readAfter({ lines, state, matrices }: Rule): ReadonlySet<string> {
  const names = lines.slice(matrices!.products[1]).flatMap(({ value }) => symbolsIn(value));
  return new Set(["u", "p", "accept", ...Object.keys(state), ...names]);
}

/** Names in an expression. */
function symbolsIn(node: Node): string[] {
  if (node.kind === "symbol") return [node.name];
  return node.kind === "call" ? node.args.flatMap(symbolsIn) : [];
}

/** Writes the steps of lines. */
class Writer {
  readonly matrices: RoutineMatrix[] = [];
  readonly inputs: { readonly matrix: number; readonly node: Node }[] = [];
  readonly blocks: {
    readonly times: number;
    readonly condition: Node | undefined;
    readonly of: unknown;
    readonly steps: (MatrixStep | Assignment)[];
  }[] = [];
  readonly #around: Surroundings;
  readonly #shapes: MatrixShapes;
  readonly #isRead: ReadonlySet<string>;
  /** Matrices of names. */
  readonly #named = new Map<string, number>();
  readonly #assigned = new Set<string>();
  readonly #symmetry = new Symmetry((name) => this.#named.get(name));
  /** Matrices without a name that no later line reads. */
  #free: number[] = [];
  /** Those of the present line, and what its nodes have become. */
  #used: number[] = [];
  #made = new Map<Node, number>();

  constructor(around: Surroundings) {
    this.#around = around;
    const { rule } = around.link.instance;
    this.#shapes = new MatrixShapes(rule.matrices!.shapes);
    this.#isRead = readAfter(rule);
  }

  /** The symbols of names that the lines so far have assigned, and that are read after them. */
  get assigned(): [name: string, symbol: Name][] {
    return [...this.#assigned]
      .filter((name) => this.#isRead.has(name))
      .map((name) => [name, this.matrices[this.#named.get(name)!]!.symbol]);
  }

  write(line: Line): void {
    const { target, value, block } = line;
    const { graph, values, link } = this.#around;
    if (typeOf(value) !== "matrix") {
      values.set(target, substitute(graph, value, values));
      return;
    }
    if (!this.blocks.length || this.blocks.at(-1)!.of !== block) {
      const condition = block?.condition && substitute(graph, block.condition, values);
      this.blocks.push({ times: block?.times ?? 1, condition, of: block, steps: [] });
      // The second time, a name has what the block assigned to it.
      const inBlock = link.instance.rule.lines.filter((other) => block && other.block === block);
      for (const other of (block?.times ?? 1) > 1 || condition ? inBlock : [])
        this.#symmetry.forget(this.#named.get(other.target) ?? -1);
    }
    this.#made = new Map();
    const noted = this.#symmetry.of(value);
    const isRead = symbolsIn(value).includes(target);
    const known = this.#named.get(target);
    const whole = value.kind === "call" && operation(value.op).isOfMatrices && !isRead;
    // A block that may be left out leaves a name what it was before.
    const isGiven = isRead || this.#isSquare(target) || (block?.condition && values.has(target));
    const lives = this.#isRead.has(target) ? "kept" : "shared";
    const to = known ?? (isGiven ? this.#input(target) : this.#add(target, this.#shapes.of(value), lives));
    if (whole) this.#compute(value, to);
    else this.#steps.push({ kind: "assign", out: to, value: this.#expression(value) });
    this.#named.set(target, to);
    this.#assigned.add(target);
    if (noted && !block?.condition) this.#symmetry.note(to, noted);
    else this.#symmetry.forget(to);
    this.#free.push(...this.#used);
    this.#used = [];
  }

  get #steps(): (MatrixStep | Assignment)[] {
    return this.blocks.at(-1)!.steps;
  }

  #add(name: string, shape: MatrixShape, lives: RoutineMatrix["lives"]): number {
    const { graph, place } = this.#around;
    return this.matrices.push({ symbol: graph.symbol(`${place}/${name}`), shape, lives }) - 1;
  }

  #isSquare(name: string): boolean {
    return this.#around.link.instance.rule.matrices!.own[name] !== undefined;
  }

  /** A matrix that is written before the routine; a square state is there, where the last step left it. */
  #input(name: string): number {
    const node = this.#around.values.get(name)!;
    const shape = this.#shapes.named.get(name)!;
    const isSquare = this.#isSquare(name);
    const matrix = isSquare
      ? this.matrices.push({ symbol: node as Name, shape, lives: "state" }) - 1
      : this.#add(name, shape, "kept");
    if (!isSquare) this.inputs.push({ matrix, node });
    this.#named.set(name, matrix);
    return matrix;
  }

  /** A matrix without a name. */
  #temporary(shape: MatrixShape): number {
    const alike = (matrix: number) => this.matrices[matrix]!.shape.every((side, at) => side === shape[at]);
    const free = this.#free.find(alike);
    this.#free = this.#free.filter((matrix) => matrix !== free);
    const matrix = free ?? this.#add(`#${this.matrices.length}`, shape, "shared");
    this.#used.push(matrix);
    return matrix;
  }

  /** A node of a line as a matrix in memory. */
  #operand(node: Node): Operand {
    if (node.kind === "symbol") {
      const matrix = this.#named.get(node.name) ?? this.#input(node.name);
      return { matrix, transposed: false };
    }
    const { op, args } = node as Extract<Node, { kind: "call" }>;
    if (op === "transposed") {
      const { matrix, transposed } = this.#operand(args[0]!);
      return { matrix, transposed: !transposed };
    }
    return { matrix: this.#made.get(node) ?? this.#make(node), transposed: false };
  }

  /** Computes a node into a matrix without a name. */
  #make(node: Node): number {
    const { op } = node as Extract<Node, { kind: "call" }>;
    const shape = this.#shapes.of(node);
    let out: number;
    if (operation(op).isOfMatrices) {
      out = this.#temporary(shape);
      this.#compute(node, out);
    } else {
      const value = this.#expression(node);
      out = this.#temporary(shape);
      this.#steps.push({ kind: "assign", out, value });
    }
    this.#made.set(node, out);
    return out;
  }

  /** Computes an operation on whole matrices. */
  #compute(node: Node, out: number): void {
    const { op, args } = node as Extract<Node, { kind: "call" }>;
    if (op === "product") this.#multiply(args, out);
    else if (op === "transposed") this.#steps.push({ kind: "copy", out, a: this.#operand(node) });
    else {
      const [a, ...others] = args as [Node, ...Node[]];
      const [b] = others.filter((other) => typeOf(other) === "matrix");
      const numbers = others.filter((other) => other !== b).map((number) => this.#expression(number));
      const operands = { a: this.#operand(a), ...(b && { b: this.#operand(b) }) };
      this.#steps.push({ kind: op as Factorisation, out, ...operands, numbers });
    }
  }

  #multiply(args: readonly Node[], out: number): void {
    const [left, right] = args as [Node, Node];
    const how = this.#symmetry.ofProduct(left, right);
    const a = this.#operand(left);
    if (how === "own") this.#steps.push({ kind: "ownProduct", out, a });
    else
      this.#steps.push({
        kind: "product",
        out,
        a,
        b: this.#operand(right),
        isSymmetric: how === "commuting",
      });
  }

  /** What is computed element by element, from matrices in memory. */
  #expression(node: Node): Node {
    const { graph, values } = this.#around;
    if (typeOf(node) !== "matrix") return substitute(graph, node, values);
    if (node.kind === "call" && !operation(node.op).isOfMatrices)
      return graph.call(node.op, ...node.args.map((arg) => this.#expression(arg)));
    const matrix =
      node.kind === "symbol" ? this.#operand(node).matrix : (this.#made.get(node) ?? this.#make(node));
    return this.matrices[matrix]!.symbol;
  }
}
