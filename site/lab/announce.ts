/** What a screen reader is told: the result in words, once a race has come to its end, never in between. */
import { effect, signal } from "@preact/signals";
import { digest, experiment, playhead, shown, tracks } from "./store.ts";
import { inARow, shortLoss } from "./words.ts";

/** The last announcement. */
export const announcement = signal("");

/** Announces from now on. */
export function announce(): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  effect(() => {
    const isOver = digest.value !== null && playhead.value >= experiment.value.steps;
    clearTimeout(timer);
    if (!isOver) return;
    timer = setTimeout(() => {
      announcement.value = results();
    }, 1000);
  });
}

/** The results of the race in words, the best first. */
export function results(): string {
  const losses = shown
    .peek()
    .map(({ id, label }) => {
      const track = tracks.peek().get(id);
      const loss = track && track.length > 0 ? track.losses[track.length - 1] : undefined;
      return { label, loss: loss === undefined || Number.isNaN(loss) ? Infinity : loss };
    })
    .toSorted((one, other) => one.loss - other.loss);
  const all = losses.map(({ label, loss }) => `${label} ${shortLoss(loss)}`);
  return `The race is over after ${experiment.peek().steps} steps. Loss: ${inARow(all)}.`;
}
