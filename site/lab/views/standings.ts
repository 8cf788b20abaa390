/** The standings at a step: losses, ranks, when the target was reached, how far the nearest minimum is. Plain data, for the table and for CSV. */
import { type Experiment, rateOf } from "../../engine/experiment.ts";
import type { Field } from "../../engine/protocol.ts";
import type { Track } from "../store.ts";

/** One contestant's row; null where there is nothing to say. */
export interface Standing {
  readonly id: string;
  readonly label: string;
  /** From 1; equal losses share one. Null for those who diverged. */
  readonly rank: number | null;
  readonly rate: number | null;
  readonly loss: number | null;
  readonly finalLoss: number | null;
  /** The first step at which the loss is at or below the target. */
  readonly reached: number | null;
  readonly distance: number | null;
  readonly divergedAt: number | null;
}

/** The standings of those who are not hidden. */
export function standings(
  experiment: Experiment,
  tracks: ReadonlyMap<string, Track>,
  minima: Field["minima"],
  step: number,
  target: number,
): Standing[] {
  const rows = experiment.contestants.flatMap((contestant): Standing[] => {
    const track = tracks.get(contestant.id);
    if (contestant.isHidden || !track || track.length === 0) return [];
    const { losses, length } = track;
    const divergedAt = divergence(track);
    const at = Math.min(step, length - 1);
    const isLost = divergedAt !== null && step >= divergedAt;
    return [
      {
        id: contestant.id,
        label: contestant.label,
        rank: null,
        rate: rateOf(experiment, contestant),
        loss: isLost ? null : (losses[at] as number),
        finalLoss: divergedAt === null ? (losses[length - 1] as number) : null,
        reached: firstAtOrBelow(losses, length, target),
        distance: isLost ? null : distanceTo(minima, track.points, at),
        divergedAt,
      },
    ];
  });
  const sorted = rows.flatMap(({ loss }) => (loss === null ? [] : [loss])).sort((one, other) => one - other);
  return rows.map((row) => ({ ...row, rank: row.loss === null ? null : sorted.indexOf(row.loss) + 1 }));
}

/** A target that tells contestants apart: a hundredth of the first loss, or of the way to the lowest that was seen. */
export function usualTarget(tracks: Iterable<Track>): number {
  let [begin, low] = [-Infinity, Infinity];
  for (const { losses, length } of tracks) {
    begin = Math.max(begin, losses[0] as number);
    for (let i = 0; i < length; i++) if ((losses[i] as number) < low) low = losses[i] as number;
  }
  if (!Number.isFinite(begin) || !Number.isFinite(low)) return 0;
  return Number((low >= 0 && low < 0.01 * begin ? 0.01 * begin : low + 0.01 * (begin - low)).toPrecision(1));
}

function divergence({ losses, length }: Track): number | null {
  const last = losses[length - 1];
  return last !== undefined && !Number.isFinite(last) ? length - 1 : null;
}

function firstAtOrBelow(losses: Float64Array, length: number, target: number): number | null {
  for (let step = 0; step < length; step++) if ((losses[step] as number) <= target) return step;
  return null;
}

function distanceTo(minima: Field["minima"], points: Float64Array | null, step: number): number | null {
  if (!points || minima.length === 0) return null;
  const [x, y] = [points[2 * step] as number, points[2 * step + 1] as number];
  return Math.min(...minima.map(([mx, my]) => Math.hypot(x - mx, y - my)));
}
