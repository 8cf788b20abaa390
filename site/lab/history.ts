/** What can be undone: experiments as they were. Changes of one kind in a row, a second apart at most, are one. */
import { signal } from "@preact/signals";
import type { Experiment } from "../engine/experiment.ts";

const deepest = 200;
const past: Experiment[] = [];
const future: Experiment[] = [];
let last = { as: "", at: 0 };

/** How much can be undone and done again, and how many changes there have been, those that were undone or forgotten too. */
export const reach = signal({ undo: 0, redo: 0, changes: 0 });

/** Keeps an experiment as it was before a change. */
export function remember(before: Experiment, as: string): void {
  const now = Date.now();
  const continues = as !== "" && as === last.as && now - last.at < 1000;
  last = { as, at: now };
  if (continues) return;
  past.push(before);
  if (past.length > deepest) past.shift();
  future.length = 0;
  count();
}

/** The experiment before the last change, if any; `now` can then be done again. */
export const back = (now: Experiment): Experiment | undefined => move(past, future, now);

/** The experiment that was undone last, if any. */
export const forth = (now: Experiment): Experiment | undefined => move(future, past, now);

function move(from: Experiment[], to: Experiment[], now: Experiment): Experiment | undefined {
  const next = from.pop();
  if (!next) return undefined;
  to.push(now);
  last = { as: "", at: 0 };
  count();
  return next;
}

function count(): void {
  const { changes } = reach.peek();
  reach.value = { undo: past.length, redo: future.length, changes: changes + 1 };
}
