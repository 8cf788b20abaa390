/**
 * The airfoil self-noise data of the textbook's experiment: found in a folder, in the user's cache, or downloaded,
 * and never used unless its sha256 is the published one. Brooks, Pope and Marcolini, Airfoil Self-Noise and
 * Prediction, NASA RP 1218, 1989; UCI Machine Learning Repository, doi:10.24432/C5VW2C, CC BY 4.0.
 */
import { createHash } from "node:crypto";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import envPaths from "env-paths";
import { DataError } from "./data-error.ts";
import { parseTable, type Table } from "./table.ts";

const FILE = "airfoil_self_noise.dat";
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

/** Where `loadAirfoil` looks, in this order. */
export interface AirfoilSources {
  /** A folder that holds the file; the environment variable GLISSADE_DATA by default. */
  readonly directory?: string | undefined;
  /** The folder a download is kept in; the user's cache folder by default. */
  readonly cache?: string;
  /** Downloads, where neither folder has the file. */
  readonly fetch?: typeof fetch;
  /** Milliseconds before a download is given up; 5000 by default. */
  readonly timeout?: number;
}

/**
 * The 1503 rows: five features and the sound pressure level.
 * @throws DataError `checksum` for a file on disk that is not the published one (it is left where it is),
 *   `unavailable` where no folder has the file and no mirror delivers it.
 */
export async function loadAirfoil({
  directory = process.env.GLISSADE_DATA,
  cache = envPaths("glissade", { suffix: "" }).cache,
  fetch = globalThis.fetch,
  timeout = 5000,
}: AirfoilSources = {}): Promise<Table> {
  for (const folder of directory ? [directory, cache] : [cache]) {
    const path = join(folder, FILE);
    const bytes = await readFile(path).catch(() => undefined);
    if (bytes) return read(bytes, path);
  }
  const bytes = await downloadAny(fetch, timeout).catch((failure: AggregateError) => {
    const reasons = failure.errors.map((error: Error) => error.message).join("; ");
    const folder = directory || "a folder named by GLISSADE_DATA";
    throw new DataError("unavailable", `${FILE} is neither in ${folder} nor in ${cache}, and ${reasons}`);
  });
  await keep(bytes, cache);
  return read(bytes, join(cache, FILE));
}

/** The first mirror that delivers the file; the others are then cut off. */
async function downloadAny(fetch: typeof globalThis.fetch, timeout: number): Promise<Uint8Array> {
  const enough = new AbortController();
  const signal = AbortSignal.any([enough.signal, AbortSignal.timeout(timeout)]);
  try {
    return await Promise.any(MIRRORS.map((url) => download(url, fetch, signal)));
  } finally {
    enough.abort();
  }
}

async function download(
  url: string,
  fetch: typeof globalThis.fetch,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const host = new URL(url).host;
  const response = await fetch(url, { signal }).catch((error: Error) => {
    // What went wrong stands in the cause; the message itself says no more than "fetch failed".
    const { message } = error.cause instanceof Error ? error.cause : error;
    throw new Error(`${host} cannot be reached (${error.name === "TimeoutError" ? "timeout" : message})`);
  });
  if (!response.ok) throw new Error(`${host} answers ${response.status}`);
  const bytes = new Uint8Array(await response.arrayBuffer());
  verify(bytes, url);
  return bytes;
}

async function keep(bytes: Uint8Array, cache: string): Promise<void> {
  const partial = join(cache, `${FILE}.${process.pid}.part`);
  try {
    await mkdir(cache, { recursive: true });
    await writeFile(partial, bytes);
    await rename(partial, join(cache, FILE));
  } catch {
    // A cache that cannot be written costs a download next time; it is no reason to fail now.
    await rm(partial, { force: true }).catch(() => {});
  }
}

function verify(bytes: Uint8Array, path: string): void {
  const found = createHash("sha256").update(bytes).digest("hex");
  if (found === SHA256) return;
  throw new DataError(
    "checksum",
    `${path} is not the published airfoil data: expected sha256 ${SHA256}, found ${found}; remove or replace it`,
    { path, expected: SHA256, found },
  );
}

function read(bytes: Uint8Array, path: string): Table {
  verify(bytes, path);
  return parseTable(new TextDecoder().decode(bytes), {
    name: "airfoil",
    origin: "NASA airfoil self-noise, Brooks, Pope and Marcolini 1989 (UCI, CC BY 4.0)",
    columns: COLUMNS,
  });
}
