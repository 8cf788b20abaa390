/** Reads a table of the reader's own in a worker of its own: a large one takes longer than a page may stand still. */
import type { ReadReply } from "./outcome.ts";
import type { ReadColumns } from "./read-columns.ts";

/** More than this is not read: a page is no place for it. */
const longest = 20_000_000;

/**
 * Reads a file, or a pasted text.
 *
 * @throws Error for what is no table, too large, or has nothing to fit.
 */
export async function readTable(source: File | string): Promise<ReadColumns> {
  const [name, size] = typeof source === "string" ? ["Pasted", source.length] : [source.name, source.size];
  if (size > longest) throw new RangeError(`${name} has ${size} bytes; at most ${longest} are read`);
  const text = typeof source === "string" ? source : await source.text();
  const worker = new Worker(new URL("./read-worker.ts", import.meta.url), { type: "module" });
  return new Promise<ReadColumns>((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<ReadReply>) =>
      data.kind === "read" ? resolve(data) : reject(new RangeError(data.message));
    worker.onerror = ({ message }) =>
      reject(new Error(`what reads tables could not be loaded: ${message ?? "reload the page"}`));
    worker.postMessage({ text, name });
  }).finally(() => worker.terminate());
}
