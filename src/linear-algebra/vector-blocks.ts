/** What compiled loops over vectors take: words of a block in memory. Addresses are of bytes, and two words long. */
import type { Reflection, Rotations, Update } from "./kernels.ts";
import { panelColumns } from "./kernels.ts";
import { writeAddress } from "./product-block.ts";

/** Where the words of each lie. */
export const reflectionWords = { v: 0, first: 2, stride: 4, bytes: 5, tau: 6 } as const;
export const updateWords = { a: 0, v: 2, w: 4, u: 6, y: 8, stride: 10, size: 11 } as const;
export const rotationWords = { panels: 0, pairs: 2, runs: 4, panelBytes: 6, runCount: 7 } as const;

/** A number of 64 bits, and its halves. */
const number = new Float64Array(1);
const halves = new Uint32Array(number.buffer);

/** Writes words; `base` is the address of the array in which the vectors lie. */
export function writeReflection(block: Uint32Array, base: number, given: Reflection): void {
  const { v, first, stride, length, tau } = given;
  writeAddress(block, reflectionWords.v, base + 8 * v);
  writeAddress(block, reflectionWords.first, base + 8 * first);
  block[reflectionWords.stride] = 8 * stride;
  block[reflectionWords.bytes] = 8 * length;
  number[0] = tau;
  block.set(halves, reflectionWords.tau);
}

export function writeUpdate(block: Uint32Array, base: number, given: Update): void {
  for (const name of ["a", "v", "w", "u", "y"] as const)
    writeAddress(block, updateWords[name], base + 8 * given[name]);
  block[updateWords.stride] = 8 * given.stride;
  block[updateWords.size] = given.size;
}

export function writeRotations(block: Uint32Array, base: number, given: Rotations): void {
  for (const name of ["panels", "pairs", "runs"] as const)
    writeAddress(block, rotationWords[name], base + 8 * given[name]);
  block[rotationWords.panelBytes] = 8 * panelColumns * given.rows;
  block[rotationWords.runCount] = given.runCount;
}
