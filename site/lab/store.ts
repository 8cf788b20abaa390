/**
 * What the lab shows: signals that views and panels read, and the functions that change them. The experiment is changed only by
 * `change`, which starts a run; what the run tells arrives in `results`.
 */
import { computed, signal } from "@preact/signals";
import { defaultExperiment } from "../engine/default-experiment.ts";
import type { Contestant, Experiment } from "../engine/experiment.ts";
import type { Field, Reply, Trial } from "../engine/protocol.ts";

/** What a run has told of one contestant so far. */
export interface Track {
  /** The loss after each step, the first before the first; filled up to `length`. */
  readonly losses: Float64Array;
  /** x and y in turn, for problems of the plane. */
  readonly points: Float64Array | null;
  /** How many steps are filled, with the start. */
  readonly length: number;
  readonly trials: readonly Trial[];
  readonly band: Extract<Reply, { type: "band" }> | null;
  readonly failure: Extract<Reply, { type: "failed" }> | null;
}

/** The experiment as it is now. */
export const experiment = signal<Experiment>(defaultExperiment);

/** The surface that the last good run has drawn. */
export const field = signal<Field | null>(null);

/** How many parameters the problem has. */
export const dimension = signal(2);

/** By contestant. While a new run has told nothing of one, its track is the last good one. */
export const tracks = signal<ReadonlyMap<string, Track>>(new Map());

/** The digest of the last whole run; null while one is under way. */
export const digest = signal<string | null>(null);

/** What is wrong with the problem, if anything. */
export const problemFailure = signal<Extract<Reply, { type: "failed" }> | null>(null);

/** The step that views show; from 0. */
export const playhead = signal(0);

/** Whether time runs, and how many steps a second. */
export const isPlaying = signal(true);
export const speed = signal(200);

/** The contestant that panels show. */
export const selected = signal("a");

/** Those who are not hidden. */
export const shown = computed(() => experiment.value.contestants.filter(({ isHidden }) => !isHidden));

/** The colours of contestants by id, for the colour-blind: Okabe and Ito, seen on light and dark. */
export const colourOf = (id: string): string => `var(--contestant-${id})`;

/** Changes the experiment. */
export function change(update: (before: Experiment) => Experiment): void {
  experiment.value = update(experiment.value);
}

/** Changes one contestant. What changes its race makes its tuned rate void: say `keepsRate` where it does not. */
export function changeContestant(
  id: string,
  update: (before: Contestant) => Contestant,
  { keepsRate = false } = {},
): void {
  change((before) => ({
    ...before,
    contestants: before.contestants.map((each) => {
      if (each.id !== id) return each;
      const after = update(each);
      return keepsRate ? after : { ...after, tuned: null };
    }),
  }));
}
