import type { Contender } from "./contenders.mjs";

export declare function seeded(seed: number): () => number;
export declare function heatsOf(contenders: readonly Contender[], n: number, bytes: number): Contender[][];
export declare function differenceOf(
  ours: readonly number[],
  theirs: readonly number[],
  start: readonly number[],
): number;
