/**
 * The table of operations: one row holds what an operation means for every target.
 * Booleans are the numbers 1 and 0 wherever a value is stored; a target may keep them as masks.
 * The targets themselves (SIMD instructions' bytes, block loops) are written in `backend/`.
 */
import { exponential, logarithm, power } from "./arithmetic.ts";

/** What a value is: a number, or the outcome of a comparison. */
export type ValueType = "number" | "boolean";

/** One operation of the language of rules. */
export interface Operation {
  /** Types of the arguments, in order. */
  readonly takes: readonly ValueType[];
  /** Type of the result. */
  readonly gives: ValueType;
  /** The meaning, in float64. Reductions have none here: they need more than one element. */
  readonly evaluate?: (a: number, b: number, c: number) => number;
  /** Sign between two operands or before one, and how tightly it binds. Without it: a function call. */
  readonly infix?: readonly [sign: string, precedence: number];
  /** Name of the SIMD instruction, after the shape (`f32x4.`) unless it names its own (`v128.`), or of a macro. */
  readonly wasm?: string;
  /** Made by the compiler only; no rule may call it. */
  readonly internal?: boolean;
  /** A reduction: over one tensor, or over all tensors that the rule is applied to. */
  readonly reduces?: "tensor" | "global";
}

const number = (arity: number) => Array<ValueType>(arity).fill("number");
const boolean = (arity: number) => Array<ValueType>(arity).fill("boolean");
const binary = { takes: number(2), gives: "number" } as const;
const unary = { takes: number(1), gives: "number" } as const;
const comparison = { takes: number(2), gives: "boolean" } as const;
const logical = { takes: boolean(2), gives: "boolean" } as const;

/** Every operation by its name. Functions are called by this name in the text of a rule. */
export const operations = {
  add: { ...binary, evaluate: (a, b) => a + b, infix: ["+", 4], wasm: "add" },
  sub: { ...binary, evaluate: (a, b) => a - b, infix: ["-", 4], wasm: "sub" },
  mul: { ...binary, evaluate: (a, b) => a * b, infix: ["*", 5], wasm: "mul" },
  div: { ...binary, evaluate: (a, b) => a / b, infix: ["/", 5], wasm: "div" },
  neg: { ...unary, evaluate: (a) => -a, infix: ["-", 6], wasm: "neg" },
  pow: { ...binary, evaluate: power, infix: ["^", 7] },
  abs: { ...unary, evaluate: (a) => Math.abs(a), wasm: "abs" },
  sqrt: { ...unary, evaluate: (a) => Math.sqrt(a), wasm: "sqrt" },
  floor: { ...unary, evaluate: (a) => Math.floor(a), wasm: "floor" },
  sign: { ...unary, evaluate: (a) => Math.sign(a) },
  exp: { ...unary, evaluate: exponential },
  log: { ...unary, evaluate: logarithm },
  min: { ...binary, evaluate: (a, b) => Math.min(a, b), wasm: "min" },
  max: { ...binary, evaluate: (a, b) => Math.max(a, b), wasm: "max" },
  lt: { ...comparison, evaluate: (a, b) => +(a < b), infix: ["<", 3], wasm: "lt" },
  le: { ...comparison, evaluate: (a, b) => +(a <= b), infix: ["<=", 3], wasm: "le" },
  gt: { ...comparison, evaluate: (a, b) => +(a > b), infix: [">", 3], wasm: "gt" },
  ge: { ...comparison, evaluate: (a, b) => +(a >= b), infix: [">=", 3], wasm: "ge" },
  eq: { ...comparison, evaluate: (a, b) => +(a === b), infix: ["==", 3], wasm: "eq" },
  ne: { ...comparison, evaluate: (a, b) => +(a !== b), infix: ["!=", 3], wasm: "ne" },
  and: { ...logical, evaluate: (a, b) => a & b, infix: ["&&", 2], wasm: "v128.and" },
  or: { ...logical, evaluate: (a, b) => a | b, infix: ["||", 1], wasm: "v128.or" },
  not: {
    takes: boolean(1),
    gives: "boolean",
    evaluate: (a) => 1 - a,
    infix: ["!", 6],
    wasm: "v128.not",
  },
  where: {
    takes: ["boolean", "number", "number"],
    gives: "number",
    evaluate: (condition, a, b) => (condition ? a : b),
    wasm: "v128.bitselect",
  },
  /** 2^k for a whole k in the range of normal numbers: a step of `exp`. */
  exp2: { ...unary, evaluate: (k) => power(2, k), wasm: "exp2", internal: true },
  /** The binary exponent of a positive normal number: a step of `log`. */
  exponent: { ...unary, wasm: "exponent", internal: true },
  sum: { ...unary, reduces: "tensor" },
  sumSquares: { ...unary, reduces: "tensor" },
  size: { ...unary, reduces: "tensor" },
  globalSum: { ...unary, reduces: "global" },
  globalSumSquares: { ...unary, reduces: "global" },
  globalSize: { ...unary, reduces: "global" },
} satisfies Record<string, Operation>;

/** Name of an operation. */
export type OperationName = keyof typeof operations;

/** The row of an operation. */
export const operation = (name: OperationName): Operation => operations[name];
