import type { Contender } from "../peers/contenders.mjs";

export declare function contendersOf(python?: string): Contender[];
