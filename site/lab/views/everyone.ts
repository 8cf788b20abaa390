/** The contestants as pictures draw them: ways, and where each is at a step. */
import { computed } from "@preact/signals";
import type { Head } from "../../figures/heads.ts";
import { dimension, playhead, shown } from "../store.ts";
import { theme } from "./theme.ts";
import type { Trail } from "./trail-layer.ts";
import { visibleTracks } from "./visible-tracks.ts";

/** The ways of those who are not hidden, in the plane. */
export const trails = computed<readonly Trail[]>(() =>
  shown.value.flatMap(({ id }) => {
    const track = visibleTracks.value.get(id);
    if (!track?.points || dimension.value !== 2) return [];
    const colour = theme.value.contestants[id] ?? theme.value.text;
    return [{ id, colour, points: track.points, length: track.length }];
  }),
);

/** Where each of them is at the playhead. */
export const heads = computed<readonly Head[]>(() =>
  trails.value.map(({ id, points, length, colour }) => {
    const label = shown.value.find((contestant) => contestant.id === id)?.label ?? id;
    const last = Math.min(playhead.value, length - 1);
    let at = last;
    while (at > 0 && !(Number.isFinite(points[2 * at]) && Number.isFinite(points[2 * at + 1]))) at--;
    return {
      id,
      label,
      colour,
      x: points[2 * at] as number,
      y: points[2 * at + 1] as number,
      isLost: at < last,
    };
  }),
);
