/** Names of types in 16 bits, and of the masters of such parameters. */
import type { HalfCoding } from "../language/storage.ts";

/** Types as users name them. */
export const typeOf = { f16: "float16", bf16: "bfloat16" } as const satisfies Record<HalfCoding, string>;

/** The name of the masters among the states: one that no other has. */
export const masterName = (states: readonly { readonly name: string }[]): string =>
  states.some(({ name }) => name === "master") ? "half.master" : "master";
