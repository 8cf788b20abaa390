/**
 * The instructions of WebAssembly that kernels use, by mnemonic: the one table from which they are written as bytes and read
 * back as text. Reference: WebAssembly Core Specification 2.0, chapters 5 (bytes) and 6 (text).
 */

/** What follows an opcode. */
export type Operand =
  | "none"
  | "type"
  | "index"
  | "local"
  | "memory"
  | "signed"
  | "lanes"
  | "lane"
  | "memory lane";

/** Opcodes; those after the prefix 0xfd are 0xfd00 and more. */
const plain = {
  block: [0x02, "type"],
  loop: [0x03, "type"],
  if: [0x04, "type"],
  else: [0x05, "none"],
  end: [0x0b, "none"],
  br: [0x0c, "index"],
  br_if: [0x0d, "index"],
  "local.get": [0x20, "local"],
  "local.set": [0x21, "local"],
  "local.tee": [0x22, "local"],
  "i32.load": [0x28, "memory"],
  "f64.store": [0x39, "memory"],
  "i32.const": [0x41, "signed"],
  "i32.eqz": [0x45, "none"],
  "i32.lt_s": [0x48, "none"],
  "i32.lt_u": [0x49, "none"],
  "i32.ge_u": [0x4f, "none"],
  "i32.add": [0x6a, "none"],
  "i32.sub": [0x6b, "none"],
  "i32.mul": [0x6c, "none"],
  "i32.and": [0x71, "none"],
  "i32.shl": [0x74, "none"],
  "f64.add": [0xa0, "none"],
  "f64.max": [0xa5, "none"],
  "v128.load": [0xfd00, "memory"],
  "v128.load16x4_u": [0xfd04, "memory"],
  "v128.load32_splat": [0xfd09, "memory"],
  "v128.load64_splat": [0xfd0a, "memory"],
  "v128.store": [0xfd0b, "memory"],
  "v128.const": [0xfd0c, "lanes"],
  "i8x16.shuffle": [0xfd0d, "lanes"],
  "i32x4.splat": [0xfd11, "none"],
  "f64x2.extract_lane": [0xfd21, "lane"],
  "i32x4.gt_s": [0xfd3b, "none"],
  "v128.not": [0xfd4d, "none"],
  "v128.and": [0xfd4e, "none"],
  "v128.andnot": [0xfd4f, "none"],
  "v128.or": [0xfd50, "none"],
  "v128.xor": [0xfd51, "none"],
  "v128.bitselect": [0xfd52, "none"],
  "v128.any_true": [0xfd53, "none"],
  "v128.store8_lane": [0xfd58, "memory lane"],
  "v128.store16_lane": [0xfd59, "memory lane"],
  "v128.store32_lane": [0xfd5a, "memory lane"],
  "v128.store64_lane": [0xfd5b, "memory lane"],
  "v128.load32_zero": [0xfd5c, "memory"],
  "v128.load64_zero": [0xfd5d, "memory"],
  "f32x4.demote_f64x2_zero": [0xfd5e, "none"],
  "f64x2.promote_low_f32x4": [0xfd5f, "none"],
  "i8x16.narrow_i16x8_u": [0xfd66, "none"],
  "i16x8.narrow_i32x4_u": [0xfd86, "none"],
  "i16x8.extend_low_i8x16_u": [0xfd89, "none"],
  "i32x4.extend_low_i16x8_u": [0xfda9, "none"],
  "i32x4.shl": [0xfdab, "none"],
  "i32x4.shr_s": [0xfdac, "none"],
  "i32x4.shr_u": [0xfdad, "none"],
  "i32x4.add": [0xfdae, "none"],
  "i32x4.sub": [0xfdb1, "none"],
  "i32x4.mul": [0xfdb5, "none"],
  "i32x4.min_u": [0xfdb7, "none"],
  "i32x4.max_s": [0xfdb8, "none"],
  "i64x2.shl": [0xfdcb, "none"],
  "i64x2.shr_u": [0xfdcd, "none"],
  "i32x4.trunc_sat_f32x4_s": [0xfdf8, "none"],
  "i32x4.trunc_sat_f32x4_u": [0xfdf9, "none"],
  "f32x4.convert_i32x4_s": [0xfdfa, "none"],
  "f32x4.convert_i32x4_u": [0xfdfb, "none"],
  "i32x4.trunc_sat_f64x2_u_zero": [0xfdfd, "none"],
  "f64x2.convert_low_i32x4_u": [0xfdff, "none"],
} as const satisfies Record<string, readonly [opcode: number, operand: Operand]>;

/** Opcodes of instructions on four float32 and on two float64, without operands. */
const floats = {
  ceil: [0xfd67, 0xfd74],
  floor: [0xfd68, 0xfd75],
  eq: [0xfd41, 0xfd47],
  ne: [0xfd42, 0xfd48],
  lt: [0xfd43, 0xfd49],
  gt: [0xfd44, 0xfd4a],
  le: [0xfd45, 0xfd4b],
  ge: [0xfd46, 0xfd4c],
  abs: [0xfde0, 0xfdec],
  neg: [0xfde1, 0xfded],
  sqrt: [0xfde3, 0xfdef],
  add: [0xfde4, 0xfdf0],
  sub: [0xfde5, 0xfdf1],
  mul: [0xfde6, 0xfdf2],
  div: [0xfde7, 0xfdf3],
  min: [0xfde8, 0xfdf4],
  max: [0xfde9, 0xfdf5],
  pmin: [0xfdea, 0xfdf6],
  pmax: [0xfdeb, 0xfdf7],
} as const satisfies Record<string, readonly [f32x4: number, f64x2: number]>;

/** The name of an instruction on vectors of floats, without their shape. */
export type FloatMnemonic = keyof typeof floats;

/** The name of an instruction. */
export type Mnemonic = keyof typeof plain | `${"f32x4" | "f64x2"}.${FloatMnemonic}`;

/** All instructions: opcode and operand. */
export const instructions: ReadonlyMap<string, readonly [opcode: number, operand: Operand]> = new Map<
  string,
  readonly [number, Operand]
>([
  ...Object.entries(plain),
  ...Object.entries(floats).flatMap(([name, [f32x4, f64x2]]): [string, readonly [number, Operand]][] => [
    [`f32x4.${name}`, [f32x4, "none"]],
    [`f64x2.${name}`, [f64x2, "none"]],
  ]),
]);

/** Whether there is an instruction of this name. */
export const isMnemonic = (name: string): name is Mnemonic => instructions.has(name);
