/**
 * WebAssembly from mnemonics: one list of instructions becomes the binary module, and its text in `wat.ts`.
 * Covers what kernels need: one exported function on an imported memory.
 * Reference: WebAssembly Core Specification 2.0, chapter 5 (binary format).
 */

/** Opcodes of instructions that have no shape. Those above 0xff follow the SIMD prefix 0xfd. */
const single = {
  block: 0x02,
  loop: 0x03,
  if: 0x04,
  end: 0x0b,
  br_if: 0x0d,
  "local.get": 0x20,
  "local.set": 0x21,
  "local.tee": 0x22,
  "i32.load": 0x28,
  "f64.store": 0x39,
  "i32.const": 0x41,
  "i32.lt_u": 0x49,
  "i32.add": 0x6a,
  "i32.sub": 0x6b,
  "i32.mul": 0x6c,
  "f64.add": 0xa0,
  "v128.load": 0xfd00,
  "v128.load32_splat": 0xfd09,
  "v128.load64_splat": 0xfd0a,
  "v128.store": 0xfd0b,
  "v128.const": 0xfd0c,
  "i8x16.shuffle": 0xfd0d,
  "i32x4.splat": 0xfd11,
  "f64x2.extract_lane": 0xfd21,
  "i32x4.gt_s": 0xfd3b,
  "v128.not": 0xfd4d,
  "v128.and": 0xfd4e,
  "v128.or": 0xfd50,
  "v128.bitselect": 0xfd52,
  "f64x2.promote_low_f32x4": 0xfd5f,
  "f32x4.floor": 0xfd68,
  "f64x2.floor": 0xfd75,
  "i32x4.shl": 0xfdab,
  "i32x4.shr_u": 0xfdad,
  "i64x2.shl": 0xfdcb,
  "i64x2.shr_u": 0xfdcd,
};

/** Instructions that both shapes have, from the opcode of the first f32x4 one and of the first f64x2 one. */
const comparisons = ["eq", "ne", "lt", "gt", "le", "ge"] as const;
const arithmetic = ["abs", "neg", "", "sqrt", "add", "sub", "mul", "div", "min", "max"] as const;

type Shaped = Exclude<(typeof comparisons | typeof arithmetic)[number], "">;

/** Name of an instruction. */
export type Mnemonic = keyof typeof single | `${"f32x4" | "f64x2"}.${Shaped}`;

const opcodes: ReadonlyMap<string, number> = new Map([
  ...Object.entries(single),
  ...comparisons.flatMap((name, index) => shaped(name, 0xfd41 + index, 0xfd47 + index)),
  ...arithmetic.flatMap((name, index) => shaped(name, 0xfde0 + index, 0xfdec + index)),
]);

function shaped(name: string, f32x4: number, f64x2: number): [string, number][] {
  return [
    [`f32x4.${name}`, f32x4],
    [`f64x2.${name}`, f64x2],
  ];
}

/** An instruction and its operands: an index, an offset in memory, a lane, or sixteen bytes. */
export type Instruction = readonly [name: Mnemonic, ...operands: number[]];

/** A function of three 32-bit integers, its locals after them, its body. */
export interface Code {
  readonly locals: readonly ("i32" | "v128")[];
  readonly body: readonly Instruction[];
}

const typeBytes = { i32: 0x7f, v128: 0x7b } as const;

/** LEB128; signed where `signed`. */
function leb(value: number, signed = false): number[] {
  const bytes: number[] = [];
  for (;;) {
    const low = value & 0x7f;
    value = signed ? value >> 7 : value >>> 7;
    const done = signed ? (value === 0 && !(low & 0x40)) || (value === -1 && low & 0x40) : value === 0;
    bytes.push(done ? low : low | 0x80);
    if (done) return bytes;
  }
}

const sized = (bytes: readonly number[]): number[] => [...leb(bytes.length), ...bytes];
const section = (id: number, bytes: readonly number[]): number[] => [id, ...sized(bytes)];
const text = (name: string): number[] => sized([...name].map((letter) => letter.charCodeAt(0)));

function encode([name, ...operands]: Instruction): number[] {
  const opcode = opcodes.get(name)!;
  const code = opcode > 0xff ? [0xfd, ...leb(opcode & 0xff)] : [opcode];
  if (["block", "loop", "if"].includes(name)) return [...code, 0x40];
  if (operands.length === 16) return [...code, ...operands];
  // A memory argument: alignment 2^2, a hint only, and the offset.
  if (/load|store/.test(name)) return [...code, 2, ...leb(operands[0] ?? 0)];
  return [...code, ...operands.flatMap((operand) => leb(operand, name === "i32.const"))];
}

/** The binary module: imports `memory` of module `env`, exports the function `run`. */
export function assemble({ locals, body }: Code): Uint8Array<ArrayBuffer> {
  const functionType = [1, 0x60, 3, typeBytes.i32, typeBytes.i32, typeBytes.i32, 0];
  const runs = locals.flatMap((type) => [1, typeBytes[type]]);
  const code = [...leb(locals.length), ...runs, ...body.flatMap(encode), 0x0b];
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, functionType),
    ...section(2, [1, ...text("env"), ...text("memory"), 2, 0, 1]),
    ...section(3, [1, 0]),
    ...section(7, [1, ...text("run"), 0, 0]),
    ...section(10, [1, ...sized(code)]),
  ]);
}
