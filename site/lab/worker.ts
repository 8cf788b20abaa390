/** The worker with everything that the lab can do. */
import { defaultExperiment } from "../engine/default-experiment.ts";
import { everything } from "../engine/everything.ts";
import { runExperiment } from "../engine/run-experiment.ts";
import { serve } from "./serve.ts";

// What cannot be loaded is told by the race that needs it.
serve(
  everything,
  warmUp().catch(() => {}),
);

/** Takes a step, so that what the library loads when it is first asked for is there: later a silent worker is one that is stuck. */
async function warmUp(): Promise<void> {
  for await (const _ of runExperiment({ ...defaultExperiment, steps: 1 }, { registry: everything }));
}
