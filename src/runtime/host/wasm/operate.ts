/** The instructions of an operation, from its row in the table of operations. */
import type { DType } from "../../../language/dtype.ts";
import { type Constants, type OperationName, operation, operationsOf } from "../../../language/operations.ts";
import * as wasm from "../../../webassembly/assembler.ts";
import { get, type Instruction, instruction, set, tee } from "../../../webassembly/assembler.ts";
import { isMnemonic } from "../../../webassembly/instructions.ts";
import { strideOf } from "../alignment.ts";
import type { Locals } from "./locals.ts";
import { vector } from "./vectors.ts";

/** The operations that are emitted; all others are lowered to these. */
export const native = operationsOf("wasm");

const argumentNames = ["x", "y", "z"];

/** An operation's code: which arguments are pushed, in this order, and what follows. */
export interface OperationCode {
  readonly pushed: readonly number[];
  readonly code: readonly Instruction[];
}

/**
 * The code of an operation on vectors of a dtype.
 *
 * @param constants - the values of arguments that are constants.
 * @param fixed - the locals of arguments that are the same for all elements.
 * @param half - 0 or 1, the vector of the pair.
 * @throws TypeError for a line that is no instruction.
 */
export function codeOf(
  op: OperationName,
  dtype: DType,
  constants: Constants,
  fixed: readonly (number | undefined)[],
  locals: Locals,
  half: number,
): OperationCode {
  const row = operation(op);
  const all = row.takes.map((_, index) => index);
  const areFixed = fixed.map((local) => local !== undefined);
  const written = typeof row.wasm === "function" ? row.wasm(dtype, constants, areFixed) : row.wasm!;
  const whole = typeof written === "string" ? [written] : written;
  const at = whole.indexOf("once");
  const lines = whole.slice(at + 1);
  const plainly = (line: string) => translated(op, dtype, line, locals, half);
  const before = whole.slice(0, Math.max(at, 0)).flatMap((line) => pushedFixed(line, fixed) ?? plainly(line));
  const once = at < 0 ? [] : [get(locals.invariant(before))];
  const translate = (line: string) => (line === "get once" ? once : plainly(line));
  // Arguments that are named once, before anything else, are pushed in that order; others wait in locals.
  const first = lines.findIndex((line) => !argumentNames.includes(line));
  const [named, rest] = [lines.slice(0, first), lines.slice(first)];
  const isSimple = new Set(named).size === named.length && !rest.some((line) => argumentNames.includes(line));
  if (isSimple) {
    const pushed = named.length ? named.map((name) => argumentNames.indexOf(name)) : all;
    return { pushed, code: rest.flatMap(translate) };
  }
  const kept = all.toReversed().map((index) => set(locals.temporary(argumentNames[index]!)));
  return { pushed: all, code: [...kept, ...lines.flatMap(translate)] };
}

/** Pushes an argument that is the same for all elements; undefined for any other line. */
function pushedFixed(line: string, fixed: readonly (number | undefined)[]): Instruction[] | undefined {
  const local = fixed[argumentNames.indexOf(line)];
  return local === undefined ? undefined : [get(local)];
}

/** The instructions of one line of a row, of an operation or a storage. */
export function translated(
  op: string,
  dtype: DType,
  line: string,
  locals: Locals,
  half: number,
): Instruction[] {
  const [word, ...rest] = line.split(" ") as [string, ...string[]];
  const [operand = ""] = rest;
  const shaped = `${dtype === "float32" ? "f32x4" : "f64x2"}.${word}`;
  if (isMnemonic(shaped)) return [instruction(shaped)];
  if (word === "if") return [wasm.ifNotZero];
  if (word === "v128.const") return [get(locals.invariant([wasm.vConst(Int32Array.from(rest, Number))]))];
  if (isMnemonic(word)) {
    return [instruction(word, ...rest.flatMap((value) => wasm.leb(Number(value), true)))];
  }
  switch (word) {
    case "x":
    case "y":
    case "z":
      return [get(locals.temporary(word))];
    case "get":
      return [get(locals.temporary(operand))];
    case "set":
      return [set(locals.temporary(operand))];
    case "tee":
      return [tee(locals.temporary(operand))];
    case "const":
      return [get(locals.invariant([vector(dtype, Number(operand))]))];
    case "element":
      return [get(locals.element), wasm.i32Const((half * strideOf[dtype]) / 2), wasm.i32Add];
    default:
      throw new TypeError(
        `"${line}" of ${op} is no instruction; if WebAssembly has it, add it to webassembly/instructions.ts`,
      );
  }
}
