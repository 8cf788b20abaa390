/**
 * A file from the first of several addresses that sends it whole, within a time and a size. It keeps nothing; published-file.ts
 * says what the file must be.
 */

/** The part of a response that is used. It does not name the DOM's types, which some programs do not have. */
export interface Answer {
  readonly ok: boolean;
  readonly status: number;
  /** A stream of bytes. */
  readonly body: object | null;
}

/** How a file is fetched and recognised. */
export interface Download {
  fetch(url: string, options?: { readonly signal?: object | null }): Promise<Answer>;
  /** Time limit of the whole in milliseconds. */
  readonly timeout: number;
  /** The longest that the file may be, in bytes. */
  readonly limit: number;
  /** The contents of the file; undefined for anything but the file. */
  readonly accept: (bytes: Uint8Array) => Promise<Uint8Array | undefined>;
}

/** A file as it was sent, and its contents. */
export interface Downloaded {
  readonly bytes: Uint8Array;
  readonly contents: Uint8Array;
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

/** The file from the first mirror that sends it; the other downloads are then stopped. Throws an Error that says in a few words why none did. */
export async function downloadAny(mirrors: readonly string[], download: Download): Promise<Downloaded> {
  const enough = new AbortController();
  const signal = AbortSignal.any([enough.signal, AbortSignal.timeout(download.timeout)]);
  try {
    return await Promise.any(mirrors.map((url) => downloadFrom(url, download, signal)));
  } catch (cause) {
    const worst = Math.max(...(cause as AggregateError).errors.map(({ reason }: Failure) => reason));
    throw new Error(reasons[worst], { cause });
  } finally {
    enough.abort();
  }
}

async function downloadFrom(
  url: string,
  { fetch, limit, accept }: Download,
  signal: AbortSignal,
): Promise<Downloaded> {
  const host = new URL(url).host;
  try {
    const response = await fetch(url, { signal });
    if (!response.ok) throw new Failure(2, `${host} answers ${response.status}`);
    const bytes = await bodyOf(response, limit, host);
    const contents = await accept(bytes);
    if (!contents) throw new Failure(3, `${host} sends ${bytes.length} bytes that are not the file`);
    return { bytes, contents };
  } catch (error) {
    if (error instanceof Failure) throw error;
    const { name, message, cause } = error as Error;
    if (name === "TimeoutError") throw new Failure(1, `${host} does not answer in time`);
    // What went wrong stands in the cause; the message itself says no more than "fetch failed".
    throw new Failure(0, `${host} cannot be reached (${cause instanceof Error ? cause.message : message})`);
  }
}

/** The body of a response, as long as it is no longer than the file. */
async function bodyOf({ body }: Answer, limit: number, host: string): Promise<Uint8Array> {
  const bytes = new Uint8Array(limit);
  let length = 0;
  for await (const chunk of (body ?? []) as AsyncIterable<Uint8Array>) {
    if (length + chunk.length > limit)
      throw new Failure(3, `${host} sends more than the ${limit} bytes of the file`);
    bytes.set(chunk, length);
    length += chunk.length;
  }
  return bytes.subarray(0, length);
}
