/**
 * Threads in a page, or in a worker of it (`?in=ADDRESS`). `?worker=FILE` takes a file of this folder in place of the library's
 * worker; `?used=N` starts as many workers before.
 */
const query = new URLSearchParams(location.search);
const Original = globalThis.Worker;
const here = "/test/platform/pages/";
const show = (outcome) => {
  globalThis.outcome = outcome;
};
const failed = (error) => show({ error: String(error?.stack ?? error) });

for (let used = 0; used < Number(query.get("used")); used++)
  new Original(`${here}empty.mjs`, { type: "module" });
if (query.has("worker")) {
  globalThis.Worker = class extends Original {
    constructor(_, options) {
      super(here + query.get("worker"), options);
    }
  };
}

if (query.has("in")) {
  const worker = new Original(query.get("in"), { type: "module" });
  worker.onmessage = ({ data }) => show(data);
  worker.onerror = ({ message }) => failed(message);
} else {
  const [glissade, { threadsOutcome }] = await Promise.all([
    import("/dist/index.js"),
    import("/test/platform/threads.mjs"),
  ]);
  threadsOutcome(glissade, () => new Promise((resolve) => setTimeout(resolve, 5))).then(show, failed);
}
