/**
 * A kernel as WebAssembly: a loop over segments, within it a loop over pairs of vectors. Pure: from kernel to
 * instructions. Never contracts and never reassociates. Code for reductions and slices is in `slices.ts`.
 */
import { bytesOf, type DType } from "../../../language/dtype.ts";
import { type OperationName, operation } from "../../../language/operations.ts";
import { isSliced, type Kernel } from "../../../plan/kernel.ts";
import { blockLayout, segmentBytes } from "../arena.ts";
import * as wasm from "./assembler.ts";
import { type Code, get, type Instruction, set, simd, tee, type ValueType } from "./assembler.ts";

/** What differs between vectors of four float32 and of two float64. */
const shapes = {
  float32: {
    index: 0,
    lanes: 4,
    loadSplat: wasm.vLoad32Splat,
  },
  float64: {
    index: 1,
    lanes: 2,
    loadSplat: wasm.vLoad64Splat,
  },
} as const;

/** Code and the names of its locals. */
export interface Emitted {
  readonly code: Code;
  readonly names: readonly string[];
}

/** A vector of equal elements. */
export const vector = (dtype: DType, value: number): Instruction =>
  wasm.vConst(dtype === "float32" ? new Float32Array(4).fill(value) : new Float64Array(2).fill(value));

/** A comparison made by the host comes as 1 or 0 and becomes a mask. */
export const isNotZero = (dtype: DType): Instruction[] => [
  vector(dtype, 0),
  simd(operation("ne").wasm![shapes[dtype].index]),
];

/** What `emit` passes to its extras. */
export interface Context {
  readonly kernel: Kernel;
  readonly lanes: number;
  /** Locals: the block's address, the first segment, the current entry of the table, elements to come. */
  readonly block: number;
  readonly first: number;
  readonly segment: number;
  readonly count: number;
  /** Locals of values. */
  readonly homes: readonly number[];
  local(type: ValueType, name: string): number;
  put(...instructions: readonly Instruction[]): void;
  /** Address of an entry of a table: start + index * bytes. */
  entry(start: readonly Instruction[], index: number, bytes: number): Instruction[];
  /** Emits two vectors; leaves the number of remaining elements on the stack. */
  pair(): void;
  /** Emits one vector, of which only the first `count` elements are reduced and stored. */
  rest(half: number): void;
}

/** Code for kernels that reduce, that go by slices of matrices, that draw random numbers or that split exponents. */
export interface Extras {
  begin(): void;
  /** The loops of a segment. */
  segment(): void;
  load(half: number): void;
  reduce(half: number, isRest: boolean, value: (index: number) => void): void;
  /** Stores what lies on the stack, up to `count`. */
  storeRest(half: number, pointer: number): void;
  advance(): void;
  /** An operation that needs several instructions, on the values on the stack. */
  operate(op: OperationName, half: number): Instruction[];
}

/** Whether `emit` needs extras for a kernel. */
export const needsExtras = (kernel: Kernel): boolean =>
  isSliced(kernel) ||
  kernel.reductions.length > 0 ||
  kernel.values.some((value) => value.kind === "call" && !operation(value.op).wasm);

/**
 * Emits a kernel, with `slices` of `slices.ts` where it `needsExtras`. Parameters: address of the parameter block,
 * first segment, segment after the last.
 */
export function emit(kernel: Kernel, extrasOf?: (context: Context) => Extras): Emitted {
  const { dtype, values, roles, stores } = kernel;
  const { index: shape, lanes, loadSplat } = shapes[dtype];
  const { firstRole, firstUniform } = blockLayout(kernel);
  const names = ["block", "first", "last"];
  const locals: ValueType[] = [];
  const local = (type: ValueType, name: string): number => {
    locals.push(type);
    return names.push(name) - 1;
  };
  const body: Instruction[] = [];
  const put = (...instructions: readonly Instruction[]): void => {
    body.push(...instructions);
  };

  const [block, first, last] = [0, 1, 2];
  const segment = local(wasm.i32, "segment");
  const end = local(wasm.i32, "end");
  const count = local(wasm.i32, "count");
  const inputs = local(wasm.i32, "inputs");
  const short = (role: string): string => role.replace(/^.*\./, "");
  const pointers = roles.map((role) => local(wasm.i32, `at_${short(role)}`));
  const uses = values.map(() => 0);
  for (const value of values) if (value.kind === "call") for (const arg of value.args) uses[arg]!++;
  for (const { value } of [...stores, ...kernel.reductions, ...kernel.columnReductions]) uses[value]!++;
  /** Locals of values; a value that is used once stays on the stack. */
  const homes = values.map((value, index) => {
    if (value.kind === "call") return uses[index]! > 1 ? local(wasm.v128, `x${index}`) : -1;
    return local(wasm.v128, value.kind === "load" ? short(roles[value.role]!) : `${value.kind[0]}${index}`);
  });
  /** Address of an entry of a table: start + index * bytes. */
  const entry = (start: readonly Instruction[], index: number, bytes: number): Instruction[] => [
    ...start,
    get(index),
    wasm.i32Const(bytes),
    wasm.i32Mul,
    wasm.i32Add,
  ];
  const context = { kernel, lanes, block, first, segment, count, homes, local, put, entry };
  const extras = needsExtras(kernel)
    ? extrasOf!({ ...context, pair: () => pair(), rest: (half) => one(half, true) })
    : undefined;
  const splat = (kind: "uniform" | "segment", from: number, offset: number): void => {
    for (const [index, value] of values.entries()) {
      if (value.kind !== kind) continue;
      put(get(from), loadSplat(offset + value.index * bytesOf[dtype]));
      if (value.type === "boolean") put(...isNotZero(dtype));
      put(set(homes[index]!));
    }
  };

  // Before the loops: table of segments, constants, uniform inputs.
  put(get(block), wasm.i32Load(0), set(segment));
  put(...entry([get(segment)], last, segmentBytes), set(end));
  put(...entry([get(segment)], first, segmentBytes), set(segment));
  extras?.begin();
  for (const [index, value] of values.entries()) {
    if (value.kind === "constant") put(vector(dtype, value.value), set(homes[index]!));
  }
  splat("uniform", block, firstUniform);

  // Each segment: addresses, number of elements, inputs of its tensor.
  put(wasm.loop);
  for (const [role, pointer] of pointers.entries()) {
    put(
      get(block),
      wasm.i32Load(firstRole + 4 * role),
      get(segment),
      wasm.i32Load(0),
      wasm.i32Add,
      set(pointer),
    );
  }
  put(get(segment), wasm.i32Load(4), set(count));
  if (kernel.inputs) {
    put(get(block), wasm.i32Load(8), get(segment), wasm.i32Load(8), wasm.i32Add, set(inputs));
    splat("segment", inputs, 0);
  }
  if (extras) extras.segment();
  else {
    put(wasm.loop);
    pair();
    put(wasm.branchIf(0), wasm.end);
  }
  put(get(segment), wasm.i32Const(segmentBytes), wasm.i32Add, tee(segment));
  put(get(end), wasm.i32LessUnsigned, wasm.branchIf(0), wasm.end);
  return { code: { locals, body }, names };

  /** Emits two vectors; advances, and leaves the number of remaining elements on the stack. */
  function pair(): void {
    for (const half of [0, 1]) one(half, false);
    for (const pointer of pointers) put(get(pointer), wasm.i32Const(32), wasm.i32Add, set(pointer));
    extras?.advance();
    put(get(count), wasm.i32Const(2 * lanes), wasm.i32Sub, tee(count));
  }

  /** One vector: loads, then reductions and stores with the values that they need. */
  function one(half: number, isRest: boolean): void {
    const offset = 16 * half;
    const known = new Set<number>();
    // An explicit stack instead of recursion: values to emit, and what follows once their arguments are emitted.
    const value = (root: number): void => {
      const todo: (number | (() => void))[] = [root];
      for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
        if (typeof next === "function") {
          next();
          continue;
        }
        const index = next;
        const found = values[index]!;
        if (found.kind !== "call" || known.has(index)) {
          put(get(homes[index]!));
          continue;
        }
        todo.push(() => operate(index, found.op));
        const [a, b, c] = found.args;
        todo.push(...(found.op === "where" ? [a!, c!, b!] : found.args.toReversed()));
      }
    };
    const operate = (index: number, op: OperationName): void => {
      const opcodes = operation(op).wasm;
      put(...(opcodes ? [simd(opcodes[shape])] : extras!.operate(op, half)));
      if (homes[index]! >= 0) {
        put(tee(homes[index]!));
        known.add(index);
      }
    };
    for (const [index, found] of values.entries()) {
      if (found.kind === "load") put(get(pointers[found.role]!), wasm.vLoad(offset), set(homes[index]!));
    }
    extras?.load(half);
    extras?.reduce(half, isRest, value);
    for (const { role, value: stored } of stores) {
      if (isRest && isSliced(kernel)) {
        value(stored);
        extras!.storeRest(half, pointers[role]!);
      } else {
        put(get(pointers[role]!));
        value(stored);
        put(wasm.vStore(offset));
      }
    }
  }
}
