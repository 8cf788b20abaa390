import type { Case } from "../peers/cases.mjs";

export declare const stored: Readonly<
  Record<string, { readonly moments?: "bf16" | "q8"; readonly dtype?: "bfloat16" | "float16" }>
>;
export declare const ofMatrices: ReadonlySet<string>;
export declare const titles: Readonly<Record<string, string>>;
export declare const sizes: readonly (readonly [n: number, count: number])[];
export declare function bytesOf(optimizer: string): number;
export declare function casesOf(asked: {
  readonly dry?: boolean;
  readonly optimizers?: readonly string[];
}): Case[];
