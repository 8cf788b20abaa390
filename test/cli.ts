/** The command line as its user meets it: what goes to stdout, what to stderr, the exit code; a folder of the test file's own. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import { runCli } from "../src/cli/program.ts";

/** Runs a command. */
export async function run(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  let out = "";
  let err = "";
  const code = await runCli(args, {
    stdout: { write: (text) => (out += text) },
    stderr: { write: (text) => (err += text) },
  });
  return { code, out, err };
}

/** Options of `compare` for a run of a second. */
export const quick = ["--data", "auto-mpg", "--seeds", "3"];

/** A folder that is removed after the tests of the file. */
export const folder = await mkdtemp(join(tmpdir(), "glissade-cli-"));
afterAll(() => rm(folder, { recursive: true }));
