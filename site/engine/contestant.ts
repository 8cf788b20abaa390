/** New contestants: the ids that there are, and one with what most leave alone. */
import type { Contestant, Method } from "./experiment.ts";

/** Ids of contestants. An id decides colour, shape and dashes. */
export const contestantIds = ["a", "b", "c", "d", "e", "f", "g", "h"] as const;

/** The id at a place of a list that is no longer than there are ids. */
export function contestantIdAt(index: number): string {
  const id = contestantIds[index];
  if (id === undefined)
    throw new RangeError(`there are ${contestantIds.length} contestants at most; got ${index + 1}`);
  return id;
}

/** A contestant without schedule and wrappers, whose rate is to be tuned, but for what `more` says. */
export const newContestant = (
  id: string,
  label: string,
  method: Method,
  more: Partial<Contestant> = {},
): Contestant => ({
  id,
  label,
  isHidden: false,
  method,
  schedule: null,
  wrappers: [],
  rate: null,
  tuned: null,
  ...more,
});
