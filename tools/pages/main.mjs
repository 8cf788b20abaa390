/**
 * `npm run docs` writes docs/optimizers anew; with `--check` it writes nothing and fails where a page is missing or stale.
 * The pages are made by pages.ts, which is bundled first: Node 20 does not run TypeScript.
 */
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { rolldown } from "rolldown";

const root = fileURLToPath(new URL("../..", import.meta.url)).replace(/[/\\]$/, "");
// Under node_modules, so that the bundle finds the packages that it leaves out.
const bundle = join(root, "node_modules/.cache/glissade/pages.mjs");
const build = await rolldown({
  input: join(root, "tools/pages/pages.ts"),
  platform: "node",
  external: (id) => /^[^./]/.test(id),
});
await build.write({ file: bundle, format: "esm", codeSplitting: false });
const { printPages, staleIn } = await import(pathToFileURL(bundle).href);
const { pages, problems } = await printPages(root);
mkdirSync(join(root, "docs/optimizers"), { recursive: true });
const stale = staleIn(root, pages);

if (process.argv.includes("--check")) {
  for (const path of stale) console.error(`${path} is stale: npm run docs`);
  if (stale.length) process.exitCode = 1;
} else {
  for (const path of stale) {
    const text = pages.get(path);
    if (text === undefined) rmSync(join(root, path));
    else {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    console.log(`${text === undefined ? "removed" : "wrote"} ${path}`);
  }
}
for (const problem of problems) console.error(problem);
if (problems.length) process.exitCode = 1;
