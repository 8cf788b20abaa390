/** The tracks that pictures show, and how far they reach. */
import { computed } from "@preact/signals";
import { digest, experiment, shown, type Track, tracks } from "../store.ts";

/** By contestant in their order, those that are not hidden and have anything to show. */
export const visibleTracks = computed<ReadonlyMap<string, Track>>(
  () =>
    new Map(
      shown.value.flatMap(({ id }) => {
        const track = tracks.value.get(id);
        return track && track.length > 0 ? [[id, track] as const] : [];
      }),
    ),
);

/** Whether no step follows those that are there: the race is over, or the numbers are no longer finite. */
export function hasEnded({ losses, length }: Track): boolean {
  return length >= losses.length || !Number.isFinite(losses[length - 1]);
}

/** The last step that the playhead may stand on: that of the slowest of those whose steps still come in. */
export const available = computed(() => {
  const { steps } = experiment.value;
  if (digest.value !== null) return steps;
  const coming = [...visibleTracks.value.values()].filter((track) => !hasEnded(track));
  if (visibleTracks.value.size === 0) return 0;
  return Math.min(steps, ...coming.map(({ length }) => length - 1));
});
