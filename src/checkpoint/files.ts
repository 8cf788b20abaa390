/**
 * Files of checkpoints: the only source here that imports Node's file system. A file is written whole or not at all: beside its place, flushed,
 * renamed, and its folder flushed.
 */
import type { Stats } from "node:fs";
import { type FileHandle, mkdir, open, readdir, realpath, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { type CheckpointCode, CheckpointError, naming } from "./checkpoint-error.ts";
import type { StoredTensor } from "./dtypes.ts";
import { headerLengthIn, type Layout, layoutOf, prefixLength, type TensorFile } from "./safetensors.ts";

/** What happened by the system's code, and what to do. */
const errors: Readonly<Record<string, readonly [CheckpointCode, string]>> = {
  ENOSPC: ["disk-full", "the disk is full; free some space and save again"],
  EDQUOT: ["disk-full", "the quota of this disk is used up; free some space and save again"],
  EFBIG: [
    "disk-full",
    "the file is larger than this disk or process may write; use another disk, or ulimit -f",
  ],
  EROFS: ["read-only", "the disk can be read only; choose a folder on another"],
  EACCES: ["permission", "permission is denied; choose another folder, or change its permissions"],
  EPERM: ["permission", "the system does not permit it; choose another folder, or change its permissions"],
  ENOTDIR: ["missing-folder", "a part of the path is a file; name a folder"],
  EEXIST: ["not-a-file", "there is a file of that name; name a folder"],
  EISDIR: ["not-a-file", "this is a folder; name a file in it"],
};

/** Does something with a file; errors of the system become those of checkpoints, with the path. */
async function at<T>(path: string, doing: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (cause) {
    if (cause instanceof CheckpointError || !(cause instanceof Error)) throw cause;
    const { code = "" } = cause as NodeJS.ErrnoException;
    const missing: readonly [CheckpointCode, string] =
      doing === "read"
        ? ["missing-file", "there is no such file"]
        : ["missing-folder", `there is no folder ${dirname(path)}; make it first`];
    const [kind, advice] = code === "ENOENT" ? missing : (errors[code] ?? ["failed", cause.message]);
    throw new CheckpointError(kind, `${path} cannot be ${doing === "read" ? "read" : doing}: ${advice}`, {
      cause,
    });
  }
}

/** Bytes; more at once is refused by some systems. */
const mostAtOnce = 2 ** 30;

/** Files that this process is writing. */
const writing = new Set<string>();

/** The last write to each path by this process: writes to one path take place in the order of their calls. */
const turns = new Map<string, Promise<unknown>>();

/** What a file is known by: another file at its place is another. */
export type Identity = string;

const identityOf = ({ ino, size }: Stats): Identity => `${ino}:${size}`;

/**
 * Writes a file, whole or not at all: until all of it is on the disk, what was there before stays.
 *
 * @returns what the file is known by.
 * @throws CheckpointError
 */
export async function writeWhole(path: string, pieces: readonly Uint8Array[]): Promise<Identity> {
  const turn = (turns.get(path) ?? Promise.resolve()).then(() => write(path, pieces));
  const settled = turn.catch(() => {});
  turns.set(path, settled);
  try {
    return await turn;
  } finally {
    if (turns.get(path) === settled) turns.delete(path);
  }
}

async function write(path: string, pieces: readonly Uint8Array[]): Promise<Identity> {
  const target = await targetOf(path);
  const folder = dirname(target);
  const temporary = join(folder, `.${basename(target)}.${crypto.randomUUID()}.tmp`);
  writing.add(temporary);
  try {
    const identity = await at(target, "written", () => writeFlushed(temporary, pieces));
    await at(target, "written", () => renameTo(target, temporary));
    await at(folder, "flushed", () => flushFolder(folder));
    await removeLeftovers(folder, (name) => name === basename(target));
    return identity;
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {});
    throw error;
  } finally {
    writing.delete(temporary);
  }
}

async function renameTo(target: string, temporary: string): Promise<void> {
  try {
    await rename(temporary, target);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== "ENOENT") throw cause;
    throw new CheckpointError(
      "conflict",
      `${target} was not written: another process, which writes there too, has removed the temporary file; give each run a path of its own`,
      { cause },
    );
  }
}

/** Where a path leads, behind links. @throws CheckpointError if that is there and is no file. */
async function targetOf(path: string): Promise<string> {
  const target = await realpath(path).catch(() => path);
  const found = await stat(target).catch(() => undefined);
  if (!found || found.isFile()) return target;
  const advice = found.isDirectory() ? "this is a folder; name a file in it" : "this is no file";
  throw new CheckpointError("not-a-file", `${path} cannot be written: ${advice}`);
}

async function writeFlushed(path: string, pieces: readonly Uint8Array[]): Promise<Identity> {
  const file = await open(path, "wx");
  try {
    for (const piece of joined(pieces)) await writeAll(file, piece);
    await file.sync();
    return identityOf(await file.stat());
  } finally {
    await file.close();
  }
}

/** What is written at once: small pieces together, since each call costs; a large one alone, without a copy. */
function* joined(pieces: readonly Uint8Array[]): Generator<Uint8Array> {
  const buffer = new Uint8Array(2 ** 20);
  let used = 0;
  for (const piece of pieces) {
    if (used + piece.length > buffer.length) {
      yield buffer.subarray(0, used);
      used = 0;
    }
    if (piece.length > buffer.length) {
      yield piece;
      continue;
    }
    buffer.set(piece, used);
    used += piece.length;
  }
  yield buffer.subarray(0, used);
}

async function writeAll(file: FileHandle, bytes: Uint8Array): Promise<void> {
  let at = 0;
  while (at < bytes.length) {
    const { bytesWritten } = await file.write(bytes, at, Math.min(bytes.length - at, mostAtOnce));
    at += bytesWritten;
  }
}

/** Codes of systems that have no flush of a folder: Windows, some network disks. */
const unsupported = ["EISDIR", "EPERM", "EINVAL", "ENOTSUP"];

async function flushFolder(path: string): Promise<void> {
  let folder: FileHandle | undefined;
  try {
    folder = await open(path, "r");
    await folder.sync();
  } catch (error) {
    if (!unsupported.includes((error as NodeJS.ErrnoException).code ?? "")) throw error;
  } finally {
    await folder?.close();
  }
}

/** Removes temporary files that a crash has left beside the files that `isMeant` accepts by name. */
export async function removeLeftovers(folder: string, isMeant: (name: string) => boolean): Promise<void> {
  for (const file of await readdir(folder)) {
    const name = /^\.(.*)\.[-0-9a-f]{36}\.tmp$/.exec(file)?.[1];
    const path = join(folder, file);
    // What is left although it cannot be removed does no harm.
    if (name && isMeant(name) && !writing.has(path)) await rm(path, { force: true }).catch(() => {});
  }
}

/** Reads a file's tensors and texts, each tensor into memory of its own. @throws CheckpointError */
export const readTensorFile = (path: string): Promise<TensorFile> =>
  reading(path, async (file, length) => {
    const { tensors, metadata } = await readLayout(file, length);
    const stored = new Map<string, StoredTensor>();
    for (const { name, dtype, shape, begin, length: size } of tensors)
      stored.set(name, { dtype, shape, bytes: await bytesAt(file, begin, size) });
    return { tensors: stored, metadata };
  });

/** Reads a file's texts alone. @throws CheckpointError */
export const readMetadata = (path: string): Promise<Layout["metadata"]> =>
  reading(path, async (file, length) => (await readLayout(file, length)).metadata);

async function reading<T>(path: string, read: (file: FileHandle, length: number) => Promise<T>): Promise<T> {
  return at(path, "read", async () => {
    // Opening a pipe would wait for its other end.
    const found = await stat(path);
    if (found.isDirectory())
      throw new CheckpointError("not-a-file", `${path} is a folder; name a file in it`);
    if (!found.isFile()) throw new CheckpointError("not-a-file", `${path} is no file`);
    const file = await open(path, "r");
    try {
      return await read(file, found.size);
    } catch (error) {
      return naming(path, () => {
        throw error;
      });
    } finally {
      await file.close();
    }
  });
}

async function readLayout(file: FileHandle, length: number): Promise<Layout> {
  const prefix = await bytesAt(file, 0, Math.min(prefixLength, length));
  return layoutOf(await bytesAt(file, prefixLength, headerLengthIn(prefix, length)), length);
}

async function bytesAt(file: FileHandle, begin: number, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  let at = 0;
  while (at < length) {
    const { bytesRead } = await file.read(bytes, at, Math.min(length - at, mostAtOnce), begin + at);
    if (bytesRead === 0) throw new CheckpointError("format", "the file became shorter while it was read");
    at += bytesRead;
  }
  return bytes;
}

/** Makes a folder where there is none. @throws CheckpointError */
export async function makeFolder(path: string): Promise<void> {
  await at(path, "made", () => mkdir(path, { recursive: true }));
}

/** The files of a folder by name, with what they are known by. @throws CheckpointError */
export const filesIn = (folder: string): Promise<Map<string, Identity>> =>
  at(folder, "read", async () => {
    const found = new Map<string, Identity>();
    for (const name of await readdir(folder)) {
      const file = await stat(join(folder, name)).catch(() => undefined);
      if (file?.isFile()) found.set(name, identityOf(file));
    }
    return found;
  });

/** Removes a file, if it is there. @throws CheckpointError */
export const remove = (path: string): Promise<void> => at(path, "removed", () => rm(path, { force: true }));
