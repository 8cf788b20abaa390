/**
 * What a page downloads for `import { adam } from "glissade"` and one step on WebAssembly: bundled and minified by
 * esbuild, compressed by gzip. Fails above the limit. Code that only `explain` needs is loaded by `explain`, and is
 * reported beside.
 */
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

const limit = 15_000;

const source = `
  import { adam } from "./dist/index.js";
  const descent = await adam({ learningRate: 0.01 }).init({ x: new Float32Array([1, 2]) });
  descent.step({ x: [1, 2] });
  console.log(descent.params.x);
`;

const { outputFiles, metafile } = await build({
  stdin: { contents: source, resolveDir: process.cwd(), sourcefile: "page.js" },
  bundle: true,
  splitting: true,
  minify: true,
  format: "esm",
  target: "es2022",
  outdir: "out",
  write: false,
  metafile: true,
});

/** The files that a file loads at once, and those that the step loads when it is first needed. */
const outputs = metafile.outputs;
const entry = Object.keys(outputs).find((name) => outputs[name].entryPoint === "page.js");
const lazy = (name) => /(^|\/)explain/.test(name);
const needed = new Set();
const visit = (name) => {
  if (needed.has(name) || lazy(name)) return;
  needed.add(name);
  for (const { path } of outputs[name].imports) visit(path);
};
visit(entry);

let total = 0;
for (const { path, contents } of outputFiles) {
  const name = Object.keys(outputs).find((output) => path.endsWith(output));
  const compressed = gzipSync(contents, { level: 9 }).length;
  if (needed.has(name)) total += compressed;
  const note = needed.has(name) ? "" : "  (for explain only)";
  console.log(
    `${String(compressed).padStart(7)} B gzip  ${String(contents.length).padStart(7)} B  ${name}${note}`,
  );
}
console.log(`${String(total).padStart(7)} B gzip in all; at most ${limit}`);
if (total > limit) process.exitCode = 1;
