import type { Run } from "../peers/log.mjs";

export declare const unmeasured: string;
export declare function isSoftware(run: Run): boolean;
export declare function toldOf(log: string): Run;
export declare function sectionOf(run: Run | undefined): string;
