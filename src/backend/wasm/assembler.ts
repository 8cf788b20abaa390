/**
 * WebAssembly from mnemonics: one list of instructions is both the binary module and its text.
 * Covers what kernels need: one exported function on an imported memory.
 * Reference: WebAssembly Core Specification 2.0, chapter 5 (binary format).
 */

const simd = 0xfd;

/** Mnemonics, their opcodes, and what follows them: nothing, an index, a memory argument, bytes or a block type. */
const instructions = {
  block: [[0x02], "block"],
  loop: [[0x03], "block"],
  if: [[0x04], "block"],
  end: [[0x0b], "none"],
  br_if: [[0x0d], "index"],
  "local.get": [[0x20], "index"],
  "local.set": [[0x21], "index"],
  "local.tee": [[0x22], "index"],
  "i32.load": [[0x28], "memory"],
  "f64.store": [[0x39], "memory"],
  "i32.const": [[0x41], "signed"],
  "i32.eqz": [[0x45], "none"],
  "i32.lt_u": [[0x49], "none"],
  "i32.ge_u": [[0x4f], "none"],
  "i32.add": [[0x6a], "none"],
  "i32.sub": [[0x6b], "none"],
  "i32.mul": [[0x6c], "none"],
  "i32.and": [[0x71], "none"],
  "i32.shl": [[0x74], "none"],
  "f64.add": [[0xa0], "none"],
  "v128.load": [[simd, 0x00], "memory"],
  "v128.load32_splat": [[simd, 0x09], "memory"],
  "v128.load64_splat": [[simd, 0x0a], "memory"],
  "v128.store": [[simd, 0x0b], "memory"],
  "v128.const": [[simd, 0x0c], "bytes"],
  "i8x16.shuffle": [[simd, 0x0d], "bytes"],
  "i32x4.splat": [[simd, 0x11], "none"],
  "f64x2.extract_lane": [[simd, 0x21], "lane"],
  "i32x4.gt_s": [[simd, 0x3b], "none"],
  "f32x4.eq": [[simd, 0x41], "none"],
  "f32x4.ne": [[simd, 0x42], "none"],
  "f32x4.lt": [[simd, 0x43], "none"],
  "f32x4.gt": [[simd, 0x44], "none"],
  "f32x4.le": [[simd, 0x45], "none"],
  "f32x4.ge": [[simd, 0x46], "none"],
  "f64x2.eq": [[simd, 0x47], "none"],
  "f64x2.ne": [[simd, 0x48], "none"],
  "f64x2.lt": [[simd, 0x49], "none"],
  "f64x2.gt": [[simd, 0x4a], "none"],
  "f64x2.le": [[simd, 0x4b], "none"],
  "f64x2.ge": [[simd, 0x4c], "none"],
  "v128.not": [[simd, 0x4d], "none"],
  "v128.and": [[simd, 0x4e], "none"],
  "v128.or": [[simd, 0x50], "none"],
  "v128.bitselect": [[simd, 0x52], "none"],
  "f64x2.promote_low_f32x4": [[simd, 0x5f], "none"],
  "f32x4.floor": [[simd, 0x68], "none"],
  "f64x2.floor": [[simd, 0x75], "none"],
  "i32x4.shl": [[simd, 0xab, 0x01], "none"],
  "i32x4.shr_u": [[simd, 0xad, 0x01], "none"],
  "i64x2.shl": [[simd, 0xcb, 0x01], "none"],
  "i64x2.shr_u": [[simd, 0xcd, 0x01], "none"],
  "f32x4.abs": [[simd, 0xe0, 0x01], "none"],
  "f32x4.neg": [[simd, 0xe1, 0x01], "none"],
  "f32x4.sqrt": [[simd, 0xe3, 0x01], "none"],
  "f32x4.add": [[simd, 0xe4, 0x01], "none"],
  "f32x4.sub": [[simd, 0xe5, 0x01], "none"],
  "f32x4.mul": [[simd, 0xe6, 0x01], "none"],
  "f32x4.div": [[simd, 0xe7, 0x01], "none"],
  "f32x4.min": [[simd, 0xe8, 0x01], "none"],
  "f32x4.max": [[simd, 0xe9, 0x01], "none"],
  "f64x2.abs": [[simd, 0xec, 0x01], "none"],
  "f64x2.neg": [[simd, 0xed, 0x01], "none"],
  "f64x2.sqrt": [[simd, 0xef, 0x01], "none"],
  "f64x2.add": [[simd, 0xf0, 0x01], "none"],
  "f64x2.sub": [[simd, 0xf1, 0x01], "none"],
  "f64x2.mul": [[simd, 0xf2, 0x01], "none"],
  "f64x2.div": [[simd, 0xf3, 0x01], "none"],
  "f64x2.min": [[simd, 0xf4, 0x01], "none"],
  "f64x2.max": [[simd, 0xf5, 0x01], "none"],
} as const;

/** Name of an instruction. */
export type Mnemonic = keyof typeof instructions;

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
  const [opcode, kind] = instructions[name];
  const [first = 0] = operands;
  switch (kind) {
    case "none":
      return [...opcode];
    case "block":
      return [...opcode, 0x40];
    case "bytes":
      return [...opcode, ...operands];
    case "memory":
      // Alignment 2^2: a hint only.
      return [...opcode, 2, ...leb(first)];
    case "signed":
      return [...opcode, ...leb(first, true)];
    default:
      return [...opcode, ...leb(first)];
  }
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

/** The same module as text (WAT). `names` are shown in place of the locals' indices. */
export function format({ locals, body }: Code, names: readonly string[]): string {
  const params = names.slice(0, 3).map((name) => `(param $${name} i32)`);
  const declared = locals.map((type, index) => `(local $${names[index + 3]} ${type})`);
  const lines = [
    `(module`,
    `  (import "env" "memory" (memory 1))`,
    `  (func (export "run") ${params.join(" ")}`,
    ...(declared.length ? [`    ${declared.join(" ")}`] : []),
  ];
  let depth = 2;
  for (const [name, ...operands] of body) {
    if (name === "end") depth--;
    const kind = instructions[name][1];
    const shown =
      kind === "memory"
        ? operands[0]
          ? ` offset=${operands[0]}`
          : ""
        : kind === "bytes"
          ? name === "v128.const"
            ? ` i8x16 ${operands.join(" ")}`
            : ` ${operands.join(" ")}`
          : name.startsWith("local.")
            ? ` $${names[operands[0]!]}`
            : operands.map((operand) => ` ${operand}`).join("");
    lines.push(`${"  ".repeat(depth)}${name}${shown}`);
    if (kind === "block") depth++;
  }
  return `${lines.join("\n")}))\n`;
}
