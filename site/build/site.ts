/** The build of the site, step by step; each is a function of its own, and `npm run build -- pages check` takes some of them. */
import { fileURLToPath } from "node:url";
import { build as buildLab } from "vite";
import { build as buildPages } from "vitepress";
import { writeApi } from "./api.ts";
import { checkLinks } from "./check.ts";
import { prepare } from "./prepare.ts";

const site = fileURLToPath(new URL("..", import.meta.url));
const root = fileURLToPath(new URL("../..", import.meta.url));
const prepared = `${site}.prepared`;
const dist = `${site}dist`;

/** In the order in which they have to be taken. */
const steps: Readonly<Record<string, () => unknown>> = {
  prepare: () => prepare(root, `${site}docs/index.md`, prepared),
  api: () => writeApi(root, `${prepared}/api`, `${site}.types`),
  pages: () => buildPages(`${site}docs`),
  lab: () => buildLab({ root: `${site}lab`, configFile: `${site}vite.config.ts`, logLevel: "warn" }),
  check: () => checkLinks(dist),
};

/** Takes the named steps, or all. */
export async function buildSite(names: readonly string[]): Promise<void> {
  const unknown = names.filter((name) => !(name in steps));
  if (unknown.length)
    throw new Error(`no step ${unknown.join(", ")}; there are ${Object.keys(steps).join(", ")}`);
  for (const [name, step] of Object.entries(steps)) {
    if (names.length && !names.includes(name)) continue;
    const begun = performance.now();
    await step();
    console.log(`${name}: ${((performance.now() - begun) / 1000).toFixed(1)} s`);
  }
}
