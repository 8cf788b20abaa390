/** Values of a kernel in vectors: constants and inputs before the loop, loads and expressions within it. */
import { bytesOf, type DType } from "../../../language/dtype.ts";
import type { ValueType } from "../../../language/operations.ts";
import type { InputKind, Kernel } from "../../../plan/kernel.ts";
import * as wasm from "../../../webassembly/assembler.ts";
import { get, type Instruction, set, tee } from "../../../webassembly/assembler.ts";
import { loadCodes } from "./codes.ts";
import type { Locals } from "./locals.ts";
import { codeOf, type OperationCode } from "./operate.ts";
import { isNotZero, vector } from "./vectors.ts";

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
const maskOf = (dtype: DType, type: ValueType): Instruction[] => (type === "boolean" ? isNotZero(dtype) : []);

/** Loads the elements of roles and the inputs of columns; `half` is 0 or 1, the vector of the pair. */
export function loads({ dtype, values, storages }: Kernel, locals: Locals, half: number): Instruction[] {
  const load = (from: number) => [get(from), wasm.vLoad(16 * half)];
  const ofRoles = values.flatMap((value, index) => {
    if (value.kind !== "load") return [];
    const from = locals.roles[value.role]!;
    const storage = storages[value.role]!;
    return [...(loadCodes(dtype, storage, from, locals, half) ?? load(from)), set(locals.values[index]!)];
  });
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
  const constantOf = (index: number): number | undefined => {
    const value = values[index]!;
    return value.kind === "constant" ? value.value : undefined;
  };
  /** The local of a value that is the same for all elements. */
  const fixedLocal = (index: number): number | undefined => {
    const { kind } = values[index]!;
    return kind === "constant" || kind === "uniform" ? locals.values[index]! : undefined;
  };
  return roots.map((root) => {
    const made: Instruction[] = [];
    // An explicit stack instead of recursion: values to emit, and operations that follow their arguments.
    const todo: { readonly value: number; readonly ready?: OperationCode }[] = [{ value: root }];
    for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
      const { value: index, ready } = next;
      const value = values[index]!;
      const local = locals.values[index]!;
      if (value.kind !== "call" || known.has(index)) made.push(get(local));
      else if (ready) {
        for (const instruction of ready.code) made.push(instruction);
        if (local < 0) continue;
        made.push(tee(local));
        known.add(index);
      } else {
        const code = codeOf(
          value.op,
          dtype,
          value.args.map(constantOf),
          value.args.map(fixedLocal),
          locals,
          half,
        );
        todo.push({ value: index, ready: code });
        for (const pushed of code.pushed.toReversed()) todo.push({ value: value.args[pushed]! });
      }
    }
    return made;
  });
}
