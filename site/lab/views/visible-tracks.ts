/** The tracks that pictures show: a new run's takes the place of the last one's only when it reaches the playhead, so nothing flickers. */
import { computed } from "@preact/signals";
import { digest, experiment, playhead, shown, type Track, tracks } from "../store.ts";

/** Whether no step follows those that are there. */
export function hasEnded({ losses, length }: Track): boolean {
  return length >= losses.length || (length > 0 && !Number.isFinite(losses[length - 1]));
}

let last: ReadonlyMap<string, Track> = new Map();

/** By contestant, those that are not hidden and have anything to show. */
export const visibleTracks = computed<ReadonlyMap<string, Track>>(() => {
  const next = new Map<string, Track>();
  for (const { id } of shown.value) {
    const [track, before] = [tracks.value.get(id), last.get(id)];
    const isThere =
      track && (!before || digest.value !== null || hasEnded(track) || track.length > playhead.value);
    const chosen = isThere || before?.losses === track?.losses ? track : before;
    if (chosen) next.set(id, chosen);
  }
  last = next;
  return next;
});

/** The last step that the playhead may stand on: that of the slowest of those whose steps still come in. */
export const available = computed(() => {
  const { steps } = experiment.value;
  if (digest.value !== null) return steps;
  const coming = shown.value.flatMap(({ id }) => {
    const track = tracks.value.get(id);
    return track && !hasEnded(track) ? [track.length - 1] : [];
  });
  return Math.min(steps, ...coming);
});
