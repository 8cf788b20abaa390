/**
 * numpy's legacy generator, `numpy.random.RandomState(seed)`, for problems that are defined by its numbers: uniform, polar normal,
 * permutation. Not for anything new. The words are the Mersenne Twister's; what is made of them is specified by numpy's NEP 19.
 */
import { mersenne } from "pure-rand/generator/mersenne";
import { log } from "../../language/index.ts";

/** A stream of numbers; each call goes on where the last one stopped. */
export interface NumpyRandom {
  /** A number from `low` to `high`, without `high`: `uniform(low, high)`. */
  uniform(low: number, high: number): number;
  /** A normal number with mean 0: `normal(0, deviation)`. Within an ulp of numpy's, which takes logarithms of the C library. */
  normal(deviation: number): number;
  /** The numbers from 0 to `count - 1` in random order: `permutation(count)`. */
  permutation(count: number): Uint32Array;
}

/** The generator for a whole-number seed from 0 to 2^32 - 1. */
export function numpyRandom(seed: number): NumpyRandom {
  const words = mersenne(seed);
  /** 53 bits of two words. */
  const double = (): number => {
    const high = words.next() >>> 5;
    return (high * 2 ** 26 + (words.next() >>> 6)) / 2 ** 53;
  };
  /** The second number of the last pair, where it has not been used. */
  let waiting: number | undefined;
  const standardNormal = (): number => {
    if (waiting !== undefined) {
      const number = waiting;
      waiting = undefined;
      return number;
    }
    for (;;) {
      const [x, y] = [2 * double() - 1, 2 * double() - 1];
      const square = x * x + y * y;
      if (square >= 1 || square === 0) continue;
      const factor = Math.sqrt((-2 * log(square)) / square);
      waiting = factor * x;
      return factor * y;
    }
  };
  /** A whole number up to `most`: words cut to its bits, until one is not above it. */
  const upTo = (most: number): number => {
    const mask = 2 ** (32 - Math.clz32(most)) - 1;
    for (;;) {
      const number = (words.next() & mask) >>> 0;
      if (number <= most) return number;
    }
  };
  return {
    uniform: (low, high) => low + (high - low) * double(),
    normal: (deviation) => deviation * standardNormal(),
    permutation(count) {
      const order = Uint32Array.from({ length: count }, (_, index) => index);
      for (let i = count - 1; i > 0; i--) {
        const j = upTo(i);
        const kept = order[i]!;
        order[i] = order[j]!;
        order[j] = kept;
      }
      return order;
    },
  };
}
