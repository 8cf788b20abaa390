/**
 * Which matrices of a routine are symmetric. A product with the own transpose is so to the bit; one of two polynomials of the same symmetric
 * matrix, which commute, is so by algebra: half of either is computed and mirrored.
 */
import { type Node, typeOf } from "../language/graph.ts";
import { operation } from "../language/operations.ts";

/** What a symmetric matrix is a polynomial of: something of its own where nothing else is known. */
type Root = object;

/** What is known of the matrices of a routine, line by line. */
export class Symmetry {
  /** Symmetric matrices, by their numbers. */
  readonly #roots = new Map<number, Root>();
  readonly #matrixOf: (name: string) => number | undefined;

  /** `matrixOf` has the matrix that a name stands for. */
  constructor(matrixOf: (name: string) => number | undefined) {
    this.#matrixOf = matrixOf;
  }

  /** Notes that a matrix is symmetric. */
  note(matrix: number, root: Root): void {
    this.#roots.set(matrix, root);
  }

  /** Forgets what a matrix was. */
  forget(matrix: number): void {
    this.#roots.delete(matrix);
  }

  /** What a symmetric matrix is a polynomial of; undefined for one that is not symmetric. */
  of(node: Node): Root | undefined {
    if (node.kind === "symbol") return this.#roots.get(this.#matrixOf(node.name) ?? -1);
    if (node.kind !== "call") return undefined;
    const { op, args } = node;
    const [a, b] = args as [Node, Node];
    if (op === "product") return this.ofProduct(a, b) && (this.of(a) ?? {});
    if (op === "transposed") return this.of(a);
    if (operation(op).isOfMatrices) return undefined;
    const roots = args.filter((arg) => typeOf(arg) === "matrix").map((arg) => this.of(arg));
    if (roots.includes(undefined)) return undefined;
    return roots.every((root) => root === roots[0]) ? roots[0] : {};
  }

  /** Why the product of two matrices is symmetric; undefined where it is not. */
  ofProduct(a: Node, b: Node): "own" | "commuting" | undefined {
    if (isTransposeOf(a, b) || isTransposeOf(b, a)) return "own";
    const root = this.of(a);
    if (root === undefined || root !== this.of(b)) return undefined;
    return a === b ? "own" : "commuting";
  }
}

const isTransposeOf = (a: Node, b: Node): boolean =>
  a.kind === "call" && a.op === "transposed" && a.args[0] === b;
