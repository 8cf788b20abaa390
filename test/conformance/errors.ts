/** How far two runs are apart, and what is wrong with values. */
import { expect } from "vitest";

/**
 * The largest difference, relative to the largest value that an element has had: near 0 only rounding errors are left. A NaN
 * agrees with nothing.
 */
export function worstError(expected: readonly Float64Array[], found: readonly Float64Array[]): number {
  let worst = expected.length === found.length ? 0 : Infinity;
  for (let i = 0; i < expected[0]!.length; i++) {
    let scale = 0;
    for (const [step, row] of expected.entries()) {
      scale = Math.max(scale, Math.abs(row[i]!));
      if (row[i] === found[step]![i]) continue;
      const error = Math.abs(row[i]! - found[step]![i]!) / scale;
      worst = Number.isNaN(error) ? Infinity : Math.max(worst, error);
    }
  }
  return worst;
}

/** Where two runs differ in a bit first, for a message; nothing where they do not. */
export function firstDifference(
  expected: readonly Float64Array[],
  found: readonly Float64Array[],
): string | undefined {
  for (const [step, row] of expected.entries()) {
    const i = row.findIndex((value, index) => !Object.is(value, found[step]?.[index]));
    if (i >= 0) return `step ${step + 1}, element ${i}: ${row[i]} and ${found[step]?.[i]}`;
  }
  return expected.length === found.length ? undefined : `${expected.length} and ${found.length} steps`;
}

/** Whether every element has left its start for other finite values: what stands still agrees with much. */
export const hasMoved = (rows: readonly Float64Array[], start: Float64Array): boolean =>
  rows.every((row) => row.every(Number.isFinite)) && start.every((p, i) => rows.some((row) => row[i] !== p));

/**
 * Fails where something was found. `expect` costs some 20 microseconds even where it holds: too much for every step and
 * element of every row.
 */
export function expectNone(found: readonly string[], what: string): void {
  if (found.length > 0) expect(found, what).toEqual([]);
}
