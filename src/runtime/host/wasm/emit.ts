/**
 * A kernel as WebAssembly: a loop over segments, within it a loop over pairs of vectors. Pure: from kernel to
 * instructions. Never contracts and never reassociates.
 */
import { bytesOf } from "../../../language/dtype.ts";
import { widthOf } from "../../../language/storage.ts";
import { isSliced, type Kernel } from "../../../plan/kernel.ts";
import * as wasm from "../../../webassembly/assembler.ts";
import { type Code, get, type Instruction, set, tee } from "../../../webassembly/assembler.ts";
import { strideOf } from "../alignment.ts";
import { blockLayout, segmentBytes } from "../placed-pass.ts";
import { storeVector } from "./codes.ts";
import { accumulateColumns, columnStrides, pointToColumns } from "./columns.ts";
import { type Locals, localsOf } from "./locals.ts";
import { accumulate, clear, pointToResults, storeResults } from "./reduce.ts";
import { masked, setMasks, storeRest } from "./remainder.ts";
import { constants, expressions, loads, splats } from "./values.ts";

/** Code and the names of its parameters and locals. */
export interface Emitted {
  readonly code: Code;
  readonly names: readonly string[];
}

/** Emits a kernel. Parameters: address of the parameter block in units, first segment, segment after the last. */
export function emit(kernel: Kernel): Emitted {
  const locals = localsOf(kernel);
  const { block, first, last, segment, end } = locals;
  const rowOf = (index: number): Instruction[] => [
    ...[get(segment), get(index), wasm.i32Const(segmentBytes), wasm.i32Mul, wasm.i32Add],
  ];
  const elements = mayEndAnywhere(kernel) ? exactly(kernel, locals) : pairs(kernel, locals);
  const body = [
    ...[get(block), ...wasm.address, set(block), get(block), wasm.i32Load(0), ...wasm.address, set(segment)],
    ...[...rowOf(last), set(end), ...rowOf(first), set(segment)],
    ...pointToResults(kernel, locals),
    ...constants(kernel, locals),
    ...splats(kernel, locals, "uniform", block, blockLayout(kernel).firstUniform),
    ...locals.setInvariants(),
    wasm.loop,
    ...segmentBegin(kernel, locals),
    ...elements,
    ...storeResults(kernel, locals),
    ...[get(segment), wasm.i32Const(segmentBytes), wasm.i32Add, tee(segment)],
    ...[get(end), wasm.i32LessUnsigned, wasm.branchIf(0), wasm.end],
  ];
  return { code: { locals: locals.types, body }, names: locals.names };
}

/** Whether a segment's elements must be told from those beyond its end. Otherwise padding is computed like elements. */
const mayEndAnywhere = (kernel: Kernel): boolean =>
  isSliced(kernel) || kernel.reductions.length + kernel.columnReductions.length > 0;

/** Addresses, number of elements and inputs of a segment. */
function segmentBegin(kernel: Kernel, locals: Locals): Instruction[] {
  const { block, segment, count, inputs, element } = locals;
  const { firstRole } = blockLayout(kernel);
  const width = bytesOf[kernel.dtype];
  const widths = kernel.storages.map(widthOf);
  /** The address in a word of the block, and from there on as many elements as a word of the segment says. */
  const address = (word: number, offset: number, bytes: number): Instruction[] => [
    ...[get(block), wasm.i32Load(word), ...wasm.address, get(segment), wasm.i32Load(offset)],
    ...[...wasm.i32ShiftLeft(Math.log2(bytes)), wasm.i32Add],
  ];
  return [
    ...locals.roles.flatMap((pointer, role) => [
      ...address(firstRole + 4 * role, 0, widths[role]!),
      set(pointer),
    ]),
    ...[get(segment), wasm.i32Load(4), set(count)],
    ...(kernel.inputs ? [...address(8, 8, width), set(inputs)] : []),
    ...splats(kernel, locals, "segment", inputs, 0),
    ...pointToColumns(kernel, locals),
    ...clear(kernel, locals),
    ...(element < 0 ? [] : [get(segment), wasm.i32Load(16), set(element)]),
  ];
}

/** Pairs of vectors until no element is left. */
const pairs = (kernel: Kernel, locals: Locals): Instruction[] => [
  wasm.loop,
  ...pair(kernel, locals),
  ...[wasm.branchIf(0), wasm.end],
];

/** Pairs of vectors while there are enough elements, then the rest. */
function exactly(kernel: Kernel, locals: Locals): Instruction[] {
  const { count } = locals;
  return [
    ...[wasm.block, wasm.loop, get(count), wasm.i32Const(strideOf[kernel.dtype])],
    ...[wasm.i32LessUnsigned, wasm.branchIf(1)],
    ...pair(kernel, locals),
    ...[wasm.branchIf(0), wasm.end, wasm.end, get(count), wasm.ifNotZero],
    ...setMasks(kernel, locals),
    ...vectorOf(kernel, locals, 0, true),
    ...vectorOf(kernel, locals, 1, true),
    wasm.end,
  ];
}

/** Two vectors; advances all pointers and leaves the number of remaining elements on the stack. */
function pair(kernel: Kernel, locals: Locals): Instruction[] {
  const { roles, columns, columnSums, element, count } = locals;
  const stride = strideOf[kernel.dtype];
  const add = (local: number, by: number) => [get(local), wasm.i32Const(by), wasm.i32Add, set(local)];
  return [
    ...vectorOf(kernel, locals, 0, false),
    ...vectorOf(kernel, locals, 1, false),
    ...roles.flatMap((pointer, role) => add(pointer, stride * widthOf(kernel.storages[role]!))),
    ...columns.flatMap((pointer) => add(pointer, 32)),
    ...columnStrides(kernel).flatMap((bytes, c) => add(columnSums[c]!, bytes)),
    ...(element < 0 ? [] : add(element, stride)),
    ...[get(count), wasm.i32Const(stride), wasm.i32Sub, tee(count)],
  ];
}

/** One vector: loads, then reductions and stores with the values that they need. In the rest, up to the segment's end. */
function vectorOf(kernel: Kernel, locals: Locals, half: number, isRest: boolean): Instruction[] {
  const { dtype, storages, reductions, columnReductions, stores } = kernel;
  const { scratch, masks } = locals;
  const roots = [...reductions, ...columnReductions, ...stores].map(({ value }) => value);
  const made = expressions(kernel, locals, half, roots);
  const reduced = [...reductions, ...columnReductions].flatMap(({ op }, index) => {
    const column = index - reductions.length;
    return [
      ...[...made[index]!, ...(isRest ? masked(dtype, op, masks[half]!) : []), set(scratch)],
      ...(column < 0
        ? accumulate(kernel, locals, index, half)
        : accumulateColumns(kernel, locals, column, half)),
    ];
  });
  const stored = stores.flatMap(({ role }, index) => {
    const value = made[reductions.length + columnReductions.length + index]!;
    const pointer = locals.roles[role]!;
    return isRest && isSliced(kernel)
      ? [...value, ...storeRest(kernel, locals, half, role)]
      : [get(pointer), ...value, ...storeVector(dtype, storages[role]!, locals, half)];
  });
  return [...loads(kernel, locals, half), ...reduced, ...stored];
}
