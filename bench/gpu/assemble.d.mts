export declare function assemble(folder: string): void;
