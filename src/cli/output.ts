/**
 * Files that a command writes: whether they can be written, asked before a long training, and the writing, whole or not at all.
 */
import { access, constants, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { UsageError } from "./usage-error.ts";

/** Throws a UsageError where `path` cannot become a file; `what` says of what, such as `the report`. */
export async function checkOutput(path: string, what: string): Promise<void> {
  const refuse = (reason: string) => new UsageError(`cannot write ${what} "${path}": ${reason}`);
  const folder = dirname(path);
  const found = await stat(folder).catch(() => undefined);
  if (!found?.isDirectory()) throw refuse(`there is no folder "${folder}"; create it first`);
  await access(folder, constants.W_OK).catch(() => {
    throw refuse(`the folder "${folder}" is not writable`);
  });
  if ((await stat(path).catch(() => undefined))?.isDirectory())
    throw refuse("it is a folder; name a file in it");
}

/** Writes a file whole or not at all. */
export async function writeOutput(path: string, text: string): Promise<void> {
  const partial = `${path}.${process.pid}.part`;
  try {
    await writeFile(partial, text);
    await rename(partial, path);
  } finally {
    await rm(partial, { force: true });
  }
}
