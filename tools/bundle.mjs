/**
 * Second half of `npm run build`: bundles the trainer and the command line with the npm packages they use, so that
 * the published package has no dependencies, and gathers those packages' licences. The core stays as tsc emitted it.
 * Reference: esbuild's documentation of plugins and metafiles.
 */
import { readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { licencesOf } from "./licences.mjs";

process.chdir(fileURLToPath(new URL("..", import.meta.url)));
const posix = (path) => path.split(sep).join("/");

/** Relative imports that leave `folder` stay imports, of the module that stands in dist: the core is not copied. */
const keepOutside = (folder) => ({
  name: "keep-outside",
  setup({ onResolve }) {
    onResolve({ filter: /^\.\.?\// }, ({ path, resolveDir }) => {
      const target = posix(relative(resolve("src"), resolve(resolveDir, path)));
      if (target.startsWith("..") || target.startsWith(`${folder}/`)) return undefined;
      return { path: posix(join("..", target)).replace(/\.ts$/, ".js"), external: true };
    });
  },
});

const inputs = new Set();
for (const entry of ["train/index", "cli/main"]) {
  const folder = dirname(entry);
  const replaced = readdirSync(`dist/${folder}`).filter((file) => folder === "cli" || file.endsWith(".js"));
  for (const file of replaced) rmSync(`dist/${folder}/${file}`);
  const { metafile } = await build({
    entryPoints: [`src/${entry}.ts`],
    outfile: `dist/${entry}.js`,
    bundle: true,
    platform: "node",
    target: "node20",
    format: "esm",
    minify: true,
    legalComments: "none",
    metafile: true,
    external: ["canvas"],
    plugins: [keepOutside(folder)],
    // Packages in CommonJS call require, which an ES module does not have.
    banner: {
      js: 'import { createRequire } from "node:module";const require = createRequire(import.meta.url);',
    },
  });
  for (const input of Object.keys(metafile.inputs)) inputs.add(input);
}

writeFileSync("dist/THIRD-PARTY-LICENSES.txt", licencesOf([...inputs]));
