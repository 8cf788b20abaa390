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

/** Dynamic imports of the core, and when they are loaded. */
const lazy = {
  "descent/explain.js": "with explain()",
  "backend/js/run.js": 'with device "js" and where there is no SIMD',
  "kernel/lower.js": "with rules that use sign, exp, log or x^y",
  "backend/wasm/slices.js": "with rules that use norms, means, rows or columns",
  "descent/columns.js": "with rules that use columns",
  "descent/evaluation.js": "with evalParams()",
  "descent/snapshot.js": "with snapshot() and restore()",
};

const folder = mkdtempSync(join(tmpdir(), "glissade-"));
const page = join(folder, "page.mjs");
writeFileSync(
  page,
  `import { adam } from ${JSON.stringify(join(process.cwd(), "dist/index.js"))};
   const descent = await adam().init(new Float32Array(2));
   descent.step();`,
);

/** Bytes of a bundle, compressed. What `isLeftOut` says of an import is left out of it, under its file's name. */
async function bundle(input, isLeftOut) {
  const leaveOut = {
    name: "leave-out",
    resolveId: (id, importer) =>
      importer && isLeftOut(join(dirname(importer), id), id)
        ? { id: `./${basename(id)}`, external: true }
        : undefined,
  };
  const build = await rolldown({ input, plugins: [leaveOut] });
  const { output } = await build.generate({ format: "esm", minify: true, codeSplitting: false });
  return gzipSync(output[0].code, { level: 9 }).length;
}

const total = await bundle(page, (path) => Object.keys(lazy).some((part) => path.endsWith(`/dist/${part}`)));
rmSync(folder, { recursive: true });
console.log(`${String(total).padStart(6)} B gzip: adam and a step on WebAssembly; at most ${limit}`);
for (const [part, when] of Object.entries(lazy)) {
  const size = await bundle(join("dist", part), (_, id) => id.startsWith(".."));
  console.log(`${String(size).padStart(6)} B gzip: loaded ${when} (without what the page has already)`);
}
if (total > limit) process.exitCode = 1;
