import type { Contender } from "./contenders.mjs";
import type { Run } from "./log.mjs";

/** A run and who took part. */
interface Told extends Run {
  readonly contenders: readonly Contender[];
}

export declare function duration(seconds: number): string;
export declare function factor(value: number): string;
export declare function toldOf(log: string): Told;
export declare function sectionOf(run: Told): string;
export declare function readmeOf(run: Told): string;
export declare function within(page: string, name: string, text: string, command?: string): string;
