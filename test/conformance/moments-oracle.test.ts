/**
 * Moments in fewer bits beside a second program: Adam's equations in scalar loops, rounding by division and remainder where the library
 * uses bits, random words by whole numbers of any size. What is stored must be the same number, to the bit.
 */
import { expect, test } from "vitest";
import { adam } from "../../src/index.ts";
import { hashOf, keyOf } from "../../src/language/random.ts";
import { random } from "../kernels/compute.ts";

const n = 500;
const [b1, b2] = [0.9, 0.999];
const { fround } = Math;

/** The random word of an element at a step. */
function wordAt(step: number, element: number): bigint {
  const key = BigInt(keyOf(0, hashOf("adam.0"), step, hashOf("x")));
  const mod = 1n << 32n;
  const first = (key * 0x85ebca6bn + BigInt(element) * 0x9e3779b1n) % mod;
  const second = ((first ^ (first >> 15n)) * 0x2c1b3c6dn) % mod;
  return second ^ (second >> 15n);
}

/** The largest exponent of a power of two that is not above a number. */
function exponentOf(x: number): number {
  let exponent = Math.floor(Math.log2(x));
  while (2 ** exponent > x) exponent--;
  while (2 ** (exponent + 1) <= x) exponent++;
  return exponent;
}

/** A number with some significant bits: up where the rest and what is drawn come to a whole. */
function rounded(x: number, significant: number, drawn: bigint): number {
  if (x === 0) return 0;
  const unit = 2 ** (exponentOf(Math.abs(x)) + 1 - significant);
  const units = Math.abs(x) / unit;
  const whole = 2 ** (24 - significant);
  const isUp = (units % 1) * whole + Number(drawn) >= whole;
  return Math.sign(x) * (Math.floor(units) + Number(isUp)) * unit;
}

/** The lowest bits of a word, and the highest. */
const low = (word: bigint, bits: bigint) => word % (1n << bits);
const high = (word: bigint, bits: bigint) => word >> (32n - bits);

/** What a first and a second moment become when they are stored, and read again. */
type Store = (m: number, v: number, word: bigint) => readonly [m: number, v: number];

const stores: Readonly<Record<"bf16" | "q8", Store>> = {
  bf16: (m, v, word) => [rounded(m, 8, low(word, 16n)), rounded(v, 8, high(word, 16n))],
  q8: (m, v, word) => {
    // v in steps of 2^-50 up to 2^-48, then with three bits; the same of m by a power of two near to the root of v.
    const moved = fround(fround(v * 2 ** 113) + 2 ** 65);
    const second = Math.max(rounded(moved, 3, high(word, 21n)), v > 0 ? 1.25 * 2 ** 65 : 0);
    const root = 2 ** (Math.floor((exponentOf(second) + 127) / 2) - 120);
    const share = fround(fround((m / root) * 2 ** 123) + (m < 0 ? -1 : 1) * 2 ** 113);
    const first = rounded(share, 4, low(word, 20n));
    return [((first - Math.sign(first) * 2 ** 113) / 2 ** 123) * root, fround(second - 2 ** 65) / 2 ** 113];
  },
};

test.each(["bf16", "q8"] as const)(
  "Adam's moments in %s are those of the oracle in every step",
  async (moments) => {
    const next = random(3);
    const scales = Float64Array.from({ length: n }, () => 10 ** (6 * next() - 5));
    const [m, v] = [new Float64Array(n), new Float64Array(n)];
    const descent = await adam({ b1, b2, moments }).init({ x: new Float32Array(n) });
    for (let step = 1; step <= 60; step++) {
      const g = Float32Array.from(scales, (scale) => scale * (next() - 0.4));
      descent.step({ x: g });
      for (let i = 0; i < n; i++) {
        const newM = fround(fround(fround(b1) * m[i]!) + fround(fround(1 - b1) * g[i]!));
        const newV = fround(fround(fround(b2) * v[i]!) + fround(fround(1 - b2) * fround(g[i]! * g[i]!)));
        [m[i], v[i]] = stores[moments](newM, newV, wordAt(step, i));
      }
      const state = descent.state as Record<"m" | "v", { x: Float32Array }>;
      expect(state.v.x).toEqual(Float32Array.from(v));
      expect(state.m.x).toEqual(Float32Array.from(m));
    }
    descent.dispose();
  },
);
