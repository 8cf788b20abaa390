/**
 * `npm run examples`: runs the examples as a newcomer does, the page in Chromium and Firefox too, the splats in small on a GPU made of software, and shows what they print. The
 * exercises of the book have a command of their own. `npm run examples -- curve-fit page` runs only these; `--screenshots FOLDER` keeps pictures of the pages.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const here = fileURLToPath(new URL(".", import.meta.url));
const folder = fileURLToPath(new URL("../../examples/", import.meta.url));
const programs = ["curve-fit", "spaced-repetition", "schedules", "characters"];
const names = [...programs, "page", "splats"];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { screenshots: { type: "string" } },
});
const unknown = positionals.filter((name) => !names.includes(name));
if (unknown.length) throw new Error(`no example ${unknown.join(", ")}; there are ${names.join(", ")}`);
const isAsked = (name) => positionals.length === 0 || positionals.includes(name);

let failed = 0;
/** Runs an example and says how long it took. */
async function measured(name, run) {
  const from = performance.now();
  console.log(`\n── ${name}`);
  try {
    await run();
    console.log(`ok ${name}: ${((performance.now() - from) / 1000).toFixed(1)} s`);
  } catch (error) {
    console.error(`FAILED ${name}: ${error.stack ?? error}`);
    failed++;
  }
}

for (const name of programs.filter(isAsked)) {
  await measured(name, () => {
    const { status, stdout } = spawnSync(process.execPath, [`${folder}${name}.mjs`], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "inherit"],
    });
    process.stdout.write(stdout);
    if (status !== 0) throw new Error(`exit code ${status}`);
    if (/NaN|Infinity|undefined/.test(stdout)) throw new Error("it printed what is no number");
  });
}
if (isAsked("page") || isAsked("splats")) {
  const { status } = spawnSync("npm", ["ls", "--depth", "0"], { cwd: here });
  if (status !== 0)
    execFileSync("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], {
      cwd: here,
      stdio: "inherit",
    });
}
if (isAsked("page")) {
  const { checkPage } = await import("./page.mjs");
  for (const browser of ["chromium", "firefox"])
    await measured(`page in ${browser}`, () => checkPage(browser, values.screenshots));
}
if (isAsked("splats")) {
  const { checkPage, checkProgram } = await import("./splats.mjs");
  await measured("splats", checkProgram);
  await measured("splats in chromium", () => checkPage(values.screenshots));
}
if (failed > 0) process.exitCode = 1;
