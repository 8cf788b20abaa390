/** Alignment in an arena: in bytes, and in elements of one iteration of a kernel's loop. */

/** Elements of one iteration of a kernel's loop: two vectors of 16 bytes. Tensors start at such a boundary. */
export const strideOf = { float32: 8, float64: 4 } as const;

export { unit } from "../../webassembly/assembler.ts";

/** The next multiple. */
export const align = (address: number, to: number): number => Math.ceil(address / to) * to;

/** Reserves bytes of the arena; returns their address, a multiple of the alignment, which is `unit` or a multiple of it. */
export type Reserve = (bytes: number, alignment?: number) => number;
