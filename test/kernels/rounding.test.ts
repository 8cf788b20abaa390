/** Rounding by chance: on average nothing is lost, neighbours do not know of each other, all targets have the same bits. */
import { describe, expect, test } from "vitest";
import { adam, type DeviceName } from "../../src/index.ts";
import { meaningAt, meaningOf } from "../../src/language/index.ts";

const draw = meaningAt("draw")!;
const n = 1 << 16;
const drawn = (key: number) =>
  Float64Array.from({ length: n }, (_, element) => draw(element, key, 0, 0) / 65536);

const mean = (values: ArrayLike<number>): number =>
  Array.from(values).reduce((sum, x) => sum + x, 0) / values.length;
const correlation = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  12 * mean(Array.from(a, (x, i) => (x - 0.5) * (b[i]! - 0.5)));

describe("draws", () => {
  const keys = [0, 1, 2, 12_345, 0xffffff];

  test("are whole numbers of 16 bits, evenly distributed", () => {
    for (const key of keys) {
      const values = drawn(key);
      expect(Math.abs(mean(values) - 0.5)).toBeLessThan(4 * Math.sqrt(1 / 12 / n));
      const bins = new Uint32Array(256);
      for (const value of values) bins[Math.floor(value * 256)]!++;
      const chi = bins.reduce((sum, count) => sum + (count - n / 256) ** 2 / (n / 256), 0);
      // 255 degrees of freedom: five standard deviations.
      expect(chi).toBeLessThan(255 + 5 * Math.sqrt(2 * 255));
    }
  });

  test("do not follow neighbours, rows, other keys or the step before", () => {
    for (const key of keys) {
      const values = drawn(key);
      for (const shift of [1, 2, 3, 4, 8, 64, 256, 784, 1024])
        expect(Math.abs(correlation(values.subarray(shift), values.subarray(0, n - shift)))).toBeLessThan(
          0.02,
        );
      for (const other of keys)
        if (other !== key) expect(Math.abs(correlation(values, drawn(other)))).toBeLessThan(0.02);
    }
  });
});

describe.each([
  ["toBfloat16", 2 ** -7],
  ["toFourBits", 2 ** -3],
] as const)("%s", (op, unit) => {
  const round = meaningOf(op)!;

  test("gives one of the two neighbours, each as often as the number is near to it", () => {
    for (const share of [0.01, 0.3, 0.5, 0.9]) {
      const x = Math.fround(-(1 + unit * (3 + share)));
      const found = Array.from({ length: n }, (_, element) => round(x, draw(element, 77, 0, 0), 0));
      expect(new Set(found)).toEqual(new Set([-(1 + 3 * unit), -(1 + 4 * unit)]));
      expect(Math.abs(mean(found) - x) / unit).toBeLessThan(
        4 * Math.sqrt((share * (1 - share)) / n) + 2 ** -15,
      );
    }
  });

  test("keeps what has such a number, zeros, infinities and NaN", () => {
    for (const drawnNumber of [0, 1, 65535])
      for (const x of [0, -0, 1, -1.5, 2 ** -126, 1.25 * 2 ** 127, Infinity, -Infinity, NaN])
        expect(round(x, drawnNumber, 0)).toBe(x);
  });
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
