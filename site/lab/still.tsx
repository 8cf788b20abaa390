/** The first frame as it stands in the built page, until the canvases show the same. */
import { signal } from "@preact/signals";
import { hasRaced } from "./later.tsx";

/** How many contestants the canvases show; null until they are drawn. */
export const drawnHeads = signal<number | null>(null);

/** The frame; the build fills it in. */
export function Still() {
  const isReplaced = drawnHeads.value !== null && (drawnHeads.value > 0 || hasRaced.value);
  return isReplaced ? null : <div class="still" dangerouslySetInnerHTML={{ __html: "" }} />;
}
