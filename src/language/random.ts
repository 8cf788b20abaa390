/**
 * Random numbers from a key and a counter alone. Nothing is drawn in order, so any element of any step can be
 * computed anywhere, and no state has to be kept. Salmon, Moraes, Dror, Shaw: Parallel Random Numbers: As Easy as 1, 2, 3,
 * SC 2011: Threefry-2x32 with 20 rounds.
 */

/** How far each of eight rounds rotates. */
export const rotations = [13, 15, 26, 6, 17, 29, 16, 24] as const;

/** The constant in the third word of the key. */
export const parity = 0x1bd11bda;

const rotate = (x: number, by: number): number => (x << by) | (x >>> (32 - by));

/**
 * The two words that belong to a key and a counter.
 *
 * @param into - where they are written, as unsigned 32-bit numbers.
 */
export function threefry(
  key0: number,
  key1: number,
  counter0: number,
  counter1: number,
  into: Uint32Array,
): void {
  const keys = [key0 | 0, key1 | 0, key0 ^ key1 ^ parity];
  let x0 = (counter0 + keys[0]!) | 0;
  let x1 = (counter1 + keys[1]!) | 0;
  for (let round = 0; round < 20; round++) {
    x0 = (x0 + x1) | 0;
    x1 = rotate(x1, rotations[round % 8]!) ^ x0;
    if (round % 4 === 3) {
      const injection = (round + 1) / 4;
      x0 = (x0 + keys[injection % 3]!) | 0;
      x1 = (x1 + keys[(injection + 1) % 3]! + injection) | 0;
    }
  }
  into[0] = x0;
  into[1] = x1;
}

const words = new Uint32Array(2);

/** Keys are handed to kernels as numbers that float32 holds exactly. */
export const keyBits = 24;

/**
 * One half of the key of a tensor's numbers at a step: 24 bits. Multiplications and shifts mix the words; the
 * generator that uses the key makes the numbers random.
 *
 * @param seed - a whole number from 0 to 2^53.
 * @param step - the step, counted from 1, below 2^53.
 * @param tensor - a hash of the tensor's path.
 */
export function keyOf(half: 0 | 1, seed: number, step: number, tensor: number): number {
  let hash = 0;
  for (const word of [half + 1, seed, seed / 2 ** 32, step, tensor, step / 2 ** 32]) {
    hash = Math.imul(hash ^ word, 0x21f0aaad);
    hash ^= hash >>> 15;
  }
  return hash >>> (32 - keyBits);
}

/** An element's number, evenly distributed in (0, 1): an odd multiple of 2^-24, exact in float32. */
export function uniformAt(key0: number, key1: number, element: number): number {
  threefry(key0, key1, element, 0, words);
  return (2 * (words[0]! >>> 9) + 1) * 2 ** -24;
}

/** A hash of a text, 32 bits. Fowler, Noll, Vo: FNV-1a. */
export function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}
