/**
 * Types and shapes of whole matrices in a rule's text. Shapes are symbolic: a gradient is `rows` x `columns`, its transpose `columns` x
 * `rows`, so that what fits, fits for all tensors.
 */
import type { Node } from "./graph.ts";
import { typeOf } from "./graph.ts";
import { type OperationName, operation, textNameOf } from "./operations.ts";
import { toText } from "./print.ts";

/** A side of a matrix, by the gradient's; `rank` is a share of its shorter one. */
export type Side = "rows" | "columns" | "rank";

/** A side of the gradient. */
export type GradientSide = Exclude<Side, "rank">;

/** Numbers of rows and of columns of a matrix. */
export type MatrixShape = readonly [rows: Side, columns: Side];

/** The shape of gradients, parameters and states. */
export const ofGradient: MatrixShape = ["rows", "columns"];

/** Whether two matrices have the same shape, whatever the gradient's sides are. */
export const isAlike = (a: MatrixShape, b: MatrixShape): boolean => a[0] === b[0] && a[1] === b[1];

/** Functions of a matrix that need not be square. */
const takesOblong: readonly OperationName[] = ["unitColumns", "nonzero", "randomNormal"];

/** Functions that take together all elements of a matrix. */
const reducing = ["norm", "mean", "finite", "sum", "sumSquares", "size"];

/** The shapes of a text's matrices, and what its operations take. */
export class MatrixShapes {
  /** By name. */
  readonly named: Map<string, MatrixShape>;
  readonly #known = new Map<Node, MatrixShape>();
  readonly #fail: (problem: string, at: number) => never;

  /** `fail` is not needed for a text that has been checked. */
  constructor(
    named: Iterable<readonly [name: string, shape: MatrixShape]>,
    fail: (problem: string, at: number) => never = (problem) => {
      throw new TypeError(problem);
    },
  ) {
    this.named = new Map(named);
    this.#fail = fail;
  }

  /** The shape of a matrix. */
  of(node: Node): MatrixShape {
    const known = this.#known.get(node) ?? this.#shapeOf(node);
    this.#known.set(node, known);
    return known;
  }

  #shapeOf(node: Node): MatrixShape {
    if (node.kind === "symbol") return this.named.get(node.name)!;
    const args = node.kind === "call" ? node.args : [];
    const [a, b] = args as [Node, Node];
    const op = node.kind === "call" ? node.op : undefined;
    if (op === "product") return [this.of(a)[0], this.of(b)[1]];
    if (op === "transposed") return [this.of(a)[1], this.of(a)[0]];
    return this.of(args.find((arg) => typeOf(arg) === "matrix")!);
  }

  /** @throws RuleSyntaxError unless a sign with a dot can take these: numbers and matrices of one shape, at least one matrix. */
  checkDotted(sign: string, args: readonly Node[], at: number): void {
    const types = args.map(typeOf);
    if (!types.includes("matrix") || types.includes("boolean"))
      this.#fail(
        `"${sign}" works on the elements of matrices, found ${foundIn(types)}: write "${sign.slice(1)}"`,
        at,
      );
    this.#checkAlike(`"${sign}"`, args, at);
  }

  #checkAlike(name: string, args: readonly Node[], at: number): void {
    const [first, ...others] = args.filter((arg) => typeOf(arg) === "matrix");
    const other = others.find((one) => !isAlike(this.of(one), this.of(first!)));
    if (other)
      this.#fail(
        `${name} takes matrices of the same shape; ${this.#shown(first!)}, ${this.#shown(other)}`,
        at,
      );
  }

  #shown(node: Node): string {
    return `${toText(node)} is ${this.of(node).join(" x ")}`;
  }

  /** @throws RuleSyntaxError unless an operation can take these. @returns whether one of them is a matrix. */
  check(op: OperationName, args: readonly Node[], at: number): boolean {
    const [a, b] = args as [Node, Node];
    const types = args.map(typeOf);
    if (!types.includes("matrix")) return false;
    const sign = operation(op).infix?.[0];
    const found = foundIn(types);
    const shown = (node: Node) => this.#shown(node);
    if (op === "product" && found === "a matrix and a matrix" && this.of(a)[1] !== this.of(b)[0])
      this.#fail(
        `"@" takes a matrix with as many columns as the second has rows; ${shown(a)}, ${shown(b)}: transpose one, as in X @ X'`,
        at,
      );
    if (op === "add" || op === "sub") {
      if (found !== "a matrix and a matrix")
        this.#fail(`"${sign}" takes two matrices or two numbers, found ${found}`, at);
      this.#checkAlike(`"${sign}"`, args, at);
      return true;
    }
    if (op === "mul") {
      if (found === "a matrix and a matrix")
        this.#fail(`"*" takes a number and a matrix; "@" multiplies matrices, ".*" their elements`, at);
      return types.every((type) => type !== "boolean");
    }
    if (op === "div") {
      if (types[1] === "matrix")
        this.#fail(`"/" takes a number here, found a matrix; "./" divides element by element`, at);
      return found === "a matrix and a number";
    }
    return op === "neg";
  }

  /**
   * @throws RuleSyntaxError for a matrix that a function cannot take: what takes a whole one, takes a square one; what works on
   * elements, matrices of one shape. @returns whether it is given one.
   */
  checkFunction(op: OperationName, args: readonly Node[], at: number): boolean {
    const { isOfMatrices, evaluate, isPlanned, takes } = operation(op);
    const name = textNameOf(op);
    const given = args.find((arg) => typeOf(arg) === "matrix");
    if (!given) return false;
    if (isOfMatrices) {
      const [rows, columns] = this.of(given);
      if (
        given === args[0] &&
        rows !== columns &&
        !takesOblong.includes(op) &&
        !(op === "qr" && columns === "rank")
      )
        this.#fail(
          `${name}() takes a square matrix; ${this.#shown(given)}: give it a product with a transpose, as X @ X'`,
          at,
        );
      this.#checkAlike(`${name}()`, args, at);
      return false;
    }
    if (!evaluate || isPlanned) return this.checkReducing(name, args, at);
    this.#checkAlike(`${name}()`, args, at);
    const fits = (type: string, due: string | undefined) =>
      type === due || (type === "matrix" && due === "number");
    return args.every((arg, index) => fits(typeOf(arg), takes[index]));
  }

  /** @throws RuleSyntaxError unless a function takes together the elements of a whole matrix. @returns whether it is given one. */
  checkReducing(name: string, args: readonly Node[], at: number): boolean {
    if (args.length !== 1 || typeOf(args[0]!) !== "matrix") return false;
    if (!reducing.includes(name))
      this.#fail(
        `${name}() takes no whole matrix; of all elements of one there are ${reducing.join(", ")}: let it stand in a rule of elements`,
        at,
      );
    return true;
  }
}

const foundIn = (types: readonly string[]): string => types.map((type) => `a ${type}`).join(" and ");
