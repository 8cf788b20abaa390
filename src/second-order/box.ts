/**
 * Bounds of L-BFGS: which parameters are held on theirs, and how far a direction goes. A parameter on its bound is held while the gradient presses it against the
 * bound, and released when the gradient turns. Bertsekas: Projected Newton methods for optimization problems with simple constraints, SIAM J. Control
 * Optim. 20, 1982; the projected step as in Morales, Nocedal: Remark on Algorithm 778, ACM TOMS 38, 2011.
 */
import type { Point } from "./method.ts";
import { dot } from "./vectors.ts";

/** A bound for each element, perhaps infinite. */
export interface Box {
  readonly min: Float64Array;
  readonly max: Float64Array;
}

/** A projected direction must promise so much of the decrease that the whole one does. */
const least = 1e-4;
/** A point this near to a bound, relative to its way there, is on it: the rest is rounding. */
const near = 2 ** -50;

/** Which elements are held: those that the gradient presses against their bound. */
export function heldBy({ min, max }: Box, { x, gradient }: Point, held: Uint8Array): void {
  for (let i = 0; i < x.length; i++) {
    const isPressed = (x[i]! <= min[i]! && gradient[i]! > 0) || (x[i]! >= max[i]! && gradient[i]! < 0);
    held[i] = Number(isPressed || min[i] === max[i]);
  }
}

/** Holds elements on a bound that a direction would take out of it. Returns whether there are any. */
export function holdOutward(
  { min, max }: Box,
  x: Float64Array,
  direction: Float64Array,
  held: Uint8Array,
): boolean {
  let isAny = false;
  for (let i = 0; i < x.length; i++) {
    const isOut = (x[i]! <= min[i]! && direction[i]! < 0) || (x[i]! >= max[i]! && direction[i]! > 0);
    if (held[i] || !isOut) continue;
    held[i] = 1;
    isAny = true;
  }
  return isAny;
}

/**
 * Makes a direction one whose whole step ends in the box, where that still goes down: elements that would leave it end on their bound.
 *
 * @param work - as long as the direction.
 * @returns how far it goes without leaving the box.
 */
export function feasible(
  { min, max }: Box,
  { x, gradient }: Point,
  direction: Float64Array,
  work: Float64Array,
): number {
  let isCut = false;
  let longest = Number.POSITIVE_INFINITY;
  for (let i = 0; i < x.length; i++) {
    const d = direction[i]!;
    const room = (d < 0 ? min[i]! : max[i]!) - x[i]!;
    if (d !== 0) longest = Math.min(longest, room / d);
    const isOut = Math.abs(d) > Math.abs(room);
    isCut ||= isOut;
    work[i] = isOut ? room : d;
  }
  if (!isCut || !(dot(work, gradient) <= least * dot(direction, gradient))) return longest;
  direction.set(work);
  return 1;
}

/** Puts what has reached its bound on it, to the bit. */
export function settle(
  { min, max }: Box,
  from: Float64Array,
  direction: Float64Array,
  x: Float64Array,
): void {
  for (let i = 0; i < x.length; i++) {
    const d = direction[i]!;
    if (d === 0) continue;
    const bound = d < 0 ? min[i]! : max[i]!;
    const room = Math.abs(bound - from[i]!);
    if (Math.abs(x[i]! - from[i]!) >= room * (1 - near)) x[i] = bound;
  }
}

/** Moves a point into the box. */
export function intoBox({ min, max }: Box, x: Float64Array): void {
  for (let i = 0; i < x.length; i++) x[i] = Math.min(Math.max(x[i]!, min[i]!), max[i]!);
}
