/**
 * What a page downloads: bundled by Rolldown, Vite's bundler, compressed by gzip. Prints the static module for Adam and a
 * step on WebAssembly and for the README's first example, both without dynamic imports, and everything; fails above the limits.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { gzipSync } from "node:zlib";
import { rolldown } from "rolldown";

const index = JSON.stringify(join(process.cwd(), "dist/index.js"));
const example = /```ts\n(.*?)```/s.exec(readFileSync("README.md", "utf8"))[1];

/** Pages by name: their source and how large their static module may be. */
const pages = [
  [
    "adam and a step on WebAssembly",
    `import { adam } from "glissade";
     const descent = await adam().init(new Float32Array(2));
     descent.step();`,
    26_000,
  ],
  ["the README's first example", example, 30_000],
  ["everything", 'export * from "glissade";', Number.POSITIVE_INFINITY],
];

const folder = mkdtempSync(join(tmpdir(), "glissade-"));

/** Bytes of a page's bundle, compressed, and its dynamic imports, which are left out unless they are `inlined`. */
async function bundle(source, inlined) {
  const path = join(folder, "page.ts");
  writeFileSync(path, source.replaceAll('"glissade"', index));
  const asked = new Set();
  const leaveOut = {
    name: "leave-out",
    resolveId(id, _, { kind }) {
      if (inlined || kind !== "dynamic-import") return undefined;
      asked.add(basename(id));
      return { id, external: true };
    },
  };
  const build = await rolldown({ input: path, plugins: [leaveOut] });
  const { output } = await build.generate({ format: "esm", minify: true, codeSplitting: false });
  return { bytes: gzipSync(output[0].code, { level: 9 }).length, asked };
}

const row = (bytes, text) => console.log(`${String(bytes).padStart(6)} B gzip: ${text}`);
for (const [name, source, limit] of pages) {
  const { bytes, asked } = await bundle(source, false);
  const isTooLarge = bytes > limit;
  row(
    bytes,
    `${name}${limit < Number.POSITIVE_INFINITY ? `; at most ${limit}` : ""}${isTooLarge ? ": TOO LARGE" : ""}`,
  );
  if (isTooLarge) process.exitCode = 1;
  row((await bundle(source, true)).bytes, `the same with ${[...asked].sort().join(", ")}: no import()`);
}
rmSync(folder, { recursive: true });
