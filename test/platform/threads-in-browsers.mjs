/** Threads in pages and their workers: where there are two, where there is one, and what is thrown when a worker dies. Each within two seconds. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { serve } from "./server.mjs";

const pagesFolder = fileURLToPath(new URL("pages/", import.meta.url));
const index = fileURLToPath(new URL("../../dist/index.js", import.meta.url));

/** What comes of threads where they can be had. */
export const twoThreads = { threads: 2, isShared: true, isSame: true, thrown: [] };
const one = { threads: 1, isShared: false, isSame: true, thrown: [] };
const why =
  "a worker thread died in the middle of a step, and its values are half updated; call init again, from a snapshot of before";
const lost = {
  ...twoThreads,
  thrown: [
    `DeviceError: this descent cannot go on: ${why}`,
    `DisposedError: this descent has lost its memory: ${why}`,
  ],
};

/** Pages by what they show, and what comes of them. */
const cases = {
  "a page that is isolated": ["/isolated/threads.html", twoThreads],
  "a page that is not": ["/plain/threads.html", one],
  "a page without WebAssembly": ["/strict/threads.html", one],
  "a page under worker-src 'self'": ["/self/threads.html", twoThreads],
  "a page under worker-src 'none'": ["/none/threads.html", one],
  "a worker's file that is not there": ["/isolated/threads.html?worker=missing.mjs", one],
  "a worker that never begins": ["/isolated/threads.html?worker=empty.mjs", one],
  "a worker that dies in the middle of a part": ["/isolated/threads.html?worker=dying.mjs", lost],
  "many workers before": ["/isolated/threads.html?used=24", twoThreads],
  "a worker with workers of its own": ["/isolated/threads.html?in=/built/plain/worker.mjs", twoThreads],
  "a page bundled by Vite": ["/built/vite/index.html", twoThreads],
  "a worker bundled by Vite": ["/built/vite/index.html?in=worker", twoThreads],
  // Fits share no memory: their workers need no isolation.
  "fits in a page": ["/plain/fits.html", { threads: 2, device: "wasm", isSame: true, thrown: [] }],
  "fits without WebAssembly, which workers have": [
    "/strict/fits.html",
    { threads: 2, device: "wasm", isSame: true, thrown: [] },
  ],
  "fits under worker-src 'none'": [
    "/none/fits.html",
    { threads: 0, device: "wasm", isSame: true, thrown: [] },
  ],
};

/** Builds a page and its worker with Vite, and a worker without a bundler. */
async function build(folder, vite) {
  const root = join(folder, "source");
  for (const name of [root, join(folder, "plain")]) mkdirSync(name);
  const worker = (address) => `
    import * as glissade from ${JSON.stringify(address)};
    import { threadsOutcome } from ${JSON.stringify(address.startsWith("/dist") ? "/test/platform/threads.mjs" : join(pagesFolder, "../threads.mjs"))};
    threadsOutcome(glissade, () => new Promise((resolve) => setTimeout(resolve, 5))).then(
      (outcome) => postMessage(outcome),
      (error) => postMessage({ error: String(error.stack ?? error) }),
    );`;
  writeFileSync(join(folder, "plain/worker.mjs"), worker("/dist/index.js"));
  writeFileSync(join(root, "worker.js"), worker(index));
  writeFileSync(join(root, "index.html"), '<!doctype html><script type="module" src="./page.js"></script>');
  writeFileSync(
    join(root, "page.js"),
    `import * as glissade from ${JSON.stringify(index)};
    import { threadsOutcome } from ${JSON.stringify(join(pagesFolder, "../threads.mjs"))};
    const show = (outcome) => { globalThis.outcome = outcome; };
    if (location.search) {
      const worker = new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
      worker.onmessage = ({ data }) => show(data);
      worker.onerror = ({ message }) => show({ error: String(message) });
    } else {
      threadsOutcome(glissade, () => new Promise((resolve) => setTimeout(resolve, 5))).then(show, (error) => show({ error: String(error.stack) }));
    }`,
  );
  await vite.build({
    root,
    base: "/built/vite/",
    logLevel: "error",
    configFile: false,
    worker: { format: "es" },
    build: { outDir: join(folder, "vite"), emptyOutDir: true, target: "esnext" },
  });
}

/** Opens the page of each case in a browser; `check` gets its name, the page and what is expected. */
export async function checkThreads(browser, vite, check) {
  const folder = mkdtempSync(join(tmpdir(), "glissade-threads-"));
  const { origin, close } = await serve(folder);
  try {
    await build(folder, vite);
    for (const [name, [path, expected]] of Object.entries(cases)) {
      const page = await browser.newPage();
      try {
        await page.goto(origin + path);
        await check(name, page, expected);
      } finally {
        await page.close();
      }
    }
  } finally {
    close();
    rmSync(folder, { recursive: true });
  }
}
