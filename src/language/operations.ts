/**
 * The table of operations: one row holds what an operation means for every target.
 * Booleans are the numbers 1 and 0 wherever a value is stored; a target may keep them as masks.
 * The targets themselves are written in `runtime/host/`.
 */
import { exponential, exponentOf, logarithm, power, powerOfTwo } from "./arithmetic.ts";
import { keyOf } from "./random.ts";
import { roundDown, roundUp } from "./round-inwards.ts";

/** What a value is: a number, or the outcome of a comparison. */
export type ValueType = "number" | "boolean";

/**
 * What a reduction runs over. A tensor of shape [..., rows, columns] is a batch of matrices; its units are the
 * slices along its first axis, as the output channels of a layer. A vector is one unit, one row.
 */
export type Extent = "tensor" | "unit" | "row" | "column" | "global";

/** How a reduction combines its elements: in float64 and in a fixed order. */
export type Reduction = "sum" | "sumSquares" | "max";

/** Facts of a tensor or a slice that need none of its values: its number of elements, a hash of its path. */
export type Known = "size" | "hash";

/** Whether a reduction needs no pass over memory. */
export const isKnown = (by: Reduction | Known): by is Known => by === "size" || by === "hash";

/** One operation of the language of rules. */
export interface Operation {
  /** Types of the arguments, in order. */
  readonly takes: readonly ValueType[];
  /** Type of the result. */
  readonly gives: ValueType;
  /** The meaning, in float64. Reductions have none here, since they need more than one element. */
  readonly evaluate?: (a: number, b: number, c: number) => number;
  /** Sign between two operands or before one, and how tightly it binds. Without it: a function call. */
  readonly infix?: readonly [sign: string, precedence: number];
  /** Opcodes of the SIMD instruction for four float32 and for two float64. */
  readonly wasm?: readonly [f32x4: number, f64x2: number];
  /** Made by the compiler only; no rule may call it. */
  readonly internal?: boolean;
  /** A reduction: over what, and how. `global` is over all tensors of the rule. */
  readonly reduces?: readonly [over: Extent, by: Reduction | Known];
}

const number = (arity: number) => Array<ValueType>(arity).fill("number");
const boolean = (arity: number) => Array<ValueType>(arity).fill("boolean");
const binary = { takes: number(2), gives: "number" } as const;
const unary = { takes: number(1), gives: "number" } as const;
const comparison = { takes: number(2), gives: "boolean" } as const;
const logical = { takes: boolean(2), gives: "boolean" } as const;

/** Every operation by its name. Functions are called by this name in the text of a rule. */
export const operations = {
  add: { ...binary, evaluate: (a, b) => a + b, infix: ["+", 4], wasm: [0xe4, 0xf0] },
  sub: { ...binary, evaluate: (a, b) => a - b, infix: ["-", 4], wasm: [0xe5, 0xf1] },
  mul: { ...binary, evaluate: (a, b) => a * b, infix: ["*", 5], wasm: [0xe6, 0xf2] },
  div: { ...binary, evaluate: (a, b) => a / b, infix: ["/", 5], wasm: [0xe7, 0xf3] },
  neg: { ...unary, evaluate: (a) => -a, infix: ["-", 6], wasm: [0xe1, 0xed] },
  pow: { ...binary, evaluate: power, infix: ["^", 7] },
  abs: { ...unary, evaluate: (a) => Math.abs(a), wasm: [0xe0, 0xec] },
  sqrt: { ...unary, evaluate: (a) => Math.sqrt(a), wasm: [0xe3, 0xef] },
  floor: { ...unary, evaluate: (a) => Math.floor(a), wasm: [0x68, 0x75] },
  sign: { ...unary, evaluate: (a) => Math.sign(a) },
  exp: { ...unary, evaluate: exponential },
  log: { ...unary, evaluate: logarithm },
  min: { ...binary, evaluate: (a, b) => Math.min(a, b), wasm: [0xe8, 0xf4] },
  max: { ...binary, evaluate: (a, b) => Math.max(a, b), wasm: [0xe9, 0xf5] },
  lt: { ...comparison, evaluate: (a, b) => +(a < b), infix: ["<", 3], wasm: [0x43, 0x49] },
  le: { ...comparison, evaluate: (a, b) => +(a <= b), infix: ["<=", 3], wasm: [0x45, 0x4b] },
  gt: { ...comparison, evaluate: (a, b) => +(a > b), infix: [">", 3], wasm: [0x44, 0x4a] },
  ge: { ...comparison, evaluate: (a, b) => +(a >= b), infix: [">=", 3], wasm: [0x46, 0x4c] },
  eq: { ...comparison, evaluate: (a, b) => +(a === b), infix: ["==", 3], wasm: [0x41, 0x47] },
  ne: { ...comparison, evaluate: (a, b) => +(a !== b), infix: ["!=", 3], wasm: [0x42, 0x48] },
  and: { ...logical, evaluate: (a, b) => a & b, infix: ["&&", 2], wasm: [0x4e, 0x4e] },
  or: { ...logical, evaluate: (a, b) => a | b, infix: ["||", 1], wasm: [0x50, 0x50] },
  not: {
    takes: boolean(1),
    gives: "boolean",
    evaluate: (a) => 1 - a,
    infix: ["!", 6],
    wasm: [0x4d, 0x4d],
  },
  where: {
    takes: ["boolean", "number", "number"],
    gives: "number",
    evaluate: (condition, a, b) => (condition ? a : b),
    wasm: [0x52, 0x52],
  },
  /** The nearest point within the parameter's bounds, and whether a point lies outside them: `expand` knows the bounds. */
  project: { ...unary, evaluate: (a) => a },
  outside: { takes: number(1), gives: "boolean", evaluate: (_a) => 0 },
  /** A bound in float32, rounded inwards; the second argument is the other bound. */
  roundUp: { ...binary, evaluate: roundUp, internal: true },
  roundDown: { ...binary, evaluate: roundDown, internal: true },
  /** 2^k for a whole k in the range of normal numbers: a step of `exp`. */
  exp2: { ...unary, evaluate: powerOfTwo, internal: true },
  /** The binary exponent of a positive normal number: a step of `log`. */
  exponent: { ...unary, evaluate: exponentOf, internal: true },
  /** A key for the random numbers of a tensor at a step: of seed, step and the tensor's hash. */
  key0: { takes: number(3), gives: "number", evaluate: (a, b, c) => keyOf(0, a, b, c), internal: true },
  key1: { takes: number(3), gives: "number", evaluate: (a, b, c) => keyOf(1, a, b, c), internal: true },
  /** An element's random number, from two keys: the only operation that depends on the element's index. */
  random: { ...binary, internal: true },
  /** The number below which a given share of the normal distribution lies. */
  quantile: { ...unary, internal: true },
  hash: { ...unary, reduces: ["tensor", "hash"], internal: true },
  sum: { ...unary, reduces: ["tensor", "sum"] },
  sumSquares: { ...unary, reduces: ["tensor", "sumSquares"] },
  size: { ...unary, reduces: ["tensor", "size"] },
  unitSum: { ...unary, reduces: ["unit", "sum"] },
  unitSumSquares: { ...unary, reduces: ["unit", "sumSquares"] },
  unitSize: { ...unary, reduces: ["unit", "size"] },
  rowSum: { ...unary, reduces: ["row", "sum"] },
  rowMax: { ...unary, reduces: ["row", "max"] },
  rowSize: { ...unary, reduces: ["row", "size"] },
  columnSum: { ...unary, reduces: ["column", "sum"] },
  columnMax: { ...unary, reduces: ["column", "max"] },
  columnSize: { ...unary, reduces: ["column", "size"] },
  globalSum: { ...unary, reduces: ["global", "sum"] },
  globalSumSquares: { ...unary, reduces: ["global", "sumSquares"] },
  globalSize: { ...unary, reduces: ["global", "size"] },
} satisfies Record<string, Operation>;

/** Name of an operation. */
export type OperationName = keyof typeof operations;

/** The row of an operation. */
export const operation = (name: OperationName): Operation => operations[name];
