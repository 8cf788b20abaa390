/**
 * The one seeded generator of the trainer: xoroshiro128+ of pure-rand. Forks have names, so that a part which draws more numbers changes no
 * other part, and the state is a short JSON record. Normal numbers use the engine's logarithm: their last bits may differ between engines.
 */
import { randomNormal } from "d3-random";
import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { uniformInt } from "pure-rand/distribution/uniformInt";
import { xoroshiro128plusFromState } from "pure-rand/generator/xoroshiro128plus";
import { kind, whole } from "../options/kinds.ts";
import { argumentOf, OptionError } from "../options/option.ts";
import { shown } from "../options/shown.ts";

/** Where a generator stands: JSON. */
export interface RandomState {
  /** The seed and the names of the forks that lead here: `7/shuffling`. */
  readonly key: string;
  /** Four 32-bit whole numbers. */
  readonly words: readonly number[];
}

const checkSeed = argumentOf<number>("random", "seed", whole(0));
const checkBelow = argumentOf<number>(
  "integer",
  "below",
  kind(
    "a whole number in [1, 2^53]",
    (value) => Number.isInteger(value) && (value as number) >= 1 && (value as number) <= 2 ** 53,
  ),
);
const checkCount = argumentOf<number>("permutation", "n", whole(0));

/** A generator of pseudorandom numbers. Made by `random`. */
export class Random {
  readonly #key: string;
  #words: ReturnType<typeof xoroshiro128plusFromState>;

  /** Made by `random` and `fork`. */
  constructor({ key, words }: RandomState) {
    this.#key = key;
    this.#words = xoroshiro128plusFromState(words);
  }

  /** A number in [0, 1), a multiple of 2^-53. */
  uniform(): number {
    return uniformFloat64(this.#words);
  }

  /** A number of the standard normal distribution. */
  normal(): number {
    // A new sampler each time: one that lives on keeps every second number to itself, outside the state.
    return randomNormal.source(() => this.uniform())()();
  }

  /** A whole number in [0, below). */
  integer(below: number): number {
    return uniformInt(this.#words, 0, checkBelow(below) - 1);
  }

  /** The numbers 0 to n - 1 in random order. */
  permutation(n: number): Uint32Array {
    const order = Uint32Array.from({ length: checkCount(n) }, (_, index) => index);
    for (let i = n - 1; i > 0; i--) {
      const j = uniformInt(this.#words, 0, i);
      const kept = order[i]!;
      order[i] = order[j]!;
      order[j] = kept;
    }
    return order;
  }

  /** A generator of its own for a part of the program. It depends on the seed and the name alone, not on what was drawn before. */
  fork(name: string): Random {
    return new Random(begin(`${this.#key}/${name}`));
  }

  /** Where it stands. Assigning a state continues there. @throws OptionError for anything but a state. */
  get state(): RandomState {
    return { key: this.#key, words: this.#words.getState() };
  }

  set state(state: RandomState) {
    if (state?.key !== this.#key || !isState(state))
      throw new OptionError(
        `random: the state must be one of the generator ${shown(this.#key)}; got ${shown(state?.key ?? state)}`,
      );
    this.#words = xoroshiro128plusFromState(state.words);
  }
}

/**
 * A seeded generator.
 *
 * @param seed - a whole number, at least 0.
 * @throws OptionError for anything else.
 * @example
 * const generator = random(7);
 * generator.fork("order").permutation(4).length // 4
 */
export function random(seed: number): Random {
  return new Random(begin(String(checkSeed(seed))));
}

const isState = ({ words }: RandomState): boolean =>
  Array.isArray(words) && words.length === 4 && words.every((word) => Number.isInteger(word));

/** The first state of a key: four hashes of it. */
const begin = (key: string): RandomState => ({
  key,
  words: [1, 2, 3, 4].map((index) => hash(`${index}:${key}`)),
});

/** FNV-1a with the final mixing of MurmurHash3, so that keys which differ in one letter differ in every bit. */
function hash(text: string): number {
  let h = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) h = Math.imul(h ^ byte, 0x01000193);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) | 0;
}
