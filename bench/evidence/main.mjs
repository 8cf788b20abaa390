/**
 * `npm run evidence:matrices`: Muon, SOAP and Shampoo beside AdamW on a small transformer, an hour or two on two idle cores, outside CI. Finished trials are in
 * bench/logs/evidence/trials, what it printed in log.txt; a run that was stopped or killed goes on, also on another machine. It writes its
 * section of docs/comparing.md, from as many trials as there are. `-- --workers 1`: trials at a time; `-- --part 1/2`: a share of the trials; `-- --pages`: the section alone.
 * `npm run evidence:part`: twenty steps of it, stopped, killed and gone on with, in a minute.
 */
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { within } from "../peers/section.mjs";
import { checkPart } from "./part.mjs";
import { readFolder } from "./read.mjs";
import { sectionOf } from "./section.mjs";

const at = (path) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const program = at("dist/cli/main.js");
const folder = at("bench/logs/evidence");
const page = at("docs/comparing.md");

/** The comparison; where and how it runs stands behind it. */
const comparison = ["compare", "muon", "adamw", "soap", "shampoo", "--workload", "char-transformer"];
const whole = [...comparison, "--steps", "500", "--grow", "2"];
const part = [
  ...comparison,
  ...["--steps", "20", "--rates", "1:1", "--seeds", "2", "--held-out", "60", "--workers", "2"],
];

const { values } = parseArgs({
  options: {
    check: { type: "boolean", default: false },
    pages: { type: "boolean", default: false },
    workers: { type: "string", default: "2" },
    part: { type: "string" },
  },
});

/** Runs the whole comparison, or a share of it, and keeps what it prints. @returns the exit code. */
async function runWhole() {
  mkdirSync(folder, { recursive: true });
  const log = join(folder, "log.txt");
  const args = [
    ...[...whole, "--workers", values.workers, "--folder", "bench/logs/evidence"],
    ...(values.part ? ["--part", values.part] : []),
  ];
  const keep = (text) => {
    process.stdout.write(text);
    appendFileSync(log, text);
  };
  const machine = `Node ${process.version}, ${cpus().length} processors, ${cpus()[0].model}, load ${loadavg()[0].toFixed(1)}`;
  const { stdout } = spawnSync("git", ["rev-parse", "--short", "HEAD"], { cwd: at("."), encoding: "utf8" });
  keep(
    `${new Date().toISOString().slice(0, 10)}, ${machine}, commit ${stdout?.trim() || "unknown"}\n$ glissade ${args.join(" ")}\n`,
  );
  const child = spawn(process.execPath, [program, ...args], {
    cwd: at("."),
    stdio: ["ignore", "pipe", "pipe"],
  });
  for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => child.kill(signal));
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", keep);
  const [code, signal] = await once(child, "close");
  return code ?? (signal ? 1 : 0);
}

/** Writes the section from the trials that there are. */
const writePage = () =>
  writeFileSync(
    page,
    within(
      readFileSync(page, "utf8"),
      "matrices",
      sectionOf(readFolder(folder, program)),
      "evidence:matrices",
    ),
  );

if (values.check) await checkPart(program, part);
else {
  if (!values.pages) process.exitCode = await runWhole();
  // A run that failed at once has none.
  if (existsSync(join(folder, "comparison.json"))) writePage();
}
