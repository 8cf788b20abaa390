/** The folder of a comparison as the section needs it: its settings, its finished trials, and its result where it has one. */
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Reads a folder that `glissade compare --folder` filled; `program` is the built command line. */
export function readFolder(folder, program) {
  const { status, stdout } = spawnSync(process.execPath, [program, "report", folder, "--json"], {
    encoding: "utf8",
    maxBuffer: 2 ** 28,
  });
  return { ...trialsOf(folder), result: status === 0 ? JSON.parse(stdout) : undefined };
}

/** The same without the result. */
export function trialsOf(folder) {
  const { settings, command } = JSON.parse(readFileSync(join(folder, "comparison.json"), "utf8"));
  const trials = readdirSync(join(folder, "trials"))
    .filter((name) => name.endsWith(".json"))
    .sort()
    .map((name) => JSON.parse(readFileSync(join(folder, "trials", name), "utf8")));
  const log = join(folder, "log.txt");
  const machines = existsSync(log)
    ? readFileSync(log, "utf8")
        .split("\n")
        .filter((line) => /^\d{4}-\d\d-\d\d, Node /.test(line))
    : [];
  return { settings, command, trials, machines };
}
