/**
 * `npm run federated`: servers of federated learning side by side, outside CI: rounds to an accuracy, means and intervals of 95 % over five seeds.
 * What is done is kept in bench/logs/federated.jsonl; a run that was stopped goes on. `-- fashion`: some of the tasks. `-- --part`: a few rounds of one
 * seed, into a log of its own.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { rolldown } from "rolldown";

const root = fileURLToPath(new URL("../..", import.meta.url));
const args = process.argv.slice(2);
const part = args.includes("--part");
const only = args.filter((argument) => argument !== "--part");

// Under node_modules, so that the bundle finds the packages that it leaves out.
const file = join(root, "node_modules/.cache/glissade/federated.mjs");
const build = await rolldown({
  input: join(root, "tools/federated/study.ts"),
  platform: "node",
  external: (id) => /^[^./]/.test(id),
});
await build.write({ file, format: "esm", codeSplitting: false });
await build.close();
const { study } = await import(pathToFileURL(file).href);
const folder = part ? mkdtempSync(join(root, "node_modules/.cache/federated-")) : undefined;
try {
  await study({ log: join(folder ?? join(root, "bench/logs"), "federated.jsonl"), only, part });
} finally {
  if (folder) rmSync(folder, { recursive: true });
}
