/**
 * `npm run build` of the site: runs build/site.ts, which Node 20 cannot run by itself, through Vite. Arguments name the steps to
 * take; without one all are taken.
 */
import { fileURLToPath } from "node:url";
import { runnerImport } from "vite";

const { module } = await runnerImport(fileURLToPath(new URL("site.ts", import.meta.url)), {
  configFile: false,
});
await module.buildSite(process.argv.slice(2));
