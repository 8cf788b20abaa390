/**
 * The single module tree-shakes: bundles of `import { adam }` contain no other optimizer and nothing for whole matrices, those of an optimizer
 * of matrices take the same step as the package, and a bare import bundles to nothing.
 */
import { strict as assert } from "node:assert";
import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, join } from "node:path";
import { gzipSync } from "node:zlib";
import { build as esbuild } from "esbuild";
import { rollup } from "rollup";

/** Each bundler: from an entry to its code, then that of its chunks. */
const bundlers = {
  async rolldown(entry, { root }) {
    const { rolldown } = await import(createRequire(join(root, "package.json")).resolve("rolldown"));
    const build = await rolldown({ input: entry, logLevel: "silent" });
    const { output } = await build.generate({ format: "esm", minify: true });
    return output.map(({ code }) => code);
  },
  async esbuild(entry) {
    const options = {
      bundle: true,
      splitting: true,
      format: "esm",
      minify: true,
      write: false,
      outdir: "out",
    };
    const { outputFiles } = await esbuild({ ...options, entryPoints: [entry], logLevel: "silent" });
    // In no order of their own.
    const isEntry = ({ path }) => basename(path, ".js") === basename(entry, ".mjs");
    return outputFiles.sort((a, b) => isEntry(b) - isEntry(a)).map(({ text }) => text);
  },
  async rollup(entry, { installed }) {
    const files = {
      glissade: "index.js",
      "glissade/static": "static.js",
      "glissade/language": "language/index.js",
    };
    const resolveId = (id) => (files[id] ? join(installed, "dist", files[id]) : null);
    const build = await rollup({
      input: entry,
      plugins: [{ name: "resolve", resolveId }],
      logLevel: "silent",
    });
    const { output } = await build.generate({ format: "es" });
    return output.map(({ code }) => code);
  },
  async webpack(entry, { user }) {
    const { default: webpack } = await import("webpack");
    const path = join(user, "webpack");
    const config = {
      mode: "production",
      context: user,
      entry,
      output: { path, module: true, filename: "main.js", chunkFilename: "[name].js" },
      experiments: { outputModule: true },
    };
    await new Promise((done, failed) => {
      webpack(config, (error, stats) =>
        error || stats.hasErrors() ? failed(error ?? new Error(stats.toString())) : done(),
      );
    });
    return ["main.js", ...readdirSync(path).filter((file) => file !== "main.js")].map((file) =>
      readFileSync(join(path, file), "utf8"),
    );
  },
};

/** The names that rules and errors of one optimizer have in their texts and those of no other. */
function marksOf(installed) {
  const folder = join(installed, "src/optimizers");
  const files = readdirSync(folder).filter((file) => file !== "adam.ts");
  const lines = (file) =>
    readFileSync(join(folder, file), "utf8")
      .replace(/\/\*.*?\*\//gs, "")
      .split("\n")
      .map((line) => line.trim())
      .filter((line) => /^\w+ = .{12,}/.test(line) && !/[`$;{]/.test(line));
  const whole = readFileSync(join(installed, "dist/core.js"), "utf8");
  const adam = ["optimizers/adam.ts", "transforms/scale-by-adam.ts"].map((file) =>
    readFileSync(join(installed, "src", file), "utf8"),
  );
  return new Map(
    files
      .map((file) => [
        file,
        lines(file).filter((line) => whole.includes(line) && !adam.join().includes(line)),
      ])
      .filter(([, marks]) => marks.length),
  );
}

/** A step of an optimizer of whole matrices, at once: all that it needs comes with it. */
const matrices = (from) => `import { muon, tensor } from "${from}";
  const w = tensor(Float32Array.from({ length: 6 }, (_, i) => i / 8), [2, 3]);
  const descent = muon({ matrices: "w", layout: "out,in" }).initSync({ w });
  descent.step({ w: Float32Array.of(1, -2, 3, 0.5, 0.25, -1) });
  console.log(descent.params.w.data.join());`;

/** What reads texts of whole matrices says, and no other part of the library does. */
const ofMatrices = "as many columns as the second has rows";

const printed = (path) => execFileSync(process.execPath, [path], { encoding: "utf8" });

export async function shaking(place) {
  const { user, installed } = place;
  mkdirSync(join(user, "bundles"), { recursive: true });
  const marks = marksOf(installed);
  assert(marks.size >= 20, `only ${marks.size} optimizers' texts are known`);
  const lines = [];
  const program = join(user, "bundles", "matrices.mjs");
  writeFileSync(program, matrices("glissade"));
  const stepped = printed(program);
  for (const [name, bundle] of Object.entries(bundlers)) {
    const expectNothing = async (entry) => {
      const [nothing] = await bundle(entry, place);
      const left = `${nothing.length} bytes are left of an import that nothing uses`;
      assert(nothing.length < 400, `${name}: ${readFileSync(entry, "utf8")} ${left}`);
    };
    for (const from of ["glissade", "glissade/static"]) {
      const entry = join(user, "bundles", `${name}.mjs`);
      writeFileSync(entry, `import { adam } from "${from}"; console.log(adam());`);
      const code = (await bundle(entry, place)).join("\n");
      assert(code.includes("vHat") || code.includes("v = b2"), `${name}: Adam's text is not in its bundle`);
      for (const [file, texts] of marks) {
        for (const text of texts)
          assert(!code.includes(text), `${name}, ${from}: "${text}" of ${file} is in a bundle of Adam`);
      }
      assert(
        !code.includes(ofMatrices),
        `${name}, ${from}: what reads whole matrices is in a bundle of Adam`,
      );
      lines.push(`${name}, ${from}: ${gzipSync(code).length} B gzip for Adam`);
      writeFileSync(entry, `import { adam } from "${from}";`);
      await expectNothing(entry);
    }
    const whole = join(user, "bundles", `${name}-matrices.mjs`);
    writeFileSync(whole, matrices("glissade/static"));
    const [built] = await bundle(whole, place);
    writeFileSync(whole, built);
    assert.equal(printed(whole), stepped, `${name}: a bundle takes another step of muon`);
    const entry = join(user, "bundles", `${name}-language.mjs`);
    writeFileSync(entry, 'import { exp } from "glissade/language"; console.log(exp(1));');
    const code = (await bundle(entry, place)).join("\n");
    assert(!code.includes("cannot be differentiated"), `${name}: derivatives are in a bundle of exp`);
    lines.push(`${name}, glissade/language: ${gzipSync(code).length} B gzip for exp`);
    writeFileSync(entry, 'import { expression } from "glissade/language";');
    await expectNothing(entry);
  }
  return lines;
}
