/**
 * What a page downloads for `import { adam } from "glissade"` and one step on WebAssembly: bundled by Rolldown, Vite's
 * bundler, compressed by gzip. Fails above the limit. Parts that are loaded only when they are asked for are listed apart.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { rolldown } from "rolldown";

const limit = 15_000;
const dist = join(process.cwd(), "dist");

/** Dynamic imports, and when they are loaded. */
const lazy = {
  "backend/js/run.js": 'with device "js" and where there is no SIMD',
  "backend/wasm/slices.js": "with kernels that reduce, or go by units, rows or columns",
  "descent/evaluation.js": "with evalParams()",
  "descent/explain.js": "with explain()",
  "descent/initial.js": "with states that start at an expression",
  "descent/last.js": "with init(params, { measure: true })",
  "descent/protocol.js": "with rules that read the loss or take several gradients a step",
  "descent/slices.js": "with rules that use norms, means, units, rows or columns",
  "descent/snapshot.js": "with snapshot() and restore()",
  "kernel/lower.js": "with rules that use sign, exp, log or x^y",
  "kernel/measure.js": "with init(params, { measure: true })",
  "kernel/reductions.js": "with several groups, and rules that use norms, means, units, rows or columns",
  "kernel/restrictions.js": "with rules that decline steps or take several gradients a step",
  "kernel/tables.js": "with several groups, and rules that use norms, means, units, rows or columns",
};

/** What a bundle has, its modules and its size compressed; dynamic imports and modules in `without` are left out. */
async function bundle(input, without = new Set()) {
  const asked = new Set();
  const leaveOut = {
    name: "leave-out",
    resolveId(id, importer, { kind }) {
      if (!importer) return undefined;
      const path = join(dirname(importer), id);
      if (kind === "dynamic-import") asked.add(path);
      else if (!without.has(path)) return undefined;
      return { id: `./${basename(id)}`, external: true };
    },
  };
  const build = await rolldown({ input, plugins: [leaveOut] });
  const { output } = await build.generate({ format: "esm", minify: true, codeSplitting: false });
  const { code, modules } = output[0];
  return { bytes: gzipSync(code, { level: 9 }).length, modules: new Set(Object.keys(modules)), asked };
}

const folder = mkdtempSync(join(tmpdir(), "glissade-"));
const path = join(folder, "page.mjs");
writeFileSync(
  path,
  `import { adam } from ${JSON.stringify(join(dist, "index.js"))};
   const descent = await adam().init(new Float32Array(2));
   descent.step();`,
);
const page = await bundle(path);
rmSync(folder, { recursive: true });

const row = (bytes, text) => console.log(`${String(bytes).padStart(6)} B gzip: ${text}`);
row(page.bytes, `adam and a step on WebAssembly; at most ${limit}`);
const parts = Object.keys(lazy).map((part) => join(dist, part));
const unknown = [...page.asked].filter((part) => !parts.includes(part));
if (unknown.length) throw new Error(`loaded when? Say so in tools/size.mjs: ${unknown.join(", ")}`);
for (const [part, when] of Object.entries(lazy)) {
  const { bytes } = await bundle(join(dist, part), page.modules);
  row(bytes, `${part} and what the page has not already, loaded ${when}`);
}
if (page.bytes > limit) process.exitCode = 1;
