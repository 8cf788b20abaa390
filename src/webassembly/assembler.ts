/**
 * WebAssembly as bytes: instructions, and a module around them with one exported function on an
 * imported memory. The text of a module is `wat.ts`. Reference: WebAssembly Core Specification 2.0, chapter 5.
 */

import { instructions, type Mnemonic } from "./instructions.ts";

/**
 * Addresses in parameter blocks, and those of the blocks themselves, count units of so many bytes: 32 bits reach 64 GiB. All that they
 * point to begins at one.
 */
export const unit = 16;

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

/** The bytes of an opcode. */
const opcode = (mnemonic: Mnemonic): number[] => {
  const [code] = instructions.get(mnemonic)!;
  return code < 0x100 ? [code] : [0xfd, ...leb(code & 0xff)];
};

/** An instruction by its mnemonic, with the bytes of its immediates. */
export const instruction = (mnemonic: Mnemonic, ...immediates: readonly number[]): Instruction => [
  ...opcode(mnemonic),
  ...immediates,
];

const noResult = 0x40;
export const block: Instruction = instruction("block", noResult);
export const loop: Instruction = instruction("loop", noResult);
export const ifNotZero: Instruction = instruction("if", noResult);
export const end: Instruction = instruction("end");
export const branchIf = (depth: number): Instruction => instruction("br_if", depth);
export const get = (local: number): Instruction => instruction("local.get", ...leb(local));
export const set = (local: number): Instruction => instruction("local.set", ...leb(local));
export const tee = (local: number): Instruction => instruction("local.tee", ...leb(local));
/** A memory argument: alignment, a hint only and no more than what is loaded or stored, and the offset. */
const at = (offset: number, bytes = 4): number[] => [Math.min(2, Math.log2(bytes)), ...leb(offset)];
export const i32Load = (offset: number): Instruction => instruction("i32.load", ...at(offset));
export const f64Store = (offset: number): Instruction => instruction("f64.store", ...at(offset));
export const i32Const = (value: number): Instruction => instruction("i32.const", ...leb(value, true));
export const i32LessUnsigned: Instruction = instruction("i32.lt_u");
export const i32Add: Instruction = instruction("i32.add");
export const i32Sub: Instruction = instruction("i32.sub");
export const i32Mul: Instruction = instruction("i32.mul");
/** Shifts the integer on the stack to the left. */
export const i32ShiftLeft = (by: number): Instruction[] => (by ? [i32Const(by), instruction("i32.shl")] : []);
/** Makes the number of units on the stack an address. */
export const address: readonly Instruction[] = i32ShiftLeft(Math.log2(unit));
export const f64Add: Instruction = instruction("f64.add");
export const f64Max: Instruction = instruction("f64.max");
export const vLoad = (offset: number): Instruction => instruction("v128.load", ...at(offset));
export const vLoad32Splat = (offset: number): Instruction => instruction("v128.load32_splat", ...at(offset));
export const vLoad64Splat = (offset: number): Instruction => instruction("v128.load64_splat", ...at(offset));
/** Loads four codes of some bytes each as words of 32 bits. */
export const vLoadCodes = (bytes: 1 | 2, offset: number): Instruction[] =>
  bytes === 2
    ? [instruction("v128.load16x4_u", ...at(offset))]
    : [
        instruction("v128.load32_zero", ...at(offset)),
        ...[instruction("i16x8.extend_low_i8x16_u"), instruction("i32x4.extend_low_i16x8_u")],
      ];
export const vStore = (offset: number): Instruction => instruction("v128.store", ...at(offset));
/** Stores one lane of some bytes. */
export const vStoreLane = (bytes: 1 | 2 | 4 | 8, offset: number, lane: number): Instruction =>
  instruction(`v128.store${(8 * bytes) as 8 | 16 | 32 | 64}_lane`, ...at(offset, bytes), lane);
export const vConst = (values: { readonly buffer: ArrayBufferLike }): Instruction =>
  instruction("v128.const", ...new Uint8Array(values.buffer));
export const shuffle = (lanes: readonly number[]): Instruction => instruction("i8x16.shuffle", ...lanes);
export const i32x4Splat: Instruction = instruction("i32x4.splat");
export const f64x2ExtractLane = (lane: number): Instruction => instruction("f64x2.extract_lane", lane);
export const i32x4Greater: Instruction = instruction("i32x4.gt_s");
export const vAnd: Instruction = instruction("v128.and");
export const vSelect: Instruction = instruction("v128.bitselect");
export const promoteLow: Instruction = instruction("f64x2.promote_low_f32x4");
export const f64x2Add: Instruction = instruction("f64x2.add");
export const f64x2Mul: Instruction = instruction("f64x2.mul");
export const f64x2Max: Instruction = instruction("f64x2.max");

const sized = (bytes: readonly number[]): number[] => [...leb(bytes.length), ...bytes];
const section = (id: number, bytes: readonly number[]): number[] => [id, ...sized(bytes)];
const text = (name: string): number[] => sized([...name].map((letter) => letter.charCodeAt(0)));

/** Limits of a memory that is imported: a page or more; a shared one must have a most too, all pages that there can be. */
const limits = { own: [0, 1], shared: [3, 1, ...leb(2 ** 16)] } as const;

/** The binary module: imports `memory` of module `env`, `shared` among threads or not, exports the function `run`. */
export function assemble(
  { locals, body }: Code,
  memory: keyof typeof limits = "own",
): Uint8Array<ArrayBuffer> {
  const declared = locals.flatMap((type) => [1, type]);
  const code = [...leb(locals.length), ...declared, ...body.flat(), ...end];
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, [1, 0x60, 3, i32, i32, i32, 0]),
    ...section(2, [1, ...text("env"), ...text("memory"), 2, ...limits[memory]]),
    ...section(3, [1, 0]),
    ...section(7, [1, ...text("run"), 0, 0]),
    ...section(10, [1, ...sized(code)]),
  ]);
}
