/** Rounding by chance: on average nothing is lost, neighbours do not know of each other, all targets have the same bits. */
import { describe, expect, test } from "vitest";
import { adam, type DeviceName } from "../../src/index.ts";
import { meaningAt, meaningOf } from "../../src/language/index.ts";

const n = 1 << 16;
const operations = [
  ["toBfloat16", 16, 2 ** -7],
  ["toFourBits", 20, 2 ** -3],
  ["toThreeBits", 21, 2 ** -2],
] as const;
type Op = (typeof operations)[number][0];

/** The random bits that an operation adds, as numbers below 1: the least share of the way up from 1 at which it goes up shows them. */
function drawn(op: Op, dropped: number, key: number, half: number): Float64Array {
  const round = meaningAt(op)!;
  const number = new Float32Array(1);
  const bits = new Uint32Array(number.buffer);
  return Float64Array.from({ length: n }, (_, element) => {
    let added = 0;
    for (let bit = dropped - 1; bit >= 0; bit--) {
      bits[0] = 0x3f800000 + 2 ** dropped - (added + 2 ** bit);
      if (round(element, number[0]!, key, half) > 1) added += 2 ** bit;
    }
    return added / 2 ** dropped;
  });
}

const mean = (values: ArrayLike<number>): number =>
  Array.from(values).reduce((sum, x) => sum + x, 0) / values.length;
const correlation = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  12 * mean(Array.from(a, (x, i) => (x - 0.5) * (b[i]! - 0.5)));

const keys = [0, 1, 2, 12_345, 0xffffff];

describe.each(operations.flatMap(([op, dropped]) => [0, 1].map((half) => [op, half, dropped] as const)))(
  "draws of %s, half %i",
  (op, half, dropped) => {
    const sequences = keys.map((key) => drawn(op, dropped, key, half));

    test("are evenly distributed, in their first bits and in the last", () => {
      for (const values of sequences) {
        expect(Math.abs(mean(values) - 0.5)).toBeLessThan(4 * Math.sqrt(1 / 12 / n));
        for (const shift of [1, 2 ** (dropped - 8)]) {
          const bins = new Uint32Array(256);
          for (const value of values) bins[Math.floor(((value * shift) % 1) * 256)]!++;
          const chi = bins.reduce((sum, count) => sum + (count - n / 256) ** 2 / (n / 256), 0);
          // 255 degrees of freedom: five standard deviations.
          expect(chi).toBeLessThan(255 + 5 * Math.sqrt(2 * 255));
        }
      }
    });

    test("do not follow neighbours, rows, other keys, the step before or the other half", () => {
      for (const values of sequences) {
        for (const shift of [1, 2, 3, 4, 8, 64, 256, 784, 1024])
          expect(Math.abs(correlation(values.subarray(shift), values.subarray(0, n - shift)))).toBeLessThan(
            0.02,
          );
        for (const other of sequences)
          if (other !== values) expect(Math.abs(correlation(values, other))).toBeLessThan(0.02);
      }
      const other = drawn(op, dropped, keys[3]!, 1 - half);
      expect(Math.abs(correlation(sequences[3]!, other))).toBeLessThan(0.02);
    });
  },
);

describe.each(operations)("%s", (op, dropped, unit) => {
  const round = meaningAt(op)!;

  test("gives one of the two neighbours, each as often as the number is near to it", () => {
    for (const half of [0, 1])
      for (const share of [0.01, 0.3, 0.5, 0.9]) {
        const x = Math.fround(-(1 + unit * (1 + share)));
        const found = Array.from({ length: n }, (_, element) => round(element, x, 77, half));
        expect(new Set(found)).toEqual(new Set([-(1 + unit), -(1 + 2 * unit)]));
        expect(Math.abs(mean(found) - x) / unit).toBeLessThan(
          4 * Math.sqrt((share * (1 - share)) / n) + 2 ** (1 - dropped),
        );
      }
  });

  test("keeps what has such a number, zeros, infinities and NaN", () => {
    for (const element of [0, 1, 65_535])
      for (const x of [0, -0, 1, -1.5, 2 ** -126, 1.25 * 2 ** 127, Infinity, -Infinity, NaN])
        for (const half of [0, 1]) expect(round(element, x, 77, half)).toBe(x);
  });
});

test("half an exponent, and one by it", () => {
  const [half, over] = [meaningOf("halfPower")!, meaningOf("overHalfPower")!];
  for (const [x, power] of [
    [2 ** 65, -31],
    [1.9 * 2 ** 66, -31],
    [2 ** 67, -30],
    [1.75 * 2 ** 127, 0],
  ] as const) {
    expect(half(x, 0, 0)).toBe(2 ** power);
    expect(over(x, 0, 0)).toBe(2 ** -power);
  }
});

describe.each(["bf16", "q8"] as const)("Adam's moments in %s", (moments) => {
  const size = 4096;

  /** Moments after gradients that are all alike: their mean over elements is to be that of float32. */
  async function means(storage: typeof moments | undefined, device: DeviceName) {
    const descent = await adam({ moments: storage }).init({ x: new Float32Array(size) }, { device });
    for (let t = 0; t < 300; t++) descent.step({ x: new Float32Array(size).fill(1e-3 * (1 + (t % 3))) });
    const { m, v } = descent.state as Record<"m" | "v", { x: Float32Array }>;
    const found = [mean(m.x), mean(v.x), mean(descent.params.x)];
    descent.dispose();
    return found;
  }

  test("are not biased after 300 steps", async () => {
    const [exact, found] = [await means(undefined, "wasm"), await means(moments, "wasm")];
    // The root is rounded without a bias, so the square of what is stored is larger by a variance.
    const bounds = moments === "bf16" ? [1e-3, 1e-3, 1e-3] : [0.02, 0.05, 0.05];
    for (const [index, value] of found.entries())
      expect(Math.abs(value / exact[index]! - 1)).toBeLessThan(bounds[index]!);
  });
});
