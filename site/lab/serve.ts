/** The worker's side: carries out what the page asks for, and leaves what belongs to an earlier run as soon as another begins. */
import type { Reply, Request, Told } from "../engine/protocol.ts";
import type { Means, Registry } from "../engine/registry.ts";
import { runExperiment } from "../engine/run-experiment.ts";

/** Serves the page with what a registry has, from when all is loaded. */
export function serve(registry: Registry, loaded: Promise<void> = Promise.resolve()): void {
  const means: Means = { registry };
  let latest = 0;
  /** The request that was told of last: requests take turns, and whoever is stuck must be the one that is blamed. */
  let speaker: Request | null = null;
  self.onmessage = async ({ data: request }: MessageEvent<Request>) => {
    const { run } = request;
    latest = Math.max(latest, run);
    await loaded;
    let work: Extract<Reply, { type: "alive" }> | null = null;
    for await (const next of carriedOut(request, means)) {
      const reply = { ...next, run } as Reply;
      if (reply.type === "alive") work = reply;
      self.postMessage(reply);
      speaker = request;
      await turn();
      if (latest !== run) break;
      if (speaker !== request && work) self.postMessage(work);
      speaker = request;
    }
    self.postMessage({ type: "done", run } satisfies Reply);
  };
}

function carriedOut(request: Request, means: Means): AsyncGenerator<Told> {
  return request.type === "race"
    ? runExperiment(request.experiment, means)
    : (means.registry.beyond?.answer(request, means) ?? nothing());
}

async function* nothing(): AsyncGenerator<Told> {}

/** Lets messages in that have come meanwhile. */
function turn(): Promise<void> {
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve) => {
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}
