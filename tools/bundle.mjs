/**
 * Second half of `npm run build`: from sources to the few files of the published package. `core.js`, on `language.js`, has
 * everything that `init` and a step can need; `index.js` lists its public names, so that names shared with chunks, the trainer
 * and `glissade/language` stay private.
 * `static.js` is everything in one file without `import()`. The trainer and the command line carry the npm packages they use.
 */
import { writeFileSync } from "node:fs";
import { dirname, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";
import { shipJaxTypes } from "./jax-types.mjs";
import { licencesOf } from "./licences.mjs";
import { markPure } from "./pure.mjs";

process.chdir(fileURLToPath(new URL("..", import.meta.url)));

const isOfJax = (id) => /\/node_modules\/@jax-js\/jax\//.test(id);

/** jax-js is left as it is: it registers its devices when it is loaded. */
const pure = {
  name: "pure",
  renderChunk: (code, { moduleIds }) => (moduleIds.some(isOfJax) ? undefined : markPure(code)),
};

/** jax-js without what it adds to globals where an engine lacks it: it asks for the symbol where it uses it. */
const withoutPatches = {
  name: "without-patches",
  transform(code, id) {
    if (!isOfJax(id)) return undefined;
    return code
      .replace(/^Symbol\.(d|asyncD)ispose \?\?= .*$/gm, "")
      .replaceAll("[Symbol.dispose]", '[Symbol.dispose || Symbol.for("Symbol.dispose")]');
  },
};

/** Turns dynamic imports into static ones. */
const withoutImport = {
  name: "without-import",
  transform(code) {
    const found = [];
    const text = code.replace(
      /\bimport\(("[^"]+")\)/g,
      (_, id) => `Promise.resolve(loaded${found.push(id) - 1})`,
    );
    return found.map((id, index) => `import * as loaded${index} from ${id};\n`).join("") + text;
  },
};

/** The bundler's own functions without the import from Node that their unused `require` has: no page could load it. */
const forPages = {
  name: "for-pages",
  renderChunk: (code, { name }) =>
    name === "rolldown-runtime" ? code.replace(/^import .* from "node:module";/m, "") : undefined,
};

/** Files of checkpoints by the name under which package.json ("imports") has something else for bundlers of pages. */
const byCondition = {
  name: "by-condition",
  renderChunk: (code) =>
    code.replace(/import\("\.\/(checkpoint\/)?files\.js"\)/g, 'import("#checkpoint-files")'),
};

/** The command line takes the public modules as users do: there is one copy of every class. */
const asUsersDo = {
  name: "as-users-do",
  resolveId(id, importer) {
    if (!importer || !id.startsWith(".")) return undefined;
    const source = relative("src", resolve(dirname(importer), id)).replaceAll("\\", "/");
    const entry = Object.keys(entries).find((name) => `${name}.ts` === source);
    return entry ? { id: `../${entry}.js`, external: true } : undefined;
  },
};

/** Names of chunks that are not those of their modules; those of jax-js' devices end in a hash. */
const chunkNames = { run: "js" };

const inputs = new Set();
async function bundle(input, plugins, options) {
  const build = await rolldown({ input, plugins, platform: "node", external: ["canvas"] });
  const { output } = await build.write({
    format: "esm",
    dir: "dist",
    chunkFileNames: ({ name }) => `${chunkNames[name] ?? name.replace(/^(web\w+)-.*/, "jax-$1")}.js`,
    comments: { legal: false, annotation: true, jsdoc: false },
    ...options,
  });
  for (const { moduleIds } of output) for (const id of moduleIds) inputs.add(id);
}

/** Whether a source is one of the language, or of its options, that the core imports statically. */
function isOfLanguage() {
  const core = new Set([fileURLToPath(new URL("../src/index.ts", import.meta.url))]);
  return (id, context) => {
    if (core.size === 1)
      for (const path of core) for (const other of context.getModuleInfo(path).importedIds) core.add(other);
    return core.has(id) && /\/src\/(language|options)\//.test(id) ? "language" : null;
  };
}

const entries = {
  index: "src/index.ts",
  "train/index": "src/train/index.ts",
  "language/index": "src/language/index.ts",
  "checkpoint/index": "src/checkpoint/index.ts",
  "checkpoint/files": "src/checkpoint/files.ts",
  "checkpoint/no-files": "src/checkpoint/no-files.ts",
  "adapters/jax-js/index": "src/adapters/jax-js/index.ts",
  "adapters/tfjs/index": "src/adapters/tfjs/index.ts",
  "datasets/index": "src/datasets/index.ts",
  "curves/index": "src/curves/index.ts",
  "mpi/index": "src/mpi/index.ts",
  "federated/index": "src/federated/index.ts",
};
await bundle(entries, [withoutPatches, byCondition, forPages, pure], {
  // A group takes what its modules import statically, unless an earlier group has it.
  codeSplitting: {
    groups: [
      { name: isOfLanguage(), debugName: "language" },
      { name: "core", test: /src\/index\.ts$/ },
      { name: "jax", test: (id) => isOfJax(id) && !/\/web\w+-[^/]+$/.test(id) },
    ],
  },
});
await bundle({ static: "src/index.ts" }, [withoutImport, pure], { codeSplitting: false });
// Started by its address, as a module of its own.
await bundle({ "web-worker": "src/runtime/host/threads/web-worker.ts" }, [], { codeSplitting: false });
await bundle({ "curves-worker": "src/curves/worker.ts" }, [pure], { codeSplitting: false });
for (const [name, input] of Object.entries({ main: "main.ts", "compare-worker": "compare/worker.ts" })) {
  const program = { [`cli/${name}`]: `src/cli/${input}` };
  await bundle(program, [asUsersDo], { codeSplitting: false, minify: true });
}

shipJaxTypes("dist/types");
writeFileSync("dist/THIRD-PARTY-LICENSES.txt", licencesOf([...inputs]));
