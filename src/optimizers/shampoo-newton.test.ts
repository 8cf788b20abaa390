/** Inverse roots by products of matrices whose smallest eigenvalues rounding may make negative, and where they do not converge. */
import { describe, expect, test } from "vitest";
import { matrixRule, type ShampooOptions, shampoo, tensor } from "../index.ts";

/** Numbers of either sign that do not depend on the engine. */
function numbers(size: number, seed: number): Float64Array {
  let x = seed;
  return Float64Array.from({ length: size }, () => {
    x = (Math.imul(x, 1664525) + 1013904223) >>> 0;
    return x / 2 ** 31 - 1;
  });
}

/** Gradients whose products have eigenvalues that are 0, or far below the norm. */
const deficient: Readonly<Record<string, readonly [number, number, (t: number) => Float64Array]>> = {
  "a row": [1, 5, () => Float64Array.of(1, 2, 3, 4, 5)],
  "a column": [5, 1, () => Float64Array.of(1, 2, 3, 4, 5)],
  "rank 1": [3, 3, () => Float64Array.of(1, 2, 3, 2, 4, 6, 3, 6, 9)],
  "a row of zeros": [3, 3, (t) => numbers(9, t).fill(0, 3, 6)],
  "a wide matrix": [4, 8, (t) => numbers(32, t)],
  "a tall matrix": [16, 4, (t) => numbers(64, t)],
  "a very tall matrix": [64, 8, (t) => numbers(512, t)],
};

describe.each(Object.entries(deficient))("of %s", (_, [rows, columns, at]) => {
  const stepsOf = async (
    options: ShampooOptions,
    type: typeof Float32Array | typeof Float64Array = Float32Array,
    device: "js" | "wasm" = "js",
  ) => {
    const optimizer = shampoo({ every: 1, start: 1, grafting: "none", ...options });
    const descent = await optimizer.init(
      { w: tensor(new type(rows * columns), [rows, columns]) },
      { device },
    );
    for (let t = 1; t <= 5; t++) descent.step({ w: type.from(at(t)) } as never);
    const found = descent.params.w.data.slice();
    descent.dispose();
    return found;
  };

  // Those of float64, since beside directions without gradients rounding is a thousand times larger with an eps of 1e-12.
  test.each([1e-12, 1e-6])("with eps %d they are near those by eigenvalues", async (eps) => {
    const newton = await stepsOf({ inverse: "newton", eps });
    const eigen = await stepsOf({ eps }, Float64Array);
    const off = Math.hypot(...newton.map((value, i) => value - eigen[i]!)) / Math.hypot(...eigen);
    expect(off).toBeLessThan(1e-4);
    expect(await stepsOf({ inverse: "newton", eps }, Float32Array, "wasm")).toEqual(newton);
  });
});

test("of sums of a thousand gradients of rank 2, steps have the direction of those by eigenvalues in float64", async () => {
  const directionOf = async (
    type: typeof Float32Array | typeof Float64Array,
    inverse: "eigen" | "newton",
  ) => {
    const descent = await shampoo({ inverse, every: 50, start: 50 }).init({
      w: tensor(new type(24), [4, 6]),
    });
    const gradient = type.from(Array.from({ length: 24 }, (_, i) => 1 + i));
    for (let t = 0; t < 1000; t++) descent.step({ w: gradient } as never);
    const before = descent.params.w.data.slice();
    descent.step({ w: gradient } as never);
    const step = Array.from(descent.params.w.data, (value, i) => value - before[i]!);
    descent.dispose();
    return step.map((value) => value / Math.hypot(...step));
  };
  const [newton, eigen] = [
    await directionOf(Float32Array, "newton"),
    await directionOf(Float64Array, "eigen"),
  ];
  expect(newton.reduce((sum, value, i) => sum + value * eigen[i]!, 0)).toBeGreaterThan(0.9999);
});

describe("where they do not converge", () => {
  const params = () => ({ w: tensor(new Float64Array(4), [2, 2]) });
  const gradient = () => ({ w: Float64Array.of(1, 2, 3, 5) });

  test("the identity stands for them", async () => {
    const negative = matrixRule({ name: "negative", text: "u = newtonRoot(-(g @ g'), 2, 0) @ g" });
    const descent = await negative().init(params());
    descent.step(gradient());
    expect(descent.params.w.data).toEqual(gradient().w);
    descent.dispose();
  });

  test("the last that did, if another matrix is given and is one", async () => {
    const kept = matrixRule({
      name: "kept",
      hyper: { sign: 1 },
      bounds: { sign: "[-1, 1]" },
      state: { A: 0 },
      squares: { A: "rows" },
      text: "A = newtonRoot(sign*g @ g', 2, 0, A); u = A @ g",
    });
    const signs = [-1, 1, -1];
    const descent = await kept({ sign: (count) => signs[count]! }).init(params());
    const roots: Float64Array[] = [];
    for (const _ of signs) {
      descent.step(gradient());
      roots.push((descent.state as unknown as { A: { w: Float64Array } }).A.w.slice());
    }
    expect(roots[0]).toEqual(Float64Array.of(1, 0, 0, 1));
    expect(roots[2]).toEqual(roots[1]);
    // A A g g' = I.
    const [a, b, c, d] = roots[1]! as unknown as [number, number, number, number];
    const [top, side, low] = [a * a + b * c, a * b + b * d, b * c + d * d];
    for (const [i, value] of [top * 5 + side * 13, top * 13 + side * 34, side * 13 + low * 34].entries())
      expect(value).toBeCloseTo([1, 0, 1][i]!, 8);
    descent.dispose();
  });
});
