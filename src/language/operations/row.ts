/**
 * What a row of the table of operations holds: all that any part of the library needs to know of an operation. A row
 * that lacks a part does not compile. The rows are in the files beside this one, the table is `../operations.ts`.
 */
import type { DType, Elements } from "../dtype.ts";

/**
 * What a value is: a number, the outcome of a comparison, or in rules of whole matrices a matrix. Stored, booleans are 1 and 0; a device
 * may keep them as masks.
 */
export type ValueType = "number" | "boolean" | "matrix";

/**
 * What a reduction runs over. A tensor of shape [..., rows, columns] is a batch of matrices; its units are the
 * slices along its first axis, as the output channels of a layer. A vector is one unit, one row.
 */
export type Extent = "tensor" | "unit" | "row" | "column" | "global";

/** How a reduction combines its elements: in float64 and in a fixed order. */
export type Reduction = "sum" | "sumSquares" | "max";

/** Facts of a tensor or a slice that need none of its values: its number of elements, a hash of its path. */
export type FactKind = "size" | "hash";

/**
 * The derivative: for each argument a text of the language in the arguments x, y, z and in the result w; or why there is none.
 * For a reduction it is that of the result with respect to one element.
 *
 * Where a value has a kink or a jump: floor, sign and comparisons have the derivative 0 also at their jumps, abs has
 * sign(x), which is 0 at 0, `where` has that of the branch that is taken, and max and min that of the first argument at a tie.
 * A text that begins with `where` keeps branches apart: what is not taken can make no NaN.
 */
export type Derivative = readonly string[] | { readonly refused: string };

/** The meaning in float64, one element at a time. Booleans are 1 and 0. */
export type Evaluate = (x: number, y: number, z: number) => number;

/**
 * A text of the language in the arguments x, y, z, by simpler operations: its last line has the same value. It may depend on
 * the values of arguments that are constants.
 */
export type Lower = (dtype: DType, constants: Constants) => string;

/** The values of arguments that are constants. */
export type Constants = readonly (number | undefined)[];

/**
 * JavaScript: computes the elements of memory `m` from position `o` to before `end` from those that begin at the operands'
 * positions; after the arguments' comes, for a random number, the index of the first element in its tensor. Comparisons give
 * 1 or 0. Unrolled loops compute up to three elements more, so blocks are multiples of four elements long. A store into a
 * Float32Array rounds once, so that a float32 result is exact: rounding a float64 sum, difference, product, quotient or root
 * of float32 numbers to float32 is the same as computing it in float32.
 */
export type Loop = (
  m: Elements,
  end: number,
  o: number,
  a: number,
  b: number,
  c: number,
  d: number,
  e: number,
) => void;

/**
 * WebAssembly: the mnemonic of one instruction on the arguments, without the shape of its vectors (`ceil` is f32x4.ceil or
 * f64x2.ceil), or a list of instructions. In a list `x`, `y` and `z` push an argument, `const NUMBER` a vector of equal
 * elements, `element` the index of the vector's first element as an i32, `set NAME`, `tee NAME` and `get NAME` use a vector of
 * the operation's own; all other lines are instructions with their immediates. A list without arguments finds them on the
 * stack. What comes before a line `once` is computed before the loops, from arguments that are the same for all elements; `get once`
 * pushes it. A function gets the dtype, the values of arguments that are constants, and which arguments are the same for all elements.
 */
export type Instructions =
  | string
  | readonly string[]
  | ((dtype: DType, constants: Constants, areFixed: readonly boolean[]) => readonly string[]);

/**
 * C: an expression of the arguments `x`, `y` and `z`, of functions of C and of `functions.ts` there, and of `element`, the index of the
 * element in its tensor. Comparisons are of type _Bool.
 */
export type CText = string;

/**
 * WGSL: an expression of the arguments `x`, `y` and `z`, of functions of WGSL and of `functions.ts` there, of `element`, the index of the
 * element in its tensor, and of the types `F`, `U` and `B`: numbers, words and conditions, of one element or of four.
 */
export type WgslText = string;

/** What all rows hold. */
interface Described {
  /** Types of the arguments, in order. */
  readonly takes: readonly ValueType[];
  /** How many of the last ones may be left out. */
  readonly optional?: number;
  /** Type of the result. */
  readonly gives: ValueType;
  /** Name in a text, where it is not that of the row, or where an operation with a sign may be called by name too. */
  readonly name?: string;
  /** Sign between two operands or before one, and how tightly it binds. Without it: a function call. */
  readonly infix?: readonly [sign: string, precedence: number];
  /** Sign after its one operand. */
  readonly postfix?: string;
  /** Made by the compiler only; no rule may call it. */
  readonly internal?: true;
  /** TeX with #1 to #3 for the arguments; or the sign alone, of an operation that TeX writes with one too. */
  readonly tex: string;
  readonly derivative: Derivative;
}

/** Computed element by element: each device has code for it, or gets the text in simpler operations. */
export type Elementwise = Described & { readonly evaluate: Evaluate } & (
    | {
        readonly js: Loop;
        readonly wasm: Instructions;
        readonly c: CText;
        readonly wgsl: WgslText;
        readonly lower?: Lower;
      }
    | {
        readonly js?: Loop;
        readonly wasm?: Instructions;
        readonly c?: CText;
        readonly wgsl?: WgslText;
        readonly lower: Lower;
      }
  );

/** Depends on the index of the element too: no meaning without it. */
export interface Drawn extends Described {
  readonly isDrawn: true;
  /** The meaning for the element of an index. */
  readonly evaluateAt: (element: number, ...args: Parameters<Evaluate>) => number;
  readonly js: Loop;
  readonly wasm: Instructions;
  readonly c: CText;
  readonly wgsl: WgslText;
}

/** Never in a kernel: the planner replaces it, or the host computes it before the pass. */
export interface Planned extends Described {
  readonly isPlanned: true;
  readonly evaluate: Evaluate;
}

/** Takes many elements together: over what, and how. `global` is over all tensors of the rule. */
export interface Reducing extends Described {
  readonly reduces: readonly [over: Extent, by: Reduction | FactKind];
}

/** Takes whole matrices: never in a kernel, a routine of the plan. */
export interface OfMatrices extends Described {
  readonly isOfMatrices: true;
}

/** A row. */
export type Row = Elementwise | Drawn | Planned | Reducing | OfMatrices;

/** Rows by name. */
export type Rows = Readonly<Record<string, Row>>;

/** A row as others read it: parts that only some kinds have are optional. */
export interface Operation extends Described {
  readonly evaluate?: Evaluate;
  readonly lower?: Lower;
  readonly js?: Loop;
  readonly wasm?: Instructions;
  readonly c?: CText;
  readonly wgsl?: WgslText;
  readonly isDrawn?: true;
  readonly evaluateAt?: Drawn["evaluateAt"];
  readonly isPlanned?: true;
  readonly reduces?: Reducing["reduces"];
  readonly isOfMatrices?: true;
}

/** Whether a reduction needs no pass over memory. */
export const isFact = (by: Reduction | FactKind): by is FactKind => by === "size" || by === "hash";

/** Types of operations on numbers. */
export const ofNumbers = {
  0: { takes: [], gives: "number" },
  1: { takes: ["number"], gives: "number" },
  2: { takes: ["number", "number"], gives: "number" },
  3: { takes: ["number", "number", "number"], gives: "number" },
} as const;
