/** Registers the service worker, asks it for its digests, and shows what it answers. */
const show = (outcome) => {
  globalThis.outcome = outcome;
};
const failed = (error) => show({ error: String(error?.stack ?? error) });
navigator.serviceWorker.onmessage = ({ data }) => show(data);
navigator.serviceWorker
  .register("/test/platform/pages/service-worker.mjs", { type: "module" })
  .then((registration) => {
    const worker = registration.installing ?? registration.waiting ?? registration.active;
    const ask = () => worker.postMessage("digests");
    if (worker.state === "activated") ask();
    else worker.onstatechange = () => worker.state === "activated" && ask();
  })
  .catch(failed);
