/** At which values of a surface its contour lines run: even steps, or even ratios above its floor where the range asks for that. */
import { quantileSorted, ticks } from "d3-array";

/** The levels of a surface. */
export interface Levels {
  readonly scale: "linear" | "log";
  /** Ascending. */
  readonly values: readonly number[];
  /** Where a value lies between level lines: what contours are interpolated in. */
  position(value: number): number;
}

/** Ratios of levels within a decade, the coarsest first. */
const decades = [[1], [1, 3], [1, 2, 5], [1, 1.5, 2, 3, 5, 7]];

/** How many times the upper part of a surface must be as high as its lower part for a log scale. */
const wideRange = 25;

/** Levels of a surface by its values on a grid; `count` is how many there may be. */
export function levelsOf(field: ArrayLike<number>, count = 16): Levels {
  const sorted = [...Float64Array.from(field).filter(Number.isFinite).sort()];
  const at = (part: number): number => quantileSorted(sorted, part) ?? 0;
  const lowest = at(0);
  // A surface that comes near 0 from above has its minimum there, between the points of the grid.
  const floor = lowest >= 0 && lowest < 0.05 * at(0.5) ? 0 : lowest;
  if (at(0.98) - floor > wideRange * (at(0.1) - floor)) {
    const bottom = Math.max(at(0.012) - floor, (at(1) - floor) * 1e-12);
    const ladder = decades.map((ratios) => rungs(ratios, bottom, at(0.9995) - floor));
    const values = ladder.findLast((rung) => rung.length <= count) ?? (ladder[0] as number[]);
    return {
      scale: "log",
      values: values.map((value) => floor + value),
      position: (value) => Math.log10(Math.max(value - floor, bottom * 1e-3)),
    };
  }
  return {
    scale: "linear",
    values: ticks(lowest, at(0.9995), count).filter((value) => value > lowest),
    position: (value) => Math.min(Math.max(value, -1e300), 1e300),
  };
}

function rungs(ratios: readonly number[], from: number, to: number): number[] {
  const found: number[] = [];
  if (!(to > from)) return found;
  for (let decade = Math.floor(Math.log10(from)); decade <= Math.log10(to); decade++)
    for (const ratio of ratios) {
      const value = ratio * 10 ** decade;
      if (value >= from && value <= to) found.push(value);
    }
  return found;
}
