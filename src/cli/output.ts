/**
 * Files that a command writes: whether they can be written, asked before a long training, and the writing. A file is replaced
 * whole or not at all and keeps its mode; a symbolic link stays one; a device or pipe is written to, never replaced.
 */
import { randomUUID } from "node:crypto";
import type { Stats } from "node:fs";
import {
  access,
  chmod,
  chown,
  constants,
  lstat,
  readlink,
  realpath,
  rename,
  rm,
  stat,
  writeFile,
} from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { UsageError } from "./usage-error.ts";

/** A place that can be written to, as far as one can know before. */
export interface Output {
  write(text: string): Promise<void>;
}

/** Links that lead to links are followed this far, as Linux does. */
const LINKS = 40;

/**
 * Checks that `path` can be written; `what` says of what, such as `the report`, and `inputs` are files that must not be
 * overwritten by it.
 * @throws UsageError where it cannot.
 */
export async function openOutput(
  path: string,
  what: string,
  inputs: readonly string[] = [],
): Promise<Output> {
  const cannot = (reason: string) => `cannot write ${what} "${path}": ${reason}`;
  const refuse = (reason: string) => new UsageError(cannot(reason));
  const writable = (file: string) =>
    access(file, constants.W_OK).then(
      () => true,
      () => false,
    );
  const guarded = (write: (text: string) => Promise<void>): Output => ({
    write: (text) =>
      write(text).catch((error: Error) => {
        throw new Error(cannot(error.message));
      }),
  });
  if (path.trim() === "") throw refuse("it has no name");

  const file = await target(path).catch((error: NodeJS.ErrnoException) => {
    throw refuse(error.code === "ENOENT" ? missingFolder(path) : (error.code ?? error.message));
  });
  const found = await statOf(file, refuse);
  if (found?.isDirectory()) throw refuse("it is a folder; name a file in it");
  if (!found && /[\\/]$/.test(path)) throw refuse(missingFolder(path));
  if (found?.isSocket()) throw refuse("it is a socket");
  if (found && !(await writable(file))) throw refuse("it is not writable");
  // What stands for an open file of the process (`/dev/stdout`) may lead to a file that is still written to by others.
  if ((found && !found.isFile()) || /^\/(dev|proc)\//.test(path)) {
    return guarded((text) => writeFile(file, text, { flag: "a" }));
  }
  for (const input of inputs) {
    const other = await stat(input).catch(() => undefined);
    if (found && other && other.ino === found.ino && other.dev === found.dev)
      throw refuse("it is the data file");
  }
  const folder = dirname(file);
  const above = await statOf(folder, refuse);
  if (!above?.isDirectory()) throw refuse(missingFolder(file));
  const replaceable = await writable(folder);
  if (!found && !replaceable) throw refuse(`the folder "${folder}" is not writable`);
  // Other names of the same file would keep the old text.
  if (found && (!replaceable || found.nlink > 1)) return guarded((text) => writeFile(file, text));
  return guarded((text) => replace(file, text, found));
}

const missingFolder = (path: string) => `there is no folder "${dirname(path)}"; create it first`;

async function statOf(path: string, refuse: (reason: string) => UsageError): Promise<Stats | undefined> {
  return stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT" || error.code === "ENOTDIR") return undefined;
    throw refuse(error.code ?? error.message);
  });
}

/** Where a path leads, through links that lead nowhere yet too. */
async function target(path: string): Promise<string> {
  let file = path;
  for (let links = 0; links < LINKS; links++) {
    const found = await lstat(file).catch((error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT" || error.code === "ENOTDIR") return undefined;
      throw error;
    });
    if (!found?.isSymbolicLink()) return found ? file : join(await realpath(dirname(file)), basename(file));
    file = resolve(await realpath(dirname(file)), await readlink(file));
  }
  throw new Error("too many symbolic links");
}

/** Writes a file whole or not at all, with the mode and, where allowed, the owner of the one before. */
async function replace(file: string, text: string, before: Stats | undefined): Promise<void> {
  const partial = join(dirname(file), `.glissade-${randomUUID()}.part`);
  try {
    await writeFile(partial, text, { flag: "wx" });
    if (before) {
      await chown(partial, before.uid, before.gid).catch(() => {});
      await chmod(partial, before.mode & 0o7777);
    }
    await rename(partial, file);
  } finally {
    await rm(partial, { force: true });
  }
}
