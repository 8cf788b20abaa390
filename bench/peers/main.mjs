/**
 * A step of Glissade beside other libraries and beside code by hand. Installs what is missing beside this file, measures, and writes
 * bench/logs/peers.txt, its section of docs/benchmarks.md and the README's tables. A part of the cases is printed and not written.
 * Usage: npm run bench:peers -- [--quick] [--only CONTENDER,…] [--optimizers NAME,…] [--sizes SIZE,…] [--pages: writes the pages from the log]
 */
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { casesOf, sizeName } from "./cases.mjs";
import { contendersOf } from "./contenders.mjs";
import { installed } from "./install.mjs";
import { writeLog } from "./log.mjs";
import { raced, seeded } from "./race.mjs";
import { readmeOf, sectionOf, toldOf, within } from "./section.mjs";
import { Worker } from "./worker.mjs";

const at = (path) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const log = at("bench/logs/peers.txt");
const say = (text) => console.error(text);

const list = { type: "string" };
const { values } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    pages: { type: "boolean", default: false },
    only: list,
    optimizers: list,
    sizes: list,
  },
});
const [only, optimizers, sizes] = [values.only, values.optimizers, values.sizes].map((text) =>
  text?.split(","),
);

if (values.pages) writePages();
else await measure();

async function measure() {
  const cases = casesOf({ quick: values.quick, optimizers, sizes });
  const found = installed(say);
  const all = contendersOf(found);
  const isAsked = ({ kind, id }) =>
    kind === "glissade" || !only || only.some((start) => id.startsWith(start));
  const contenders = all.filter(isAsked);
  const unknown = only?.find((start) => !all.some(({ id }) => id.startsWith(start)));
  if (unknown !== undefined)
    throw new RangeError(`--only takes beginnings of ${all.map(({ id }) => id).join(", ")}; got ${unknown}`);
  const workers = new Map(contenders.map(({ id, command }) => [id, new Worker(command)]));
  const timing = values.quick
    ? { rounds: 7, sampleSeconds: 0.005, warmSeconds: 0.1 }
    : { rounds: 15, sampleSeconds: 0.015, warmSeconds: 0.3 };
  const run = { facts: { ...found.facts, rounds: String(timing.rounds) }, cases: [] };
  const random = seeded(1);
  const begun = performance.now();
  try {
    for (const one of cases) {
      say(`${((performance.now() - begun) / 1e3).toFixed(0)} s: ${one.optimizer} ${sizeName(one)}`);
      run.cases.push(await raced(one, contenders, workers, timing, random, say));
    }
  } finally {
    for (const worker of workers.values()) worker.end();
  }
  if (only ?? optimizers ?? sizes) {
    console.log(sectionOf({ ...run, contenders }));
    return;
  }
  writeFileSync(log, writeLog(run));
  writePages();
}

function writePages() {
  const run = toldOf(readFileSync(log, "utf8"));
  const pages = { "docs/benchmarks.md": ["peers", sectionOf], "README.md": ["speed", readmeOf] };
  for (const [path, [name, textOf]] of Object.entries(pages))
    writeFileSync(at(path), within(readFileSync(at(path), "utf8"), name, textOf(run)));
}
