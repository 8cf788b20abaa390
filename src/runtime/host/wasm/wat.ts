/**
 * The text of an emitted module (WAT), read back from its bytes: what people see is what runs.
 * Reference: WebAssembly Core Specification 2.0, chapters 5 (bytes) and 6 (text).
 */
import { type Code, type Instruction, v128 } from "../../../webassembly/assembler.ts";
import { instructions } from "../../../webassembly/instructions.ts";

/** Instructions by opcode. */
const byOpcode = new Map(
  [...instructions].map(([mnemonic, [opcode, operand]]) => [opcode, [mnemonic, operand] as const]),
);

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
  const isPrefixed = instruction[0] === 0xfd;
  const [opcode, rest] = isPrefixed ? unleb(instruction.slice(1)) : [instruction[0]!, instruction.slice(1)];
  const found = byOpcode.get(isPrefixed ? 0xfd00 + opcode : opcode);
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
      return name === "v128.const" ? `${name} i8x16 ${rest.join(" ")}` : `${name} ${rest.join(" ")}`;
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
