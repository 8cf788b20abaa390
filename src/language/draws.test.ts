/** Random numbers of a seed, a step and an index: known answers, what rules draw, distributions, what is refused. */
import { describe, expect, test } from "vitest";
import { rule, tensor } from "../index.ts";
import { normal, OptionError, uniform } from "./index.ts";

const last = Number.MAX_SAFE_INTEGER;

// Uniform numbers from a second program, in Python; the normal ones with the quantile of its standard library.
test.each([
  [7, 1, 0, "", 0.4431878924369812, -0.14289160993988723],
  [0, 0, 0, "", 0.37016957998275757, -0.33140424352680986],
  [2025, 3, 12345, "layer.weight", 0.05782276391983032, -1.5733165984111352],
  [last, last, 2 ** 32 - 1, "", 0.7651455998420715, 0.7229529346136151],
])("seed %i, step %i, index %i of %j have the known answers", (seed, step, index, stream, even, gaussian) => {
  expect(uniform(seed, step, index, stream)).toBe(even);
  expect(Math.abs(normal(seed, step, index, stream) / gaussian - 1)).toBeLessThan(4 * Number.EPSILON);
});

test("normal is what a rule draws, to the bit, on every device", async () => {
  const draw = rule({ name: "draw", hyper: { seed: 0 }, text: "u = normal(seed)" });
  const params = { a: { w: tensor(new Float64Array(35), [5, 7]) }, x: new Float64Array(5000) };
  for (const seed of [0, 3, 2 ** 40 + 1, last]) {
    for (const device of ["js", "wasm"] as const) {
      const descent = await draw({ seed }).init(params, { device });
      for (const step of [1, 2, 3]) {
        descent.params.a.w.data.fill(0);
        descent.params.x.fill(0);
        descent.step();
        for (const [path, values] of [
          ["a.w", descent.params.a.w.data] as const,
          ["x", descent.params.x] as const,
        ])
          expect(values).toEqual(Float64Array.from(values, (_, index) => normal(seed, step, index, path)));
      }
      descent.dispose();
    }
  }
});

const count = 100_000;
const each = (make: (index: number) => number) => Array.from({ length: count }, (_, index) => make(index));
const ways: Readonly<Record<string, (draw: typeof uniform, i: number) => number>> = {
  index: (draw, i) => draw(5, 1, i),
  step: (draw, i) => draw(5, i + 1, 0),
  seed: (draw, i) => draw(i, 1, 0),
  stream: (draw, i) => draw(5, 1, 0, `p${i}`),
};
const mean = (values: readonly number[]) => values.reduce((sum, x) => sum + x, 0) / values.length;

describe.each(Object.entries(ways))("as the %s counts up", (_, way) => {
  test("uniform numbers are odd multiples of 2^-24, evenly distributed", () => {
    const values = each((i) => way(uniform, i));
    expect(values.every((x) => x > 0 && x < 1 && (x * 2 ** 24) % 2 === 1)).toBe(true);
    const bins = new Float64Array(256);
    for (const x of values) bins[Math.floor(x * 256)]!++;
    const chi2 = bins.reduce((sum, found) => sum + (found - count / 256) ** 2 / (count / 256), 0);
    // 255 degrees of freedom: four deviations around the mean.
    expect(Math.abs(chi2 - 255)).toBeLessThan(4 * Math.sqrt(2 * 255));
  });

  test("neighbours do not depend on each other", () => {
    const values = each((i) => way(normal, i));
    for (const lag of [1, 2, 7]) {
      const products = values.slice(lag).map((x, i) => x * values[i]!);
      expect(Math.abs(mean(products))).toBeLessThan(4 / Math.sqrt(products.length));
    }
  });

  test("normal numbers have the moments and the distribution of the normal one", () => {
    const values = each((i) => way(normal, i));
    expect(Math.abs(mean(values))).toBeLessThan(4 / Math.sqrt(count));
    expect(Math.abs(mean(values.map((x) => x * x)) - 1)).toBeLessThan(4 * Math.sqrt(2 / count));
    expect(Math.abs(mean(values.map((x) => x ** 3)))).toBeLessThan(4 * Math.sqrt(15 / count));
    expect(Math.abs(mean(values.map((x) => x ** 4)) - 3)).toBeLessThan(4 * Math.sqrt(96 / count));
    for (const [limit, share] of [
      [-3, 0.0013498980316301],
      [-1, 0.1586552539314571],
      [0.5, 0.6914624612740131],
      [2, 0.9772498680518208],
    ] as const) {
      const below = values.filter((x) => x < limit).length / count;
      expect(Math.abs(below - share)).toBeLessThan(4 * Math.sqrt((share * (1 - share)) / count));
    }
  });
});

test.each([
  [[-1, 1, 0], "seed must be a whole number from 0 to 9007199254740991; got -1"],
  [[2 ** 53, 1, 0], "seed must be"],
  [[1, 0.5, 0], "step must be a whole number from 0 to 9007199254740991; got 0.5"],
  [[1, Number.NaN, 0], "step must be"],
  [[1, 1, 2 ** 32], "index must be a whole number from 0 to 4294967295; got 4294967296"],
  [[1, 1, "0"], 'index must be a whole number from 0 to 4294967295; got "0"'],
  [[1, 1, 0, 7], "stream must be a text; got 7"],
] as const)("%j is refused", (given, message) => {
  const args = given as unknown as [number, number, number];
  for (const draw of [uniform, normal]) {
    expect(() => draw(...args)).toThrow(OptionError);
    expect(() => draw(...args)).toThrow(message);
  }
});
