/** What is simulated: clients with rows of their own, and rows to judge the server's model by. */
import { type Random, random } from "../../src/train/random.ts";

/** Rows with classes, row by row. */
export interface Rows {
  readonly x: Float32Array;
  readonly y: Uint8Array;
}

/** A population of clients, and how they are asked. */
export interface Task {
  readonly name: string;
  readonly features: number;
  readonly classes: number;
  readonly clients: number;
  /** Clients that are asked in a round. */
  readonly perRound: number;
  /** Rows of a client's batch; each trains for one pass over its rows. */
  readonly batch: number;
  readonly rounds: number;
  /** The accuracy whose round is looked for. */
  readonly target: number;
  /** The rows of a client: the same whenever it is asked. */
  client(index: number): Rows;
  /** Rows to choose rates by, and rows to report. No client trains on them. */
  readonly validation: Rows;
  readonly test: Rows;
}

/** Normal numbers in pairs, by Marsaglia's polar method: the trainer's generator gives them one by one, at twice the time. */
export function normals(source: Random): () => number {
  let kept: number | undefined;
  return () => {
    if (kept !== undefined) {
      const value = kept;
      kept = undefined;
      return value;
    }
    for (;;) {
      const [a, b] = [2 * source.uniform() - 1, 2 * source.uniform() - 1];
      const s = a * a + b * b;
      if (s >= 1 || s === 0) continue;
      const factor = Math.sqrt((-2 * Math.log(s)) / s);
      kept = b * factor;
      return a * factor;
    }
  };
}

/** A generator for a part of a simulation, by its name. */
export const sourceOf = (seed: number, name: string): Random => random(seed).fork(name);
