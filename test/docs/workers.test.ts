/** The worker and the page of the guide's page on workers talk to each other: in threads of Node, behind what a Web Worker has for messages. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { Worker as Thread } from "node:worker_threads";
import { expect, test, vi } from "vitest";
import { bundle } from "../bundle.ts";
import { blocksOf } from "../markdown.ts";

/** A page's side of a worker: the file beside the page, as JavaScript. */
class PageWorker {
  readonly #thread: Thread;

  constructor(url: URL) {
    this.#thread = new Thread(fileURLToPath(url).replace(/\.ts$/, ".mjs"));
  }

  set onmessage(listener: (event: { data: unknown }) => void) {
    this.#thread.on("message", (data: unknown) => listener({ data }));
  }
}

/** A worker's side. */
const globals = `
  import { parentPort } from "node:worker_threads";
  globalThis.postMessage = (message, options) => parentPort.postMessage(message, options?.transfer);
  globalThis.addEventListener = (type, listener) => parentPort.on(type, (data) => listener({ data })).unref();
`;

test("the page says what the worker has trained", async () => {
  const blocks = blocksOf("docs/guide/workers.md", "ts");
  const named = (name: string) => blocks.find(({ code }) => code.startsWith(`// ${name}\n`))!;
  const [worker, page] = [named("train.ts"), named("page.ts")];
  const folder = mkdtempSync(join(tmpdir(), "workers-"));
  const log = vi.spyOn(console, "log").mockReturnValue();
  vi.stubGlobal("Worker", PageWorker);
  try {
    writeFileSync(join(folder, "train.mjs"), globals + (await bundle({ code: worker.code })));
    writeFileSync(join(folder, "page.mjs"), await bundle({ code: page.code }));
    await import(/* @vite-ignore */ pathToFileURL(join(folder, "page.mjs")).href);
    await vi.waitFor(() => expect(log.mock.calls.map(([line]) => `${line}\n`)).toEqual([page.shown]), 30_000);
  } finally {
    vi.unstubAllGlobals();
    log.mockRestore();
    rmSync(folder, { recursive: true });
  }
});
