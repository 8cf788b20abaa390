/** The generator against its authors' known answers, and what its numbers look like. */
import { expect, test } from "vitest";
import { hashOf, keyOf, threefry, uniformAt } from "./random.ts";

test.each([
  [0, 0, 0, 0, 0x6b200159, 0x99ba4efe],
  [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0x1cb996fc, 0xbb002be7],
  [0x13198a2e, 0x03707344, 0x243f6a88, 0x85a308d3, 0xc4923a9c, 0x483df7a0],
])("threefry of key %i %i and counter %i %i is the known answer", (k0, k1, c0, c1, x0, x1) => {
  const words = new Uint32Array(2);
  threefry(k0, k1, c0, c1, words);
  expect([...words]).toEqual([x0, x1]);
});

test("numbers are odd multiples of 2^-24, with the mean and variance of an even distribution", () => {
  const values = Array.from({ length: 100_000 }, (_, i) =>
    uniformAt(keyOf(0, 7, 1, 5), keyOf(1, 7, 1, 5), i),
  );
  expect(values.every((value) => value > 0 && value < 1 && (value * 2 ** 24) % 2 === 1)).toBe(true);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  expect(Math.abs(mean - 0.5)).toBeLessThan(4 * Math.sqrt(1 / 12 / values.length));
  expect(Math.abs(variance - 1 / 12)).toBeLessThan(4 * Math.sqrt((1 / 80 - 1 / 144) / values.length));
});

test("keys have 24 bits, and differ with the half, the seed's words, the step and the tensor", () => {
  const keys = [
    keyOf(0, 1, 1, 1),
    keyOf(1, 1, 1, 1),
    keyOf(0, 2, 1, 1),
    keyOf(0, 1 + 2 ** 40, 1, 1),
    keyOf(0, 1, 2, 1),
    keyOf(0, 1, 1, 2),
  ];
  expect(new Set(keys).size).toBe(keys.length);
  expect(keys.every((key) => Number.isInteger(key) && key >= 0 && key < 2 ** 24)).toBe(true);
});

test("keys of the first 2^32 steps are what they have always been, and do not come again", () => {
  expect([keyOf(0, 7, 3, 11), keyOf(1, 7, 3, 11), keyOf(0, 7, 2 ** 32 - 1, 11)]).toEqual([
    498123, 11123102, 2341954,
  ]);
  const steps = [1, 2, 2 ** 31, 2 ** 32 - 1].flatMap((t) => [t, t + 2 ** 32, t + 2 ** 33, t + 2 ** 52]);
  for (const half of [0, 1] as const)
    expect(new Set(steps.map((step) => keyOf(half, 7, step, 11))).size).toBe(steps.length);
  // Neighbouring epochs of 2^32 steps: as good as other seeds.
  const epochs = Array.from({ length: 4096 }, (_, epoch) => keyOf(0, 7, 1 + epoch * 2 ** 32, 11));
  expect(new Set(epochs).size).toBeGreaterThan(4090);
});

test("hashes of texts are FNV-1a's", () => {
  expect(hashOf("")).toBe(0x811c9dc5);
  expect(hashOf("a")).toBe(0xe40c292c);
  expect(hashOf("foobar")).toBe(0xbf9cf968);
});
