/**
 * WebAssembly as bytes: the instructions that kernels need, and a module around them with one exported function on an
 * imported memory. The text of a module is `wat.ts`. Reference: WebAssembly Core Specification 2.0, chapter 5.
 */

/** An instruction: its opcode and what follows it. */
export type Instruction = readonly number[];

/** A function of three 32-bit integers, its locals after them, its body. */
export interface Code {
  readonly locals: readonly ValueType[];
  readonly body: readonly Instruction[];
}

/** Type of a local: a 32-bit integer or a vector. */
export type ValueType = typeof i32 | typeof v128;
export const i32 = 0x7f;
export const v128 = 0x7b;

/** LEB128; signed where `signed`. */
export function leb(value: number, signed = false): number[] {
  const bytes: number[] = [];
  for (;;) {
    const low = value & 0x7f;
    value = signed ? value >> 7 : value >>> 7;
    const done = signed ? (value === 0 && !(low & 0x40)) || (value === -1 && low & 0x40) : value === 0;
    bytes.push(done ? low : low | 0x80);
    if (done) return bytes;
  }
}

const noResult = 0x40;
export const block: Instruction = [0x02, noResult];
export const loop: Instruction = [0x03, noResult];
export const ifNotZero: Instruction = [0x04, noResult];
export const end: Instruction = [0x0b];
export const branchIf = (depth: number): Instruction => [0x0d, depth];
export const get = (local: number): Instruction => [0x20, ...leb(local)];
export const set = (local: number): Instruction => [0x21, ...leb(local)];
export const tee = (local: number): Instruction => [0x22, ...leb(local)];
/** A memory argument: alignment 2^2, a hint only, and the offset. */
const at = (offset: number): number[] => [2, ...leb(offset)];
export const i32Load = (offset: number): Instruction => [0x28, ...at(offset)];
export const f64Store = (offset: number): Instruction => [0x39, ...at(offset)];
export const i32Const = (value: number): Instruction => [0x41, ...leb(value, true)];
export const i32LessUnsigned: Instruction = [0x49];
export const i32Add: Instruction = [0x6a];
export const i32Sub: Instruction = [0x6b];
export const i32Mul: Instruction = [0x6c];
export const f64Add: Instruction = [0xa0];
export const f64Max: Instruction = [0xa5];

/** A SIMD instruction by its opcode. */
export const simd = (opcode: number, ...immediates: readonly number[]): Instruction => [
  0xfd,
  ...leb(opcode),
  ...immediates,
];
export const vLoad = (offset: number): Instruction => simd(0x00, ...at(offset));
export const vLoad32Splat = (offset: number): Instruction => simd(0x09, ...at(offset));
export const vLoad64Splat = (offset: number): Instruction => simd(0x0a, ...at(offset));
export const vStore = (offset: number): Instruction => simd(0x0b, ...at(offset));
/** Stores one lane of 4 or 8 bytes. */
export const vStoreLane = (bytes: 4 | 8, offset: number, lane: number): Instruction =>
  simd(bytes === 4 ? 0x5a : 0x5b, ...at(offset), lane);
export const vConst = (values: { readonly buffer: ArrayBufferLike }): Instruction =>
  simd(0x0c, ...new Uint8Array(values.buffer));
export const shuffle = (lanes: readonly number[]): Instruction => simd(0x0d, ...lanes);
export const vXor: Instruction = simd(0x51);
export const i32x4Add: Instruction = simd(0xae);
export const i32x4Shl: Instruction = simd(0xab);
export const i32x4ShrU: Instruction = simd(0xad);
export const i32x4Splat: Instruction = simd(0x11);
export const f64x2ExtractLane = (lane: number): Instruction => simd(0x21, lane);
export const i32x4Greater: Instruction = simd(0x3b);
export const vAnd: Instruction = simd(0x4e);
export const vOr: Instruction = simd(0x50);
export const vSelect: Instruction = simd(0x52);
export const promoteLow: Instruction = simd(0x5f);
export const f64x2Add: Instruction = simd(0xf0);
export const f64x2Mul: Instruction = simd(0xf2);
export const f64x2Max: Instruction = simd(0xf5);

const sized = (bytes: readonly number[]): number[] => [...leb(bytes.length), ...bytes];
const section = (id: number, bytes: readonly number[]): number[] => [id, ...sized(bytes)];
const text = (name: string): number[] => sized([...name].map((letter) => letter.charCodeAt(0)));

/** The binary module: imports `memory` of module `env`, exports the function `run`. */
export function assemble({ locals, body }: Code): Uint8Array<ArrayBuffer> {
  const declared = locals.flatMap((type) => [1, type]);
  const code = [...leb(locals.length), ...declared, ...body.flat(), ...end];
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, [1, 0x60, 3, i32, i32, i32, 0]),
    ...section(2, [1, ...text("env"), ...text("memory"), 2, 0, 1]),
    ...section(3, [1, 0]),
    ...section(7, [1, ...text("run"), 0, 0]),
    ...section(10, [1, ...sized(code)]),
  ]);
}
