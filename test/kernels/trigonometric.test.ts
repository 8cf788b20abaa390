/**
 * sin, cos, atan, tanh, cube roots and the powers that are roots, element by element, on both targets and in both dtypes, against
 * integers of 400 bits; and their definitions. Bounds stand in the table of tolerances.
 */
import { describe, expect, test } from "vitest";
import { arcTangent } from "../../src/language/arc-tangent.ts";
import { cubeRoot } from "../../src/language/cube-root.ts";
import { cosine, hyperbolicTangent, sine } from "../../src/language/trigonometry.ts";
import { adversarial, arrays, compute, limits, random, targets } from "./compute.ts";
import { type Exact, exactPower, ulps } from "./reference.ts";
import { exactArcTangent, exactCosine, exactCubeRoot, exactSine, exactTanh } from "./reference-roots.ts";
import { tolerances } from "./tolerances.ts";

const magnitudes = (seed: number, count: number, least: number, most: number): number[] => {
  const next = random(seed);
  return Array.from(
    { length: count },
    () => (next() < 0.5 ? -1 : 1) * 2 ** (least + (most - least) * next()),
  );
};
const multiples = (seed: number, most: number): number[] => {
  const next = random(seed);
  return Array.from({ length: 300 }, () => Math.floor(next() * most) * (Math.PI / 4));
};

/** Arguments within the range of each function, and its exact value. */
const functions = {
  sin: {
    exact: exactSine,
    args: (reach: number) => [...magnitudes(1, 900, -60, reach), ...multiples(2, 2 ** reach)],
  },
  cos: {
    exact: exactCosine,
    args: (reach: number) => [...magnitudes(3, 900, -60, reach), ...multiples(4, 2 ** reach)],
  },
  atan: {
    exact: exactArcTangent,
    args: () => [...magnitudes(10, 900, -60, 60), ...magnitudes(11, 900, -3, 3)],
  },
  tanh: { exact: exactTanh, args: () => [...magnitudes(5, 900, -60, 7), ...magnitudes(6, 500, -1, 0)] },
  cbrt: { exact: exactCubeRoot, args: () => magnitudes(7, 1500, -1074, 1023).map(Math.abs) },
} as const;
const names = Object.keys(functions) as (keyof typeof functions)[];
const reach = { float32: 13, float64: 20 } as const;

describe.each(targets)("in %s on %s", (dtype, device) => {
  const round = (x: number): number => arrays[dtype].of(x)[0]!;
  const worst = (found: ArrayLike<number>, args: readonly number[], exact: (x: number) => Exact): number =>
    args.reduce((most, x, index) => Math.max(most, ulps(found[index]!, exact(x), dtype)), 0);

  test.each(names)("%s is within its bound", async (name) => {
    const { exact, args: given } = functions[name];
    const args = given(reach[dtype])
      .map(round)
      .filter((x) => x !== 0 && Number.isFinite(x) && (name === "cbrt" || Math.abs(x) > 2 ** -90));
    const found = await compute(
      `${name}(g)`,
      [dtype, device],
      args.map((x) => [x, 1]),
    );
    expect(worst(found, args, exact)).toBeLessThan(tolerances[name][dtype]);
  });

  test.each([
    ["1/3", 1 / 3],
    ["0.25", 0.25],
    ["0.5", 0.5],
    ["1.5", 1.5],
  ])(
    "the power %s is a root, within the bound of one, with the special values of Math.pow",
    async (text, y) => {
      const special = adversarial(dtype);
      const args = [...special, ...magnitudes(8, 600, -149, 85).map(Math.abs).map(round)];
      const found = await compute(
        `g^(${text})`,
        [dtype, device],
        args.map((x) => [x, 1]),
      );
      for (const [index, x] of args.entries()) {
        if (x > 0 && x < Infinity && y * Math.log2(x) < Math.log2(limits[dtype].huge))
          expect(
            ulps(found[index]!, y === 1 / 3 ? exactCubeRoot(x) : exactPower(x, y), dtype),
            String(x),
          ).toBeLessThan(tolerances.cbrt[dtype]);
        else expect(found[index], String(x)).toBe(round(x ** y));
      }
    },
  );

  test("beyond their range sin and cos stay in [-1, 1]; special values are those of Math", async () => {
    const special = adversarial(dtype);
    for (const name of ["sin", "cos", "atan", "tanh", "cbrt"] as const) {
      const found = await compute(
        `${name}(g)`,
        [dtype, device],
        special.map((x) => [x, 1]),
      );
      for (const [index, x] of special.entries()) {
        const isExact = x === 0 || !Number.isFinite(x);
        if (isExact) expect(found[index], `${name}(${x})`).toBe(round(Math[name](x)));
        else if (name !== "cbrt" && name !== "atan")
          expect(Math.abs(found[index]!), `${name}(${x})`).toBeLessThanOrEqual(1);
      }
    }
  });

  if (dtype === "float64") {
    test("the definitions have the bits of the devices", async () => {
      const definitions = {
        sin: sine,
        cos: cosine,
        atan: arcTangent,
        tanh: hyperbolicTangent,
        cbrt: cubeRoot,
      };
      const args = [...magnitudes(9, 400, -30, 25), ...adversarial(dtype)].map((x): [number, number] => [
        x,
        1,
      ]);
      for (const name of names) {
        const found = await compute(`${name}(g)`, [dtype, device], args);
        for (const [index, [x]] of args.entries()) {
          if (name !== "cbrt" || x > 0) expect(found[index], `${name}(${x})`).toBe(definitions[name](x));
        }
      }
    });
  }
});
