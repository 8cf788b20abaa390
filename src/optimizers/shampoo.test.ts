/** What Shampoo and SOAP promise beside the table of conformance: which tensors they take as matrices, and inverse roots by products. */
import { describe, expect, test } from "vitest";
import { type Optimizer, PartitionError, shampoo, soap, tensor } from "../index.ts";

const model = () => ({
  square: tensor(new Float64Array(9).fill(1), [3, 3]),
  wide: tensor(new Float64Array(12).fill(1), [2, 6]),
  tall: tensor(new Float64Array(12).fill(1), [6, 2]),
  large: tensor(new Float64Array(36).fill(1), [6, 6]),
  vector: new Float64Array(3),
});

describe.each([
  ["soap", soap],
  ["shampoo", shampoo],
] as const)("%s", (name, make) => {
  test("sides above maxSide have no matrix", async () => {
    const descent = await make({ maxSide: 4 }).init(model());
    const squares = Object.entries(descent.state as Record<string, Record<string, Float64Array>>).flatMap(
      ([state, values]) =>
        /^(.*\.)?[LR]$/.test(state)
          ? Object.entries(values).map(([path, { length }]) => `${path} ${length}`)
          : [],
    );
    expect(squares.sort()).toEqual(["square 9", "square 9", "tall 4", "wide 4"]);
    descent.dispose();
  });

  test("tensors of more than two axes are asked for, but for those that matrices leaves out", async () => {
    const params = () => ({
      conv: tensor(new Float64Array(8), [2, 2, 2]),
      w: tensor(new Float64Array(4), [2, 2]),
    });
    await expect(make().init(params())).rejects.toThrow(PartitionError);
    await expect(make().init(params())).rejects.toThrow(
      `${name} takes matrices, tensors of two axes; of more are "conv" 2 x 2 x 2: give them the shape of a matrix with tensor(), or say with matrices which tensors it takes`,
    );
    const descent = await make({ matrices: "w" }).init(params());
    descent.dispose();
    await expect(make({ matrices: "conv" }).init(params())).rejects.toThrow('"conv" has the shape [2, 2, 2]');
  });
});

test("inverse roots by products give about the same steps", async () => {
  const stepsOf = async (optimizer: Optimizer) => {
    const params = {
      w: tensor(new Float64Array(48 * 20), [48, 20]),
      v: tensor(new Float64Array(60), [2, 30]),
    };
    const descent = await optimizer.init(params);
    let x = 1;
    const random = () => {
      x = (Math.imul(x, 1664525) + 1013904223) >>> 0;
      return x / 2 ** 31 - 1;
    };
    for (let step = 0; step < 6; step++)
      descent.step({
        w: Float64Array.from({ length: 960 }, random),
        v: Float64Array.from({ length: 60 }, random),
      });
    const found = [...descent.params.w.data, ...descent.params.v.data];
    descent.dispose();
    return found;
  };
  const options = { every: 2, start: 2, eps: 1e-3, maxSide: 25 } as const;
  const [eigen, newton] = [
    await stepsOf(shampoo(options)),
    await stepsOf(shampoo({ ...options, inverse: "newton" })),
  ];
  const off = Math.hypot(...newton.map((value, i) => value - eigen[i]!)) / Math.hypot(...eigen);
  expect(off).toBeLessThan(1e-5);
  expect(off).toBeGreaterThan(0);
});
