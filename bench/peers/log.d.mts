import type { Case } from "./cases.mjs";

/** What was found of a case: the seconds of a step in each round of each heat, by contender; why others did not take part. */
export interface Raced extends Case {
  readonly heats: readonly Readonly<Record<string, readonly number[]>>[];
  readonly missing: Readonly<Record<string, string>>;
  /** The largest difference between the steps of any two, in shares of the largest change. */
  readonly difference: number;
}

export interface Run {
  readonly facts: Readonly<Record<string, string>>;
  readonly cases: readonly Raced[];
}

export declare function writeLog(run: Run): string;
export declare function readLog(text: string): Run;
