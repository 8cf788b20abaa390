/**
 * How near whole matrices on a GPU must be to those of the host, which computes in float32 too: relative to their Frobenius norm, where intervals
 * of elements say nothing. The only place for these tolerances.
 */
import type { Plan } from "../../src/plan/plan.ts";
import { entriesOf } from "../../src/plan/stages.ts";
import type { Interval } from "./intervals.ts";

/**
 * A product: its sums are rounded after each multiplication and addition, or not in between, and these errors add up like the root of their
 * number.
 */
export const productTolerance = 2 ** -22;

/**
 * Polynomials that make a matrix orthogonal multiply errors by their steepest slope each: five of them by 3.4445^5 = 485, those of the Polar
 * Express by 8.16 x 4.04 x 3.89 x 3.29 x 2.35 = 991.
 */
export const growth = 1000;

/** What a routine leaves. */
export const wholeTolerance = growth * productTolerance;

/** Paths of the tensors that routines of a plan take. */
export const pathsOfRoutines = ({ phases, groups }: Plan): ReadonlySet<string> =>
  new Set(
    entriesOf(phases).flatMap(([, { stages }]) =>
      stages.flatMap(({ routines }) =>
        routines.flatMap(({ group }) => groups[group]!.tensors.map(({ path }) => path)),
      ),
    ),
  );

const lengthOf = (values: ArrayLike<number>, from?: ArrayLike<number>): number =>
  Math.sqrt(Array.from(values).reduce((sum, value, i) => sum + (value - (from?.[i] ?? 0)) ** 2, 0));

/** Whether intervals leave open what an array is. */
export const isUnbounded = (intervals: readonly Interval[]): boolean =>
  intervals.some(({ low, high }) => low === Number.NEGATIVE_INFINITY || high === Number.POSITIVE_INFINITY);

/** How far an array is from what is expected, relative to its change from what was before, beyond what the rounding of its elements explains. */
export function distance(
  found: ArrayLike<number>,
  expected: ArrayLike<number>,
  before?: ArrayLike<number>,
): number {
  const off = Math.max(0, lengthOf(found, expected) - 2 ** -23 * lengthOf(expected));
  return off === 0 ? 0 : off / lengthOf(expected, before);
}
