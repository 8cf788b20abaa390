/**
 * The search for hyperparameters: which trials it takes, and what they choose. Every optimizer gets the same points and seeds. A grid on whose
 * edge some optimizer's best rate lies grows there for all optimizers, so that their budgets stay equal. Pure: it only reads finished trials.
 */
import { mean } from "d3-array";
import { type Finished, type Hyper, keyOf, type Length, type Trial } from "./problem.ts";
import type { Entrant, Settings } from "./settings.ts";
import { pointsOf, type Span, shareOf, spanOf } from "./space.ts";

/** Finished trials, by `keyOf`. */
export type Known = ReadonlyMap<string, Finished>;

/** A point of the search and what it came to. */
export interface Tried {
  readonly hyper: Hyper;
  /** The mean over the tuning seeds; infinite if one of them diverged. */
  readonly validation: number;
  readonly diverged: number;
}

/** How far a search is. */
export interface Search {
  /** All its trials until now, finished or not, in the order in which they are run. */
  readonly trials: readonly Trial[];
  readonly complete: boolean;
  /** Of a grid. */
  readonly span: Span | undefined;
  /** Of a complete search, by optimizer. */
  readonly tried: ReadonlyMap<string, readonly Tried[]>;
}

/** The search of some entrants with trainings of a length, as far as the finished trials lead it. */
export function searchOf(
  problem: string,
  entrants: readonly Entrant[],
  length: Length,
  settings: Settings,
  known: Known,
): Search {
  const { space, tuningSeeds } = settings;
  let span = space.kind === "grid" ? spanOf(space) : undefined;
  for (;;) {
    const points = entrants.map((entrant) => pointsOf(space, entrant, span));
    const trials = tuningTrials(problem, entrants, points, length, tuningSeeds);
    if (trials.some((trial) => !known.has(keyOf(trial))))
      return { trials, complete: false, span, tried: new Map() };
    const tried = new Map(
      entrants.map((entrant, index) => [
        entrant.name,
        points[index]!.map((point) => triedOf(problem, entrant, point, length, tuningSeeds, known)),
      ]),
    );
    const grown = span && grownSpan(settings, span, [...tried.values()]);
    if (!grown) return { trials, complete: true, span, tried };
    span = grown;
  }
}

/** Trials of the search at some points of each entrant: seed by seed, so that the machine's load affects all optimizers alike. */
export function tuningTrials(
  problem: string,
  entrants: readonly Entrant[],
  points: readonly (readonly Hyper[])[],
  length: Length,
  seeds: number,
): Trial[] {
  const most = Math.max(...points.map((own) => own.length));
  return range(seeds).flatMap((seed) =>
    range(most).flatMap((point) =>
      entrants.flatMap((entrant, index) => {
        const hyper = points[index]![point];
        return hyper ? [tuningTrial(problem, entrant, hyper, seed, length)] : [];
      }),
    ),
  );
}

const tuningTrial = (
  problem: string,
  entrant: Entrant,
  hyper: Hyper,
  seed: number,
  length: Length,
): Trial => ({
  problem,
  optimizer: entrant.name,
  hyper: { ...entrant.hyper, ...hyper },
  seed,
  ...length,
  purpose: "choice",
});

/** What the finished trials of one point came to. */
export function triedOf(
  problem: string,
  entrant: Entrant,
  point: Hyper,
  length: Length,
  seeds: number,
  known: Known,
): Tried {
  const runs = range(seeds).map(
    (seed) => known.get(keyOf(tuningTrial(problem, entrant, point, seed, length)))!,
  );
  return {
    hyper: point,
    validation: mean(runs, (run) => run.validation)!,
    diverged: runs.filter((run) => run.diverged).length,
  };
}

/** The point with the lowest validation loss, the earlier one of equals; undefined if all diverged. */
export function bestOf(tried: readonly Tried[]): Tried | undefined {
  return tried.reduce<Tried | undefined>(
    (best, point) => (point.validation < (best?.validation ?? Infinity) ? point : best),
    undefined,
  );
}

/** At which edges of its grid a best rate lies. Where all rates diverge, lower ones are wanted. */
export function edgesOf(tried: readonly Tried[]): { readonly low: boolean; readonly high: boolean } {
  const rates = tried.filter(({ hyper }) => hyper.learningRate !== undefined);
  if (rates.length === 0) return { low: false, high: false };
  const best = bestOf(rates);
  return { low: !best || best === rates[0], high: best !== undefined && best === rates.at(-1) };
}

/** Names of the axes on whose outer twentieths a quasirandom search has its best point. */
export function edgesOfAxes({ space }: Settings, tried: readonly Tried[]): string[] {
  const best = bestOf(tried);
  if (space.kind !== "quasirandom" || !best) return [];
  return Object.entries(space.axes).flatMap(([name, axis]) => {
    const value = best.hyper[name];
    if (typeof value !== "number") return [];
    const share = shareOf(axis, value);
    return share < 0.05 || share > 0.95 ? [name] : [];
  });
}

/** The grid one point longer at each edge where some optimizer wants it and it may grow; undefined if it stays. */
function grownSpan({ space }: Settings, span: Span, all: readonly (readonly Tried[])[]): Span | undefined {
  if (space.kind !== "grid") return undefined;
  const start = spanOf(space);
  const edges = all.map(edgesOf);
  const low = edges.some((edge) => edge.low) && span.first > start.first - space.extensions;
  const high = edges.some((edge) => edge.high) && span.last < start.last + space.extensions;
  return low || high ? { first: span.first - Number(low), last: span.last + Number(high) } : undefined;
}

/** 0 to n - 1. */
export const range = (n: number): number[] => Array.from({ length: n }, (_, index) => index);
