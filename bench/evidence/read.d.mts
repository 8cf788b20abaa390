import type { Folder } from "./section.mjs";

export declare function readFolder(folder: string, program: string): Folder;
export declare function trialsOf(folder: string): Omit<Folder, "result">;
