/** Time: moves the playhead while the race plays, never past the steps that are there; stands still when there is nothing to move. */
import { effect, signal } from "@preact/signals";
import { experiment, isPlaying, playhead, speed } from "../store.ts";
import { nextFrame } from "./frames.ts";
import { available } from "./visible-tracks.ts";

/** Whether time runs by even ratios: early steps slowly, late ones fast. */
export const isLogTime = signal(false);

/** How long a whole race plays by even ratios, in seconds. */
const wholeRace = 8;

/** The longest time that counts between two frames: a hidden tab's race goes on where it was. */
const longestFrame = 100;

let before: number | null = null;
/** The playhead with its fraction. */
let exact = 0;

const tick = (now: number): void => {
  if (!isPlaying.value) {
    before = null;
    return;
  }
  const seconds = before === null ? 0 : Math.min(longestFrame, now - before) / 1000;
  before = now;
  const { steps } = experiment.peek();
  if (Math.floor(exact) !== playhead.peek()) exact = playhead.peek();
  const next = isLogTime.peek()
    ? Math.expm1(Math.log1p(exact) + (seconds * Math.log1p(steps)) / wholeRace)
    : exact + seconds * speed.peek();
  exact = Math.min(Math.max(exact, Math.min(next, available.peek())), steps);
  playhead.value = Math.floor(exact);
  if (playhead.peek() >= steps) isPlaying.value = false;
  else nextFrame(tick);
};

/** Plays, from the start again if the end is reached. */
export function play(): void {
  if (playhead.peek() >= experiment.peek().steps) seek(0);
  isPlaying.value = true;
}

/** Shows a step. */
export function seek(step: number): void {
  exact = Math.max(0, Math.min(experiment.peek().steps, Math.round(step)));
  playhead.value = exact;
}

/** Starts time; where motion is unwelcome the end is shown at once. */
export function startTime(): void {
  const { matches: isStill } = matchMedia("(prefers-reduced-motion: reduce)");
  let last = 0;
  if (isStill) isPlaying.value = false;
  effect(() => {
    if (isPlaying.value) nextFrame(tick);
  });
  effect(() => {
    const { steps } = experiment.value;
    const isAtEnd = isStill && playhead.peek() === last;
    if (isAtEnd || playhead.peek() > steps) seek(steps);
    last = steps;
  });
}
