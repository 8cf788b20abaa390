/** The first frame as it stands in the built page, until the canvases show the same. */
import { signal } from "@preact/signals";
import { defaultExperiment } from "../engine/default-experiment.ts";
import { hasRaced } from "./later.tsx";
import { experiment } from "./store.ts";

/** How many contestants the canvases show; null until they are drawn. */
export const drawnHeads = signal<number | null>(null);

/** The frame; the build fills it in. */
export function Still() {
  const isReplaced = drawnHeads.value !== null && (drawnHeads.value > 0 || hasRaced.value);
  const isOfAnother = experiment.value.problem !== defaultExperiment.problem;
  return isReplaced || isOfAnother ? null : <div class="still" dangerouslySetInnerHTML={{ __html: "" }} />;
}
