/**
 * The types of jax-js in the package, so that a program needs nothing else to compile: a copy of its declarations beside those of
 * `glissade/train`, and every declaration that names jax-js names the copy. The copy is changed where it asks for more than `lib: ["es2022"]`
 * and TypeScript 5.5 have, and its classes are compared by what they have, so that a user's own copy of jax-js fits too.
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, posix, sep } from "node:path";

/** Where a declaration names jax-js, not where a comment does. */
const specifier = /(^(?:import|export) .*from |import\()"@jax-js\/jax"/gm;

/** A global type where the program's libraries have it. */
const globalType = (name, otherwise) =>
  `type ${name} = typeof globalThis extends { ${name}: { prototype: infer T } } ? T : ${otherwise};`;

const added = [
  globalType("Float16Array", "never"),
  globalType("GPUBuffer", "unknown"),
  globalType("GPUDevice", "unknown"),
].join("\n");

/** The declarations of jax-js as they are shipped. */
function shipped() {
  const path = createRequire(import.meta.url)
    .resolve("@jax-js/jax")
    .replace(/index\.c?js$/, "index.d.ts");
  const text = readFileSync(path, "utf8")
    .replace(/(Float|Int|Uint)(\d+)Array<ArrayBuffer>/g, "$1$2Array")
    .replace(/^\s*#private;\n/gm, "")
    .replace(/^\/\/#.*\n/gm, "");
  return `${added}\n${text}`;
}

/** Ships the types of jax-js as `train/jax-js.d.ts` of a folder of declarations, which then name it and not the package. */
export function shipJaxTypes(types) {
  writeFileSync(join(types, "train/jax-js.d.ts"), shipped());
  for (const file of readdirSync(types, { recursive: true })) {
    if (!file.endsWith(".d.ts") || file.endsWith("jax-js.d.ts")) continue;
    const path = join(types, file);
    const text = readFileSync(path, "utf8");
    const from = dirname(file).split(sep).join("/");
    const relative = posix.relative(from, "train/jax-js.js");
    const renamed = text.replace(specifier, `$1"${relative.startsWith(".") ? relative : `./${relative}`}"`);
    if (renamed !== text) writeFileSync(path, renamed);
  }
}
