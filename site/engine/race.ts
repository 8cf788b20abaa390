/** One contestant's race on one problem: the loop, in pieces, so that a worker can hear of a new experiment between them. */
import type { Optimizer } from "glissade";
import type { Problem } from "./problems/problem.ts";

/** Where a race is after a piece of it. */
export interface Piece {
  /** The first step of the piece; 0 is the start. */
  readonly from: number;
  /** The loss after each step. */
  readonly losses: Float64Array;
  /** The parameters after each step, one after the other. */
  readonly points: Float64Array;
}

/** Races; yields piece by piece. It ends where a parameter is no longer finite. */
export async function* race(
  optimizer: Optimizer,
  problem: Problem,
  steps: number,
  pieceLength = 500,
): AsyncGenerator<Piece> {
  const { dimension } = problem;
  const descent = await optimizer.init({ p: problem.start });
  try {
    const { p } = descent.params;
    const gradient = descent.grads.p;
    for (let from = 0; from <= steps; ) {
      const length = Math.min(pieceLength, steps + 1 - from);
      const losses = new Float64Array(length);
      const points = new Float64Array(length * dimension);
      let taken = 0;
      for (; taken < length; taken++) {
        if (from + taken > 0) {
          problem.gradient(p, from + taken, gradient);
          descent.step();
        }
        losses[taken] = problem.loss(p);
        points.set(p, taken * dimension);
        if (!p.every(Number.isFinite)) break;
      }
      if (taken < length) {
        yield { from, losses: losses.slice(0, taken + 1), points: points.slice(0, (taken + 1) * dimension) };
        return;
      }
      yield { from, losses, points };
      from += length;
    }
  } finally {
    descent.dispose();
  }
}
