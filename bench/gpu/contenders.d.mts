import type { Contender } from "../peers/contenders.mjs";

export declare function contendersOf(python?: string): Contender[];
export declare function takingPart(contenders: readonly Contender[], optimizer: string): Contender[];
