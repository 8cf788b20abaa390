/**
 * Functions of WebAssembly written by hand: integers in named locals, expressions, loops and conditions. Nothing is hidden: each helper
 * is the few instructions that its comment names.
 */
import {
  block,
  branchIf,
  type Code,
  end,
  get,
  type Instruction,
  i32,
  i32Add,
  i32Const,
  i32LessUnsigned,
  i32Load,
  i32Mul,
  i32ShiftLeft,
  i32Sub,
  ifNotZero,
  instruction,
  loop,
  set,
  type ValueType,
  v128,
  vConst,
} from "./assembler.ts";

/** A local of a function. */
export interface Local {
  readonly index: number;
}

/** What leaves one value on the stack: a constant integer, a local, instructions. */
export type Value = number | Local | readonly Instruction[];

const isLocal = (value: Local | readonly Instruction[]): value is Local => "index" in value;

/** Leaves a value on the stack. */
export function push(value: Value): readonly Instruction[] {
  if (typeof value === "number") return [i32Const(value)];
  return isLocal(value) ? [get(value.index)] : value;
}

/** local = value. */
export const assign = (to: Local, value: Value): Instruction[] => [...push(value), set(to.index)];

/** A binary operation on two values. */
const binary =
  (operation: Instruction) =>
  (a: Value, b: Value): Instruction[] => [...push(a), ...push(b), operation];

export const add = binary(i32Add);
export const subtract = binary(i32Sub);
export const multiply = binary(i32Mul);
export const and = binary(instruction("i32.and"));
/** a < b without signs, and with them. */
export const isLess = binary(i32LessUnsigned);
export const isLessSigned = binary(instruction("i32.lt_s"));

/** a * 2^by. */
export const shiftLeft = (a: Value, by: number): Instruction[] => [...push(a), ...i32ShiftLeft(by)];

/** Whether a value is zero. */
export const isZero = (value: Value): Instruction[] => [...push(value), instruction("i32.eqz")];

/** local = local + value. */
export const advance = (local: Local, by: Value): Instruction[] => assign(local, add(local, by));

/** The word at an address. */
export const word = (address: Value, offset = 0): Instruction[] => [...push(address), i32Load(offset)];

/** A vector of zeros. */
export const zeros: readonly Instruction[] = [vConst(new Uint8Array(16))];

/** An operation on two vectors, by its mnemonic. */
export const vectors = (
  mnemonic: Parameters<typeof instruction>[0],
  a: Value,
  b: Value,
): readonly Instruction[] => [...push(a), ...push(b), instruction(mnemonic)];

/** if (condition) { then } else { otherwise } */
export const when = (
  condition: Value,
  then: readonly Instruction[],
  otherwise: readonly Instruction[] = [],
): Instruction[] => [
  ...[...push(condition), ifNotZero, ...then],
  ...(otherwise.length ? [instruction("else"), ...otherwise] : []),
  end,
];

/** to = the lesser of two values. */
export const least = (to: Local, a: Value, b: Value): Instruction[] =>
  when(isLess(a, b), assign(to, a), assign(to, b));

/** for (local = from; local < below; local += step) { body } */
export const counted = (
  local: Local,
  from: Value,
  below: Value,
  step: Value,
  body: readonly Instruction[],
): Instruction[] => [
  ...[...assign(local, from), block, loop],
  ...[...push(local), ...push(below), instruction("i32.ge_u"), branchIf(1)],
  ...[...body, ...advance(local, step), instruction("br", 0), end, end],
];

/** do { body } while (condition) */
export const repeated = (body: readonly Instruction[], condition: Value): Instruction[] => [
  ...[loop, ...body, ...push(condition), branchIf(0), end],
];

/** A function of three integers, and its locals as they are named. */
export class FunctionWriter {
  readonly #locals: ValueType[] = [];
  readonly names: string[];

  constructor(parameters: readonly [string, string, string]) {
    this.names = [...parameters];
  }

  /** A parameter, by its position. */
  parameter(index: 0 | 1 | 2): Local {
    return { index };
  }

  integer(name: string): Local {
    return this.#local(i32, name);
  }

  vector(name: string): Local {
    return this.#local(v128, name);
  }

  /** Several of them. */
  vectors(name: string, count: number): Local[] {
    return Array.from({ length: count }, (_, k) => this.vector(`${name}${k}`));
  }

  /** The function with this body. */
  code(body: readonly Instruction[]): Code {
    return { locals: this.#locals, body };
  }

  #local(type: ValueType, name: string): Local {
    this.#locals.push(type);
    return { index: this.names.push(name) - 1 };
  }
}
