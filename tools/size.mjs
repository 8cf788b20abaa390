/**
 * What a page downloads: bundled by Rolldown, Vite's bundler, compressed by gzip. Prints the static module for Adam and a step on
 * WebAssembly and for the README's first example, both without dynamic imports, everything, and the language alone; then what each
 * part of Adam's adds.
 * The limits are aims: no option, message or check is left out to meet them, so it reports larger sizes and does not fail.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, relative, sep } from "node:path";
import { gzipSync } from "node:zlib";
import { rolldown } from "rolldown";
import { minifySync } from "rolldown/utils";

const example = /```ts\n(.*?)```/s.exec(readFileSync("README.md", "utf8"))[1];
const adam = `import { adam } from "glissade";
  const descent = await adam().init(new Float32Array(2));
  descent.step();`;

/** Pages by name: their source and how large their static module is meant to be. */
const pages = [
  ["adam and a step on WebAssembly", adam, 26_000],
  ["the README's first example", example, 30_000],
  ["everything", 'export * from "glissade";', undefined],
  ["an expression with its derivative", 'export { expression } from "glissade/language";', undefined],
  ["a curve fitted by its formula", 'export { fitCurve } from "glissade/curves";', undefined],
  ["exp of the language", 'export { exp } from "glissade/language";', undefined],
];

const folder = mkdtempSync(join(tmpdir(), "glissade-"));

/** A page's bundle and its dynamic imports, which are left out unless they are `inlined`. */
async function bundle(source, { index = "dist/index.js", inlined = false, minify = true } = {}) {
  const path = join(folder, "page.ts");
  const imports = {
    glissade: index,
    "glissade/language": "dist/language/index.js",
    "glissade/curves": "dist/curves/index.js",
  };
  const resolved = source.replace(/"(glissade[a-z/]*)"/g, (_, id) =>
    JSON.stringify(join(process.cwd(), imports[id])),
  );
  writeFileSync(path, resolved);
  const asked = new Set();
  const leaveOut = {
    name: "leave-out",
    resolveId(id, _, { kind }) {
      if (inlined || kind !== "dynamic-import") return undefined;
      asked.add(basename(id));
      return { id, external: true };
    },
  };
  const build = await rolldown({ input: path, plugins: [leaveOut], logLevel: "silent" });
  const { output } = await build.generate({ format: "esm", minify, codeSplitting: false });
  return { code: output[0].code, modules: output[0].modules, asked };
}

const sizeOf = (code) => gzipSync(code, { level: 9 }).length;
const row = (bytes, text) => console.log(`${String(bytes).padStart(6)} B gzip: ${text}`);

for (const [name, source, aim] of pages) {
  const { code, asked } = await bundle(source);
  const over = sizeOf(code) - aim;
  const aimed = aim && `; aim ${aim}${over > 0 ? `, ${over} over it` : ", kept"}`;
  row(sizeOf(code), `${name}${aimed ?? ""}`);
  if (asked.size === 0) continue;
  const inlined = await bundle(source, { inlined: true });
  row(sizeOf(inlined.code), `the same with ${[...asked].sort().join(", ")}: no import()`);
}

/** What the bundle loses without some of its modules: the code of all, minified and compressed, less that of the others. */
const { modules } = await bundle(adam, { index: "src/index.ts", minify: false });
rmSync(folder, { recursive: true });
const parts = Object.entries(modules).map(([path, { code }]) => ({
  path: relative("src", path).split(sep).join("/"),
  code: code ?? "",
}));
const together = (some) =>
  sizeOf(
    minifySync("adam.js", some.map(({ code }) => code).join("\n"), { module: true, compress: false }).code,
  );
const all = together(parts);
const costs = parts
  .map(({ path }) => ({ path, cost: all - together(parts.filter((part) => part.path !== path)) }))
  .sort((a, b) => b.cost - a.cost);
console.log("\nOf Adam's, what each module adds:");
for (const { path, cost } of costs.slice(0, 30)) row(cost, path);
row(
  costs.slice(30).reduce((sum, { cost }) => sum + cost, 0),
  `${costs.length - 30} others`,
);
