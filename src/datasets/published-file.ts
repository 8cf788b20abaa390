/**
 * A published file: found in a folder, where Debian installs it, in the user's cache, or downloaded, and never used unless its
 * sha256 is the published one. It knows no data set and does not interpret what it reads.
 */
import { createHash, randomUUID } from "node:crypto";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import envPaths from "env-paths";
import { callback, positive, text } from "../options/kinds.ts";
import { readerOf } from "../options/option.ts";
import { DataError } from "../train/data/data-error.ts";
import { type Answer, downloadAny } from "./download.ts";

/** A file as it was published. */
export interface PublishedFile {
  /** The data set that it belongs to, in messages. */
  readonly dataset: string;
  /** Its path in a folder of data sets. */
  readonly file: string;
  /** Length in bytes, uncompressed. */
  readonly size: number;
  /** sha256 of the contents, uncompressed: two archives of one file differ in their dates. */
  readonly sha256: string;
  /** Length in bytes of the compressed file, where it is gzip. */
  readonly compressed?: number;
  /** Addresses of the file. */
  readonly mirrors: readonly string[];
  /** Where Debian's package of it installs the file, and the name of the package. */
  readonly installed?: { readonly path: string; readonly from: string };
}

/** Where data sets are looked for, in this order; Debian's place comes between the folders. */
export interface Sources {
  /** A folder that holds the files; the environment variable GLISSADE_DATA by default. */
  readonly directory?: string | undefined;
  /** The folder a download is kept in; the user's cache folder by default. */
  readonly cache?: string;
  /** Downloads a file if no folder has it: the environment's `fetch`. */
  fetch?(url: string, options?: { readonly signal?: object | null }): Promise<Answer>;
  /** Time limit of a download in milliseconds; by default 5000 and 5 for each kilobyte of the file. */
  readonly timeout?: number;
}

const unzip = promisify(gunzip);

/** A reader of the sources of a function. */
export const sourcesOf = (name: string): ((given?: Sources) => Sources) =>
  readerOf<Sources>(name, { directory: text, cache: text, fetch: callback(), timeout: positive });

/**
 * The contents of a published file, uncompressed. A file in the cache that is not the published one is fetched again.
 * @throws DataError `checksum` for a file in `directory` that is not the published one (it is left where it is),
 *   `unavailable` where no folder has the file and no mirror delivers it; its `cause` then holds an error for each mirror.
 */
export async function contentsOf(published: PublishedFile, sources: Sources): Promise<Uint8Array> {
  const { dataset, file, size, compressed, mirrors, installed } = published;
  const {
    directory = process.env.GLISSADE_DATA,
    cache = envPaths("glissade", { suffix: "" }).cache,
    fetch = globalThis.fetch,
    timeout = Math.max(5000, Math.ceil((compressed ?? size) / 200)),
  } = sources;
  const own = directory && (await bytesOf(join(directory, file)));
  if (own) {
    const { contents, found } = await checked(own, published);
    if (!contents) throw notPublished(join(directory, file), published, found);
    return contents;
  }
  for (const path of [installed?.path, join(cache, file)]) {
    const bytes = path && (await bytesOf(path));
    const { contents } = bytes ? await checked(bytes, published) : {};
    if (contents) return contents;
  }
  const limit = compressed ?? size;
  const accept = async (bytes: Uint8Array) => (await checked(bytes, published)).contents;
  try {
    const { bytes, contents } = await downloadAny(mirrors, { fetch, timeout, limit, accept });
    await keep(bytes, join(cache, file));
    return contents;
  } catch (error) {
    const { message, cause } = error as Error;
    const packaged = installed ? `install Debian's ${installed.from}, or ` : "";
    throw new DataError(
      "unavailable",
      `${dataset} cannot be downloaded (${message}); ${packaged}put ${file} into a folder and name it in GLISSADE_DATA`,
      { cause },
    );
  }
}

const bytesOf = (path: string): Promise<Uint8Array | undefined> => readFile(path).catch(() => undefined);

/** The contents, where they are the published ones; what was found otherwise. */
async function checked(
  bytes: Uint8Array,
  { size, sha256, compressed }: PublishedFile,
): Promise<{ contents?: Uint8Array; found: string }> {
  let contents = bytes;
  if (compressed !== undefined) {
    try {
      // The limit keeps a hostile archive from filling the memory.
      contents = await unzip(bytes, { maxOutputLength: size });
    } catch {
      return { found: "no gzip of its size" };
    }
  }
  const found = createHash("sha256").update(contents).digest("hex");
  return found === sha256 ? { contents, found } : { found };
}

function notPublished(path: string, { dataset, sha256 }: PublishedFile, found: string): DataError {
  return new DataError(
    "checksum",
    `${path} is not the published ${dataset} data: expected sha256 ${sha256}, found ${found}; remove or replace it`,
    { path, expected: sha256, found },
  );
}

async function keep(bytes: Uint8Array, path: string): Promise<void> {
  const partial = `${path}.${randomUUID()}.part`;
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(partial, bytes, { flag: "wx" });
    await rename(partial, path);
  } catch {
    // If the cache cannot be written, the file is downloaded again next time; that is no reason to fail now.
    await rm(partial, { force: true }).catch(() => {});
  }
}
