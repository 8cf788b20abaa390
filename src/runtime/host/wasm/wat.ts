/**
 * The text of an emitted module (WAT), read back from its bytes: what people see is what runs.
 * Reference: WebAssembly Core Specification 2.0, chapters 5 (bytes) and 6 (text).
 */
import { type Code, type Instruction, v128 } from "./assembler.ts";

/** What follows an opcode. */
type Operand = "none" | "type" | "index" | "local" | "memory" | "signed" | "lanes" | "lane" | "memory lane";

const plain: Record<number, readonly [name: string, operand: Operand]> = {
  2: ["block", "type"],
  3: ["loop", "type"],
  4: ["if", "type"],
  11: ["end", "none"],
  13: ["br_if", "index"],
  32: ["local.get", "local"],
  33: ["local.set", "local"],
  34: ["local.tee", "local"],
  40: ["i32.load", "memory"],
  57: ["f64.store", "memory"],
  65: ["i32.const", "signed"],
  73: ["i32.lt_u", "none"],
  106: ["i32.add", "none"],
  107: ["i32.sub", "none"],
  108: ["i32.mul", "none"],
  160: ["f64.add", "none"],
  165: ["f64.max", "none"],
};

const vector: Record<number, readonly [name: string, operand: Operand]> = {
  0: ["v128.load", "memory"],
  9: ["v128.load32_splat", "memory"],
  10: ["v128.load64_splat", "memory"],
  11: ["v128.store", "memory"],
  12: ["v128.const i8x16", "lanes"],
  13: ["i8x16.shuffle", "lanes"],
  17: ["i32x4.splat", "none"],
  33: ["f64x2.extract_lane", "lane"],
  59: ["i32x4.gt_s", "none"],
  ...consecutive(0x41, "f32x4", ["eq", "ne", "lt", "gt", "le", "ge"]),
  ...consecutive(0x47, "f64x2", ["eq", "ne", "lt", "gt", "le", "ge"]),
  ...consecutive(0x4d, "v128", ["not", "and", "andnot", "or", "xor", "bitselect"]),
  90: ["v128.store32_lane", "memory lane"],
  91: ["v128.store64_lane", "memory lane"],
  95: ["f64x2.promote_low_f32x4", "none"],
  104: ["f32x4.floor", "none"],
  117: ["f64x2.floor", "none"],
  174: ["i32x4.add", "none"],
  249: ["i32x4.trunc_sat_f32x4_u", "none"],
  251: ["f32x4.convert_i32x4_u", "none"],
  253: ["i32x4.trunc_sat_f64x2_u_zero", "none"],
  255: ["f64x2.convert_low_i32x4_u", "none"],
  171: ["i32x4.shl", "none"],
  173: ["i32x4.shr_u", "none"],
  203: ["i64x2.shl", "none"],
  205: ["i64x2.shr_u", "none"],
  ...consecutive(0xe0, "f32x4", ["abs", "neg", "", "sqrt", "add", "sub", "mul", "div", "min", "max"]),
  ...consecutive(0xec, "f64x2", ["abs", "neg", "", "sqrt", "add", "sub", "mul", "div", "min", "max"]),
};

function consecutive(
  first: number,
  shape: string,
  names: readonly string[],
): Record<number, readonly [string, Operand]> {
  return Object.fromEntries(names.map((name, index) => [first + index, [`${shape}.${name}`, "none"]]));
}

/** A number in LEB128 and the bytes after it. */
function unleb(bytes: Instruction, signed = false): [value: number, rest: Instruction] {
  const last = bytes.findIndex((byte) => byte < 0x80);
  const digits = bytes.slice(0, last + 1);
  const value = digits.reduceRight((sum, byte) => sum * 128 + (byte & 0x7f), 0);
  const negative = signed && (digits.at(-1)! & 0x40) !== 0;
  return [negative ? value - 128 ** digits.length : value, bytes.slice(last + 1)];
}

/** One instruction as text. @throws TypeError for bytes that no kernel's instruction has. */
function textOf(instruction: Instruction, names: readonly string[]): string {
  const isVector = instruction[0] === 0xfd;
  const [opcode, rest] = isVector ? unleb(instruction.slice(1)) : [instruction[0]!, instruction.slice(1)];
  const found = (isVector ? vector : plain)[opcode];
  if (!found) throw new TypeError(`no instruction of a kernel has the bytes ${instruction.join(" ")}`);
  const [name, operand] = found;
  switch (operand) {
    case "none":
    case "type":
      return name;
    case "memory": {
      const [offset] = unleb(rest.slice(1));
      return offset ? `${name} offset=${offset}` : name;
    }
    case "memory lane": {
      const [offset, [lane]] = unleb(rest.slice(1));
      return `${name} offset=${offset} ${lane}`;
    }
    case "lanes":
    case "lane":
      return `${name} ${rest.join(" ")}`;
    case "local":
      return `${name} $${names[unleb(rest)[0]]}`;
    default:
      return `${name} ${unleb(rest, operand === "signed")[0]}`;
  }
}

/** The module that `assemble` makes, as text; `given` are the names of parameters and locals. */
export function format({ locals, body }: Code, given: readonly string[]): string {
  const names = given.map((name, index) => (given.indexOf(name) < index ? `${name}_${index}` : name));
  const params = names.slice(0, 3).map((name) => `(param $${name} i32)`);
  const declared = locals.map(
    (type, index) => `(local $${names[index + 3]} ${type === v128 ? "v128" : "i32"})`,
  );
  const lines = [
    "(module",
    '  (import "env" "memory" (memory 1))',
    `  (func (export "run") ${params.join(" ")}`,
    ...(declared.length ? [`    ${declared.join(" ")}`] : []),
  ];
  let depth = 2;
  for (const instruction of body) {
    const text = textOf(instruction, names);
    if (text === "end") depth--;
    lines.push(`${"  ".repeat(depth)}${text}`);
    if (["block", "loop", "if"].includes(text)) depth++;
  }
  return `${lines.join("\n")}))\n`;
}
