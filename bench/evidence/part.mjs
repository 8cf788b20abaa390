/**
 * The comparison in short: half of the choice as a part, then a run that is killed, then one to the end. Finished trials must stay as they are, and
 * every optimizer must end below the loss of a guess. Where the text cannot be had that is said, and nothing is run.
 */
import { strict as assert } from "node:assert";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { loadTinyShakespeare } from "glissade/datasets";
import { DataError } from "glissade/train";
import { readFolder } from "./read.mjs";
import { sectionOf } from "./section.mjs";

/** Different characters of the text: a guess has the loss of their logarithm. */
const CHARACTERS = 65;

/** Why the text cannot be had here; undefined where it can. */
async function missingText() {
  try {
    await loadTinyShakespeare();
    return undefined;
  } catch (error) {
    if (error instanceof DataError && error.code === "unavailable") return error.message;
    throw error;
  }
}

/** Runs it in a folder of its own; `program` is the built command line, `args` the comparison. */
export async function checkPart(program, args) {
  const missing = await missingText();
  if (missing !== undefined) {
    console.log(`not here: ${missing}`);
    return;
  }
  const folder = mkdtempSync(join(tmpdir(), "evidence-"));
  const start = (...more) =>
    spawn(process.execPath, [program, ...args, "--folder", folder, ...more], {
      stdio: ["ignore", "ignore", "inherit"],
    });
  const files = () => {
    const names = readdirSync(join(folder, "trials")).filter((name) => name.endsWith(".json"));
    return new Map(names.map((name) => [name, readFileSync(join(folder, "trials", name), "utf8")]));
  };
  const same = (before) => {
    const after = files();
    for (const [name, text] of before) assert.equal(after.get(name), text, `${name} was run again`);
    return after;
  };
  try {
    const [code] = await once(start("--part", "1/2"), "close");
    assert.equal(code, 0);
    const first = files();
    assert.equal(first.size, 2, "the first of two parts has half of the four trials of the choice");

    const killed = start();
    const closed = once(killed, "close");
    while (files().size < 6 && killed.exitCode === null) await sleep(50);
    killed.kill("SIGKILL");
    assert.equal((await closed)[1], "SIGKILL", "it ended before it could be killed");
    const kept = same(first);

    const [end] = await once(start(), "close");
    assert.equal(end, 0);
    assert.equal(same(kept).size, 12, "four optimizers at one rate, then two seeds of each");
    const read = readFolder(folder, program);
    const [{ steps, rows }] = read.result.problems;
    assert.equal(steps, 20);
    assert.deepEqual(rows.map(({ optimizer }) => optimizer).sort(), ["adamw", "muon", "shampoo", "soap"]);
    for (const { optimizer, tests, diverged } of rows) {
      assert.equal(diverged, 0, `${optimizer} diverged`);
      for (const loss of tests)
        assert(loss > 1 && loss < 0.9 * Math.log(CHARACTERS), `${optimizer} ends at a test loss of ${loss}`);
    }
    console.log(sectionOf(read));
    console.log(`${kept.size} trials were finished when it was killed, and none was run again`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
