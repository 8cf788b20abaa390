/** The worker: carries out what the page asks for, and leaves a run as soon as another begins. */
import type { Reply, Request } from "../engine/protocol.ts";
import { runExperiment } from "../engine/run-experiment.ts";

let latest = 0;

const reply = (message: Reply): void => self.postMessage(message);

/** Lets messages in that have come meanwhile. */
const turn = (): Promise<void> =>
  new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });

async function carryOut(request: Request): Promise<void> {
  if (request.type !== "race") return;
  const { run, experiment } = request;
  latest = run;
  try {
    for await (const told of runExperiment(experiment)) {
      reply({ ...told, run } as Reply);
      await turn();
      if (latest !== run) return;
    }
  } catch (error) {
    reply({
      type: "failed",
      run,
      where: "problem",
      message: error instanceof Error ? error.message : String(error),
      place: null,
      fixes: [],
    });
  }
}

self.onmessage = ({ data }: MessageEvent<Request>) => void carryOut(data);
