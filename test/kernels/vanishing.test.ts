/** Where squares of gradients become 0, as the documentation says, on both backends: subnormal numbers are kept. */
import { describe, expect, test } from "vitest";
import { adam } from "../../src/index.ts";
import { arrays, compute, targets } from "./compute.ts";

/** A square is 0 up to here; above, it is at least the smallest number of the type. */
const limits = { float32: 2 ** -75, float64: 2 ** -537.5 } as const;

describe.each(targets)("in %s on %s", (dtype, device) => {
  test("the square of a gradient is 0 up to 2^-75, of float64 up to 2^-538", async () => {
    const least = { float32: 2 ** -75, float64: 2 ** -538 }[dtype];
    const above = { float32: 2 ** -75 * (1 + 2 ** -23), float64: 2 ** -537 }[dtype];
    expect([
      ...(await compute(
        "g^2",
        [dtype, device],
        [least, above].map((g) => [g, 0]),
      )),
    ]).toEqual([0, { float32: 2 ** -149, float64: 2 ** -1074 }[dtype]]);
    expect(least).toBeLessThanOrEqual(limits[dtype]);
  });

  test("Adam's second moment stays 0 where (1 - b2) g^2 does", async () => {
    const steps = async (g: number) => {
      const descent = await adam({ learningRate: 1 }).init({ x: new arrays[dtype](1) }, { device });
      descent.step({ x: arrays[dtype].of(g) });
      const { v } = descent.state as { v: { x: ArrayLike<number> } };
      const found = v.x[0]!;
      descent.dispose();
      return found;
    };
    if (dtype === "float64") return expect(await steps(1e-150)).toBeGreaterThan(0);
    expect(await steps(8.3e-22)).toBe(0);
    expect(await steps(8.5e-22)).toBeGreaterThan(0);
  });
});
