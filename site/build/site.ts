/** The build of the site, step by step; each is a function of its own, and `npm run build -- pages check` takes some of them. */
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "vite";
import { build as buildPages } from "vitepress";
import { writeApi } from "./api.ts";
import { checkLinks } from "./check.ts";
import { filesIn } from "./files.ts";
import { llmsTexts } from "./llms.ts";
import { writeServiceWorker } from "./offline.ts";
import { documentsIn, prepare } from "./prepare.ts";
import { checkPython } from "./python.ts";
import { sectionsOf } from "./sections.ts";

const site = fileURLToPath(new URL("..", import.meta.url));
const root = fileURLToPath(new URL("../..", import.meta.url));
const prepared = `${site}.prepared`;
const dist = `${site}dist`;

/** Builds a page beside the documentation. */
const buildPage = (name: string, config: string) =>
  build({ root: `${site}${name}`, configFile: `${site}${config}`, logLevel: "warn" });

/** In the order in which they have to be taken. */
const steps: Readonly<Record<string, () => unknown>> = {
  python: () => checkPython(root, documentsIn(root)),
  prepare: () => prepare(root, `${site}docs`, prepared),
  api: () => writeApi(root, `${prepared}/api`, `${site}.types`),
  pages: () => buildPages(`${site}docs`),
  lab: () => buildPage("lab", "vite.config.ts"),
  fit: () => buildPage("fit", "vite.fit.config.ts"),
  lists: () => {
    const { learn, optimizers, project } = sectionsOf(prepared);
    const named = optimizers.map(({ text, pages }) => ({ text: text || "Optimizers", pages }));
    const textOf = (page: string): string => readFileSync(`${prepared}/${page}`, "utf8");
    const { list, full } = llmsTexts([...learn, ...named, ...project], textOf);
    writeFileSync(`${dist}/llms.txt`, list);
    writeFileSync(`${dist}/llms-full.txt`, full);
  },
  check: () => checkLinks(dist),
  offline: () => writeServiceWorker(`${site}build/service-worker.js`, dist, filesIn(dist)),
};

/** Takes the named steps, or all. */
export async function buildSite(names: readonly string[]): Promise<void> {
  const unknown = names.filter((name) => !(name in steps));
  // Whoever builds has no use for what helps while one develops.
  process.env.NODE_ENV = "production";
  if (unknown.length)
    throw new Error(`no step ${unknown.join(", ")}; there are ${Object.keys(steps).join(", ")}`);
  for (const [name, step] of Object.entries(steps)) {
    if (names.length && !names.includes(name)) continue;
    const begun = performance.now();
    await step();
    console.log(`${name}: ${((performance.now() - begun) / 1000).toFixed(1)} s`);
  }
}
