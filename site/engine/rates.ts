/**
 * The rates that tuning tries: ten in each decade, with the steps of Renard's series R10, written as decimal literals so that they are the
 * same numbers everywhere. A rate is known by its place in the series: 0 is 1, 10 is 10, -10 is 0.1.
 */

const mantissas = ["1", "1.25", "1.6", "2", "2.5", "3.15", "4", "5", "6.3", "8"] as const;

/** The rate at a place of the series. */
export function rateAt(place: number): number {
  const decade = Math.floor(place / mantissas.length);
  return Number(`${mantissas[place - decade * mantissas.length]}e${decade}`);
}

/** Places of the coarse grid: two in each decade, from 1e-5 to 10. */
export const coarse: readonly number[] = Array.from({ length: 13 }, (_, index) => 5 * index - 50);

/** How far the grid grows where the best rate is at its end: from 1e-8 to 1e4. */
export const farthest = { low: -80, high: 40 } as const;

/** Where all of them diverge. */
export const finer: readonly number[] = [-55, -60, -65, -70, -75, farthest.low];

/** How many trials there are where the grid needs not grow, for what is told of progress. */
export const usual = coarse.length + 8;
