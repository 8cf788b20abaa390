/**
 * Where hyperparameters are searched: one logarithmic grid of learning rates, which can grow at its edges, or a quasirandom set over several
 * hyperparameters, which cannot. All optimizers get the same points.
 * Halton: On the efficiency of certain quasi-random sequences of points, Numerische Mathematik 2, 1960.
 */
import type { Hyper } from "./problem.ts";

/**
 * Numbers 10^(k / perDecade), rounded to three digits, from `low` to `high`: learning rates, or multiples of an entrant's own `rates`, to
 * three digits too.
 */
export interface Grid {
  readonly kind: "grid";
  readonly low: number;
  readonly high: number;
  readonly perDecade: number;
  /** By how many points it may grow at each edge. */
  readonly extensions: number;
}

/** A range of a hyperparameter. `log1m`: 1 - x is uniform in its logarithm, as betas want it. */
export interface Axis {
  readonly low: number;
  readonly high: number;
  readonly scale: "log" | "linear" | "log1m";
}

/** The first points of the Halton sequence, without its origin. */
export interface Quasirandom {
  readonly kind: "quasirandom";
  readonly points: number;
  /** At most `MOST_AXES`. */
  readonly axes: Readonly<Record<string, Axis>>;
}

/** A space of hyperparameters. */
export type Space = Grid | Quasirandom;

/** Points of a grid: whole numbers k, the rate being 10^(k / perDecade). */
export interface Span {
  readonly first: number;
  readonly last: number;
}

const bases = [2, 3, 5, 7, 11, 13, 17, 19];

/** How many axes a quasirandom space may have: one for each base. */
export const MOST_AXES = bases.length;

/** The points of a grid before it grows. */
export function spanOf({ low, high, perDecade }: Grid): Span {
  const at = (rate: number) => Math.round(Math.log10(rate) * perDecade);
  return { first: at(low), last: at(high) };
}

/** The numbers of a span. */
export function ratesOf(grid: Grid, { first, last }: Span): number[] {
  return Array.from({ length: last - first + 1 }, (_, index) =>
    Number((10 ** ((first + index) / grid.perDecade)).toPrecision(3)),
  );
}

/** Whose points are asked for: the hyperparameters that are searched, and the rates that a grid multiplies. */
interface Searching {
  readonly search: readonly string[];
  readonly rates?: Readonly<Record<string, number>>;
}

/** All points of a space, for an optimizer; one empty point if the space has none of its hyperparameters. */
export function pointsOf(space: Space, { search: names, rates }: Searching, span?: Span): Hyper[] {
  if (space.kind === "grid") {
    if (!names.includes("learningRate")) return [{}];
    return ratesOf(space, span ?? spanOf(space)).map((rate) =>
      rates ? multiplied(rates, rate) : { learningRate: rate },
    );
  }
  // An axis keeps its base whether or not an optimizer has the others: equal names get equal values everywhere.
  const axes = Object.entries(space.axes).map(([name, axis], index) => ({ name, axis, base: bases[index]! }));
  const own = axes.filter(({ name }) => names.includes(name));
  if (own.length === 0) return [{}];
  return Array.from({ length: space.points }, (_, index) =>
    Object.fromEntries(
      own.map(({ name, axis, base }) => [name, valueAt(axis, radicalInverse(index + 1, base))]),
    ),
  );
}

const multiplied = (rates: Readonly<Record<string, number>>, by: number): Hyper =>
  Object.fromEntries(Object.entries(rates).map(([name, rate]) => [name, Number((rate * by).toPrecision(3))]));

/** A value of an axis, to four digits, for a number in [0, 1]. */
export function valueAt({ low, high, scale }: Axis, share: number): number {
  const between = (from: number, to: number) => from + (to - from) * share;
  if (scale === "linear") return Number(between(low, high).toPrecision(4));
  if (scale === "log") return Number(Math.exp(between(Math.log(low), Math.log(high))).toPrecision(4));
  const rest = Math.exp(between(Math.log(1 - low), Math.log(1 - high)));
  return 1 - Number(rest.toPrecision(4));
}

/** Where a value lies on its axis, in [0, 1]. */
export function shareOf({ low, high, scale }: Axis, value: number): number {
  const along =
    scale === "linear" ? (x: number) => x : scale === "log" ? Math.log : (x: number) => Math.log(1 - x);
  return (along(value) - along(low)) / (along(high) - along(low));
}

/** The digits of a whole number in a base, mirrored at the point: the Halton sequence along one axis. */
export function radicalInverse(index: number, base: number): number {
  let [inverse, place] = [0, 1 / base];
  for (let rest = index; rest > 0; rest = Math.floor(rest / base), place /= base)
    inverse += (rest % base) * place;
  return inverse;
}
