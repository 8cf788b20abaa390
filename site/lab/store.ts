/**
 * What the lab shows: signals that views and panels read. The experiment is changed only by `change` and its kin, which start a run;
 * what the run tells arrives in `tracks` and beside it. Nothing here knows of the worker or of the page.
 */
import { computed, signal } from "@preact/signals";
import { defaultExperiment } from "../engine/default-experiment.ts";
import {
  type Contestant,
  type Experiment,
  type Point,
  type ProblemSetup,
  stepsByMatrices,
} from "../engine/experiment.ts";
import type { Failure, Field, Reply, Trial } from "../engine/protocol.ts";
import { history } from "./history.ts";

/** What a run has told of one contestant so far. */
export interface Track {
  /** The loss after each step, the first before the first; filled up to `length`. */
  readonly losses: Float64Array;
  /** The parameters after each step, one step after the other, where there are one or two, or a matrix. */
  readonly points: Float64Array | null;
  /** How many steps are filled, with the start. */
  readonly length: number;
  readonly trials: readonly Trial[];
  readonly band: Extract<Reply, { type: "band" }> | null;
  readonly failure: Failure | null;
}

/** The experiment as it is now. */
export const experiment = signal<Experiment>(defaultExperiment);

/** Counts the changes that begin a run. What only renames, or writes down what a run has found, begins none. */
export const revision = signal(0);

/** The surface that the last good run has drawn. */
export const field = signal<Field | null>(null);

/** What the large picture is: the surface, what a model makes of the plane, the one parameter by step, what a matrix does, or, where there is nothing else, the loss. */
export const stage = computed(() => stageOf[experiment.value.problem.kind]);

const stageOf = {
  surface: "surface",
  function: "surface",
  spirals: "plane",
  matrix: "matrix",
  gradients: "parameter",
  regression: "loss",
  "quadratic-deep": "loss",
} as const satisfies Record<ProblemSetup["kind"], string>;

/** How many parameters the problem has. */
export const dimension = signal(2);

/** By contestant. While a new run has told nothing of one, its track is the last good one. */
export const tracks = signal<ReadonlyMap<string, Track>>(new Map());

/** The digest of the last whole run; null while one is under way, and where nobody raced. */
export const digest = signal<string | null>(null);

/** Whether the present run has raced. */
export const isOver = signal(false);

/** Whose rate is being found, and which share of the work is done, from 0 to 1. */
export const tuning = signal<{ readonly contestant: string; readonly share: number } | null>(null);

/** What is wrong with the problem, if anything. */
export const problemFailure = signal<Failure | null>(null);

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

/** How a change is taken. */
export interface ChangeOptions {
  /** Whether it begins a run; true by default. */
  readonly races?: boolean;
  /** Changes in a row with the same word are undone as one: those of one slider, say. */
  readonly as?: string;
}

/** Changes the experiment. */
export function change(
  update: (before: Experiment) => Experiment,
  { races = true, as = "" }: ChangeOptions = {},
): void {
  const before = experiment.peek();
  const after = update(before);
  if (after === before) return;
  history.remember(before, as);
  show(after, races);
}

/** Shows an experiment as it is: one that was undone, or that a link holds. */
export function show(next: Experiment, races = true): void {
  experiment.value = next;
  if (!next.contestants.some(({ id }) => id === selected.peek()))
    selected.value = next.contestants[0]?.id ?? "a";
  if (races) revision.value++;
}

/** Changes one contestant. What changes its race makes its tuned rate void: say `keepsRate` where it does not. */
export function changeContestant(
  id: string,
  update: (before: Contestant) => Contestant,
  { keepsRate = false, ...options }: ChangeOptions & { readonly keepsRate?: boolean } = {},
): void {
  change(
    (before) => ({
      ...before,
      contestants: before.contestants.map((each) => {
        if (each.id !== id) return each;
        const after = update(each);
        return keepsRate ? after : { ...after, tuned: null };
      }),
    }),
    options,
  );
}

/** Changes the problem. All tuned rates are void; who steps by whole matrices leaves where there is none. */
export function changeProblem(problem: ProblemSetup, options: ChangeOptions = {}): void {
  change((before) => {
    const able = before.contestants.filter(
      ({ method }) => problem.kind === "matrix" || !stepsByMatrices(method),
    );
    const { contestants } = able.length > 0 ? { contestants: able } : defaultExperiment;
    return { ...before, problem, contestants: contestants.map(untuned) };
  }, options);
}

/** Another start on a problem of the plane; on others it changes nothing. Rates may wait to be tuned until it has come to rest. */
export function setStart(start: Point, { keepsRates = false } = {}): void {
  const { problem } = experiment.peek();
  if (problem.kind !== "surface" && problem.kind !== "function") return;
  const moved = { ...problem, start };
  if (keepsRates) change((before) => ({ ...before, problem: moved }), { as: "start" });
  else changeProblem(moved, { as: "start" });
}

/** Writes down the rate that tuning has found. */
export function settleRate(contestant: string, tuned: number): void {
  const before = experiment.peek();
  const contestants = before.contestants.map((each) => (each.id === contestant ? { ...each, tuned } : each));
  experiment.value = { ...before, contestants };
}

/** A contestant whose rate is to be tuned again. */
export const untuned = (each: Contestant): Contestant => ({ ...each, tuned: null });
