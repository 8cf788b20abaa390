/** The text of an emitted module (WAT), for people. Reference: WebAssembly Core Specification 2.0, chapter 6. */
import type { Code, Instruction } from "./assembler.ts";

/** The module that `assemble` makes, as text; `names` are those of parameters and locals. */
export function format({ locals, body }: Code, names: readonly string[]): string {
  const params = names.slice(0, 3).map((name) => `(param $${name} i32)`);
  const declared = locals.map((type, index) => `(local $${names[index + 3]} ${type})`);
  const lines = [
    "(module",
    '  (import "env" "memory" (memory 1))',
    `  (func (export "run") ${params.join(" ")}`,
    ...(declared.length ? [`    ${declared.join(" ")}`] : []),
  ];
  let depth = 2;
  for (const instruction of body) {
    const [name] = instruction;
    if (name === "end") depth--;
    lines.push(`${"  ".repeat(depth)}${name}${operandsOf(instruction, names)}`);
    if (["block", "loop", "if"].includes(name)) depth++;
  }
  return `${lines.join("\n")}))\n`;
}

function operandsOf([name, ...operands]: Instruction, names: readonly string[]): string {
  const [first] = operands;
  if (first === undefined) return "";
  if (name.startsWith("local.")) return ` $${names[first]}`;
  if (/load|store/.test(name)) return first ? ` offset=${first}` : "";
  return ` ${name === "v128.const" ? "i8x16 " : ""}${operands.join(" ")}`;
}
