/** One contestant's race, in pieces, so that others race beside it and a worker hears of a new experiment between them. */
import type { Walk } from "./walk.ts";

/** Where a race is after a piece of it. */
export interface Piece {
  /** The first step of the piece; 0 is the start. */
  readonly from: number;
  /** The loss after each step. */
  readonly losses: Float64Array;
  /** The parameters after each step, one after the other; null for problems of more than two that are no matrix. */
  readonly points: Float64Array | null;
  /** Whether the race ends here since a number is infinite or NaN. */
  readonly isDiverged: boolean;
}

/** Steps of a piece: few at first, so that something is seen at once. */
const lengths = [1, 64, 250, 500];
/** A piece ends earlier after so many milliseconds. What it holds does not depend on where it ends. */
const longest = 30;
/** The clock is read every so many steps. */
const stride = 16;

/** Races; yields piece by piece. It ends where a number is no longer finite. */
export async function* race(walk: Walk, steps: number, keepsPoints: boolean): AsyncGenerator<Piece> {
  const { dimension } = walk.problem;
  for (let from = 0, piece = 0; from <= steps; piece++) {
    const length = Math.min(lengths[Math.min(piece, lengths.length - 1)] as number, steps + 1 - from);
    const losses = new Float64Array(length);
    const points = keepsPoints ? new Float64Array(length * dimension) : null;
    const end = performance.now() + longest;
    let taken = 0;
    let isDiverged = false;
    while (taken < length && !isDiverged && (taken % stride > 0 || taken === 0 || performance.now() < end)) {
      if (from + taken > 0) walk.step(from + taken);
      // Others than those that are trained come asynchronously.
      const looking = walk.look();
      if (looking) await looking;
      const loss = walk.loss();
      losses[taken] = loss;
      points?.set(walk.point, taken * dimension);
      isDiverged = !walk.isFinite(loss);
      taken++;
    }
    yield {
      from,
      losses: losses.subarray(0, taken),
      points: points?.subarray(0, taken * dimension) ?? null,
      isDiverged,
    };
    if (isDiverged) return;
    from += taken;
  }
}
