/**
 * Files that a command writes. Whether they can be written is checked before a long training. A file is replaced completely or
 * not at all and keeps its mode; a symbolic link stays one; a device or pipe is written to, never replaced.
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

/** A place that can be written to, as far as that is known beforehand. */
export interface Output {
  write(contents: string | Uint8Array): Promise<void>;
}

/** Links that lead to links are followed this far, as Linux does. */
const LINKS = 40;

/**
 * Checks that `path` can be written; `what` says of what, such as `the report`, and `inputs` are files that must not be
 * overwritten by it.
 * @throws UsageError if it cannot.
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
  const guarded = (write: (contents: string | Uint8Array) => Promise<void>): Output => ({
    write: (contents) =>
      write(contents).catch((error: Error) => {
        throw new Error(cannot(error.message));
      }),
  });
  if (path.trim() === "") throw refuse("it has no name");

  const found = await statOf(path, refuse);
  if (found?.isDirectory()) throw refuse("it is a folder; name a file in it");
  if (!found && /[\\/]$/.test(path)) throw refuse(missingFolder(path));
  if (found?.isSocket()) throw refuse("it is a socket");
  if (found && !(await writable(path))) throw refuse("it is not writable");
  // A name of an open file of the process (`/dev/stdout`) may lead to a file that others still write to.
  if (found && (!found.isFile() || /^\/(dev|proc)\//.test(path))) {
    return guarded((contents) => writeFile(path, contents, { flag: "a" }));
  }
  for (const input of inputs) {
    const other = await stat(input).catch(() => undefined);
    if (found && other && other.ino === found.ino && other.dev === found.dev)
      throw refuse("it is the data file");
  }
  const file = await (found ? realpath(path) : target(path)).catch((error: NodeJS.ErrnoException) => {
    const { code, message, path: folder = dirname(path) } = error;
    throw refuse(code === "ENOENT" ? missingFolder(folder) : (code ?? message));
  });
  const above = await statOf(dirname(file), refuse);
  if (!above?.isDirectory()) throw refuse(missingFolder(dirname(file)));
  const obstacle = await obstacleIn(dirname(file));
  if (!found && obstacle) throw refuse(`the folder "${dirname(file)}" cannot be written to (${obstacle})`);
  // Other names of the same file would keep the old text.
  if (found && (obstacle || found.nlink > 1)) return guarded((contents) => writeFile(file, contents));
  return guarded((contents) => replace(file, contents, found));
}

const missingFolder = (folder: string) => `there is no folder "${folder}"; create it first`;

async function statOf(path: string, refuse: (reason: string) => UsageError): Promise<Stats | undefined> {
  return stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT" || error.code === "ENOTDIR") return undefined;
    throw refuse(error.code ?? error.message);
  });
}

/** Where a path leads, also through links to a file that does not exist yet. */
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

const partialIn = (folder: string) => join(folder, `.glissade-${randomUUID()}.part`);

/** Why no file can be created in a folder, undefined if one can. The folder's mode alone does not tell. */
async function obstacleIn(folder: string): Promise<string | undefined> {
  const trial = partialIn(folder);
  try {
    await writeFile(trial, "", { flag: "wx" });
    await rm(trial);
    return undefined;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code;
  }
}

/** Writes a file completely or not at all, with the mode and, where allowed, the owner of the file before. */
async function replace(
  file: string,
  contents: string | Uint8Array,
  before: Stats | undefined,
): Promise<void> {
  const partial = partialIn(dirname(file));
  try {
    await writeFile(partial, contents, { flag: "wx" });
    if (before) {
      await chown(partial, before.uid, before.gid).catch(() => {});
      await chmod(partial, before.mode & 0o7777);
    }
    await rename(partial, file);
  } finally {
    await rm(partial, { force: true });
  }
}
