import type { Contender } from "./contenders.mjs";
import type { Raced } from "./log.mjs";

export interface Summary {
  readonly median: number;
  readonly q1: number;
  readonly q3: number;
}

export declare function summaryOf(values: readonly number[]): Summary | undefined;
export declare function timeOf(one: Raced, id: string): Summary | undefined;
export declare function ratioOf(one: Raced, id: string, base: string): Summary | undefined;
export declare function lossesOf(
  cases: readonly Raced[],
  contenders: readonly Contender[],
): { us: Contender; peer: Contender; lost: { one: Raced; ratio: Summary }[] }[];
