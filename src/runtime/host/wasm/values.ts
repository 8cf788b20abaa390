/** Values of a kernel in vectors: constants and inputs before the loop, loads and expressions within it. */
import { bytesOf, type DType } from "../../../language/dtype.ts";
import { type OperationName, operation } from "../../../language/operations.ts";
import type { InputKind, Kernel } from "../../../plan/kernel.ts";
import * as wasm from "./assembler.ts";
import { get, type Instruction, set, simd, tee } from "./assembler.ts";
import { splitting } from "./exponents.ts";
import type { Locals } from "./locals.ts";
import { randomOf } from "./random.ts";
import { isNotZero, shapeOf, vector } from "./vectors.ts";

/** Sets the locals of constants. */
export const constants = ({ dtype, values }: Kernel, locals: Locals): Instruction[] =>
  values.flatMap((value, index) =>
    value.kind === "constant" ? [vector(dtype, value.value), set(locals.values[index]!)] : [],
  );

/** Sets the locals of inputs of a kind; `from` is the local with the address of the first, less `offset`. */
export function splats(
  { dtype, values }: Kernel,
  locals: Locals,
  kind: Exclude<InputKind, "column">,
  from: number,
  offset: number,
): Instruction[] {
  const load = dtype === "float32" ? wasm.vLoad32Splat : wasm.vLoad64Splat;
  return values.flatMap((value, index) => {
    if (value.kind !== kind) return [];
    const loaded = [get(from), load(offset + value.index * bytesOf[dtype])];
    return [...loaded, ...maskOf(dtype, value.type), set(locals.values[index]!)];
  });
}

/** A comparison made by the host comes as 1 or 0 and becomes a mask. */
const maskOf = (dtype: DType, type: "number" | "boolean"): Instruction[] =>
  type === "boolean" ? isNotZero(dtype) : [];

/** Loads the elements of roles and the inputs of columns; `half` is 0 or 1, the vector of the pair. */
export function loads({ dtype, values }: Kernel, locals: Locals, half: number): Instruction[] {
  const load = (from: number) => [get(from), wasm.vLoad(16 * half)];
  const ofRoles = values.flatMap((value, index) =>
    value.kind === "load" ? [...load(locals.roles[value.role]!), set(locals.values[index]!)] : [],
  );
  const ofColumns = values.flatMap((value, index) => {
    if (value.kind !== "column") return [];
    const loaded = load(locals.columns[value.index]!);
    return [...loaded, ...maskOf(dtype, value.type), set(locals.values[index]!)];
  });
  return [...ofRoles, ...ofColumns];
}

/**
 * The expressions of values, one after the other: each leaves its value on the stack, and later ones use what earlier
 * ones have computed.
 */
export function expressions(
  { dtype, values }: Kernel,
  locals: Locals,
  half: number,
  roots: readonly number[],
): Instruction[][] {
  const known = new Set<number>();
  return roots.map((root) => {
    const made: Instruction[] = [];
    // An explicit stack instead of recursion: values to emit, and operations that follow their arguments.
    const todo: { readonly value: number; readonly isReady: boolean }[] = [{ value: root, isReady: false }];
    for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
      const { value: index, isReady } = next;
      const value = values[index]!;
      const local = locals.values[index]!;
      if (value.kind !== "call" || known.has(index)) made.push(get(local));
      else if (isReady) {
        for (const instruction of operate(dtype, locals, value.op, half)) made.push(instruction);
        if (local < 0) continue;
        made.push(tee(local));
        known.add(index);
      } else {
        todo.push({ value: index, isReady: true });
        const [a, b, c] = value.args;
        // bitselect takes its condition last.
        const args = value.op === "where" ? [b!, c!, a!] : value.args;
        for (const arg of args.toReversed()) todo.push({ value: arg, isReady: false });
      }
    }
    return made;
  });
}

/** An operation on the values on the stack. */
function operate(dtype: DType, locals: Locals, op: OperationName, half: number): Instruction[] {
  const opcodes = operation(op).wasm;
  if (opcodes) return [simd(opcodes[shapeOf(dtype)])];
  return op === "random" ? randomOf(dtype, locals, half) : splitting(dtype, op);
}
