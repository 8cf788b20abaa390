/**
 * The airfoil self-noise data of the textbook's experiment: found in a folder, in the user's cache, or downloaded,
 * and never used unless its sha256 is the published one. Brooks, Pope and Marcolini, Airfoil Self-Noise and
 * Prediction, NASA RP 1218, 1989; UCI Machine Learning Repository, doi:10.24432/C5VW2C, CC BY 4.0.
 */
import { createHash, randomUUID } from "node:crypto";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import envPaths from "env-paths";
import { callback, positive, text } from "../../options/kinds.ts";
import { readerOf } from "../../options/option.ts";
import { DataError } from "./data-error.ts";
import { parseTable, type Table } from "./table.ts";

const FILE = "airfoil_self_noise.dat";
const SIZE = 59_984;
const SHA256 = "74c75fd71783f1e6b71f8a622b993dc592897a97cd689c5090a07147a1b097b3";
const MIRRORS = [
  `https://d2l-data.s3-accelerate.amazonaws.com/${FILE}`,
  `https://archive.ics.uci.edu/ml/machine-learning-databases/00291/${FILE}`,
];
const COLUMNS = [
  "frequency (Hz)",
  "angle of attack (deg)",
  "chord length (m)",
  "free-stream velocity (m/s)",
  "displacement thickness (m)",
  "sound pressure level (dB)",
];

/** The part of a response that is used. It does not name the DOM's types, which some programs do not have. */
export interface Answer {
  readonly ok: boolean;
  readonly status: number;
  /** A stream of bytes. */
  readonly body: object | null;
}

type Fetch = NonNullable<AirfoilSources["fetch"]>;

/** Where `loadAirfoil` looks, in this order. */
export interface AirfoilSources {
  /** A folder that holds the file; the environment variable GLISSADE_DATA by default. */
  readonly directory?: string | undefined;
  /** The folder a download is kept in; the user's cache folder by default. */
  readonly cache?: string;
  /** Downloads the file if neither folder has it: the environment's `fetch`. */
  fetch?(url: string, options?: { readonly signal?: object | null }): Promise<Answer>;
  /** Time limit of a download in milliseconds; 5000 by default. */
  readonly timeout?: number;
}

const readSources = readerOf<AirfoilSources>("loadAirfoil", {
  directory: text,
  cache: text,
  fetch: callback(),
  timeout: positive,
});

/**
 * The 1503 rows: five features and the sound pressure level. A file in the cache that is not the published one is fetched again.
 * @throws DataError `checksum` for a file in `directory` that is not the published one (it is left where it is),
 *   `unavailable` where no folder has the file and no mirror delivers it; its `cause` then holds an error for each mirror.
 */
export async function loadAirfoil(sources: AirfoilSources = {}): Promise<Table> {
  const {
    directory = process.env.GLISSADE_DATA,
    cache = envPaths("glissade", { suffix: "" }).cache,
    fetch = globalThis.fetch,
    timeout = 5000,
  } = readSources(sources);
  const own = directory && (await bytesOf(join(directory, FILE)));
  if (own) {
    const found = digest(own);
    if (found !== SHA256) throw notPublished(join(directory, FILE), found);
    return read(own);
  }
  const kept = await bytesOf(join(cache, FILE));
  if (kept && digest(kept) === SHA256) return read(kept);
  const bytes = await downloadAny(fetch, timeout);
  await keep(bytes, cache);
  return read(bytes);
}

const bytesOf = (path: string): Promise<Uint8Array | undefined> => readFile(path).catch(() => undefined);
const digest = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

function notPublished(path: string, found: string): DataError {
  return new DataError(
    "checksum",
    `${path} is not the published airfoil data: expected sha256 ${SHA256}, found ${found}; remove or replace it`,
    { path, expected: SHA256, found },
  );
}

/** Why a mirror failed; if several failed, the message gives the last reason in this list. */
const reasons = [
  "no server can be reached",
  "no server answers in time",
  "the servers answer with errors",
  "the servers send something else",
];

/** A download that failed: `reason` is an index of `reasons`. */
class Failure extends Error {
  readonly reason: number;
  constructor(reason: number, message: string) {
    super(message);
    this.reason = reason;
  }
}

/** The file from the first mirror that sends it; the other downloads are then stopped. */
async function downloadAny(fetch: Fetch, timeout: number): Promise<Uint8Array> {
  const enough = new AbortController();
  const signal = AbortSignal.any([enough.signal, AbortSignal.timeout(timeout)]);
  try {
    return await Promise.any(MIRRORS.map((url) => download(url, fetch, signal)));
  } catch (cause) {
    const worst = Math.max(...(cause as AggregateError).errors.map(({ reason }: Failure) => reason));
    throw new DataError(
      "unavailable",
      `airfoil cannot be downloaded (${reasons[worst]}); put ${FILE} into a folder and name it in GLISSADE_DATA`,
      { cause },
    );
  } finally {
    enough.abort();
  }
}

async function download(url: string, fetch: Fetch, signal: AbortSignal): Promise<Uint8Array> {
  const host = new URL(url).host;
  try {
    const response = await fetch(url, { signal });
    if (!response.ok) throw new Failure(2, `${host} answers ${response.status}`);
    const bytes = await bodyOf(response, host);
    if (digest(bytes) !== SHA256)
      throw new Failure(3, `${host} sends ${bytes.length} bytes that are not the file`);
    return bytes;
  } catch (error) {
    if (error instanceof Failure) throw error;
    const { name, message, cause } = error as Error;
    if (name === "TimeoutError") throw new Failure(1, `${host} does not answer in time`);
    // What went wrong stands in the cause; the message itself says no more than "fetch failed".
    throw new Failure(0, `${host} cannot be reached (${cause instanceof Error ? cause.message : message})`);
  }
}

/** The body of a response, as long as it is no longer than the file. */
async function bodyOf({ body }: Answer, host: string): Promise<Uint8Array> {
  const bytes = new Uint8Array(SIZE);
  let length = 0;
  for await (const chunk of (body ?? []) as AsyncIterable<Uint8Array>) {
    if (length + chunk.length > SIZE)
      throw new Failure(3, `${host} sends more than the ${SIZE} bytes of the file`);
    bytes.set(chunk, length);
    length += chunk.length;
  }
  return bytes.subarray(0, length);
}

async function keep(bytes: Uint8Array, cache: string): Promise<void> {
  const partial = join(cache, `${FILE}.${randomUUID()}.part`);
  try {
    await mkdir(cache, { recursive: true });
    await writeFile(partial, bytes, { flag: "wx" });
    await rename(partial, join(cache, FILE));
  } catch {
    // If the cache cannot be written, the file is downloaded again next time; that is no reason to fail now.
    await rm(partial, { force: true }).catch(() => {});
  }
}

function read(bytes: Uint8Array): Table {
  return parseTable(bytes, {
    name: "airfoil",
    origin: "NASA airfoil self-noise, Brooks, Pope and Marcolini 1989 (UCI, CC BY 4.0)",
    columns: COLUMNS,
    delimiter: "\t",
  });
}
