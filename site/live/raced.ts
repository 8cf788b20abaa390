/** Carries out an experiment to its end and keeps what figures draw. */
import { everything } from "../engine/everything.ts";
import type { Experiment } from "../engine/experiment.ts";
import type { Field, Told } from "../engine/protocol.ts";
import { runExperiment } from "../engine/run-experiment.ts";

/** The losses of all seeds. */
export type Band = Extract<Told, { type: "band" }>;

/** What is known of a contestant at the end. */
export interface Raced {
  readonly losses: Float64Array;
  readonly points: Float64Array | null;
  /** Null for one that has none, or that races at its own. */
  readonly rate: number | null;
  /** Whether it ended early since a number was no longer finite. */
  readonly isDiverged: boolean;
}

/** A whole experiment. */
export interface Outcome {
  readonly field: Field | null;
  /** What is known of a contestant. */
  of(id: string): Raced;
  /** The losses of all its seeds, where there are several. */
  bandOf(id: string): Band;
}

/** What figures race: the rest of an experiment is the same for all. Rates are the contestants' own. */
export type FigureRace = Pick<Experiment, "problem" | "contestants" | "steps"> &
  Partial<Pick<Experiment, "seeds">>;

/**
 * Races.
 *
 * @throws Error with the failure's own words, where a contestant or the problem fails.
 */
export async function outcomeOf(race: FigureRace): Promise<Outcome> {
  const experiment: Experiment = { version: 1, seeds: 1, rates: "own", sameRate: 0.01, ...race };
  const pieces = new Map<
    string,
    { losses: number[]; points: number[]; isPlane: boolean; isDiverged: boolean }
  >();
  const rates = new Map(experiment.contestants.map(({ id, rate, tuned }) => [id, rate ?? tuned]));
  const bands = new Map<string, Band>();
  let field: Field | null = null;
  // The same bits on every device: `js` needs no compiler, which a strict page may not have.
  for await (const told of runExperiment(experiment, { registry: everything, device: "js" })) {
    if (told.type === "field") field = told.field;
    if (told.type === "tuned") rates.set(told.contestant, told.rate);
    if (told.type === "band") bands.set(told.contestant, told);
    if (told.type === "failed") throw new Error(told.message);
    if (told.type !== "steps") continue;
    const isPlane = told.points !== null;
    const piece = pieces.get(told.contestant) ?? { losses: [], points: [], isPlane, isDiverged: false };
    pieces.set(told.contestant, piece);
    piece.isDiverged = told.isDiverged;
    for (const loss of told.losses) piece.losses.push(loss);
    for (const coordinate of told.points ?? []) piece.points.push(coordinate);
  }
  const found = <T>(what: string, id: string, all: ReadonlyMap<string, T>): T => {
    const one = all.get(id);
    if (one === undefined) throw new RangeError(`no ${what} of contestant ${id}`);
    return one;
  };
  return {
    field,
    of(id) {
      const { losses, points, isPlane, isDiverged } = found("race", id, pieces);
      return {
        losses: Float64Array.from(losses),
        points: isPlane ? Float64Array.from(points) : null,
        rate: rates.get(id) ?? null,
        isDiverged,
      };
    },
    bandOf: (id) => found("band", id, bands),
  };
}
