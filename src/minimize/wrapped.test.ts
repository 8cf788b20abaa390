/** Minimisation by optimizers that take several gradients a step, or have other parameters to evaluate with. */
import { describe, expect, test, vi } from "vitest";
import {
  accumulate,
  chain,
  emaParams,
  minimize,
  partition,
  polyakAverage,
  polyakSgd,
  rule,
  sam,
  sgd,
} from "../index.ts";

const parabola = (x: Float64Array, gradient: Float64Array): number => {
  gradient[0] = 2 * (x[0]! - 3);
  return (x[0]! - 3) ** 2;
};

const halving = sgd({ learningRate: 0.25 });

describe("with two gradients a step", () => {
  const seen: number[] = [];
  const watched = (x: Float64Array, gradient: Float64Array) => {
    seen.push(x[0]!);
    return parabola(x, gradient);
  };

  test("takes the step from the first point with the gradient of the second", async () => {
    seen.length = 0;
    const found = await minimize(watched, [0], { optimizer: sam(halving, { rho: 0.5 }), steps: 2 });
    // 0 to -0.5, whose gradient is -7: 1.75; to 1.25, whose gradient is -3.5: 2.625.
    expect(seen).toEqual([0, -0.5, 1.75, 1.25, 2.625]);
    expect(found).toMatchObject({ x: Float64Array.of(2.625), gradNorm: 0.75, steps: 2, status: "steps" });
  });

  test("also where a partition gives the optimizer", async () => {
    const optimizer = partition([["*", sam(halving, { rho: 0.5 })]]);
    const { x } = await minimize(({ a }, g) => parabola(a, g.a), { a: [0] }, { optimizer, steps: 1 });
    expect(x.a).toEqual(Float64Array.of(1.75));
  });

  test("knows the loss at the first", async () => {
    const { x } = await minimize(parabola, [0], { optimizer: sam(polyakSgd(), { rho: 0.5 }), steps: 1 });
    expect(x[0]).toBeCloseTo((9 / 49) * 7, 14);
  });

  test("looks for the end at the first", async () => {
    const hill = (x: Float64Array, gradient: Float64Array) => {
      gradient[0] = -Math.sin(x[0]!);
      return Math.cos(x[0]!);
    };
    const found = await minimize(hill, [0.5], {
      optimizer: sam(halving, { rho: 0.5 }),
      steps: 1,
      tolerance: 1e-3,
    });
    expect(found).toMatchObject({ x: Float64Array.of(0.5), steps: 1, status: "steps" });
  });

  test("ends where the gradient of the second is not finite", async () => {
    const cliff = (x: Float64Array, gradient: Float64Array) => {
      const value = parabola(x, gradient);
      if (x[0]! < 0) gradient[0] = Number.NaN;
      return value;
    };
    const found = await minimize(cliff, [0], { optimizer: sam(halving) });
    expect(found).toMatchObject({ steps: 0, status: "notFinite" });
  });

  // Gradients are 6 at the first point and 6.1 at the second.
  test.each([5, 6.05])("ends though halves of steps are declined, with gradients up to %d", async (most) => {
    const picky = rule({ name: "picky", hyper: { most: 1 }, text: "accept = globalNorm(g) < most\n u = g" });
    const optimizer = chain(picky({ most }), sam(halving));
    const found = await minimize(parabola, [0], { optimizer, steps: 4 });
    expect(found).toMatchObject({ steps: 0, status: "steps" });
  });
});

test("calls the function once for each gradient of a step that takes several", async () => {
  const fun = vi.fn(parabola);
  const found = await minimize(fun, [1], { optimizer: accumulate(halving, { every: 3 }), steps: 2 });
  expect(found).toEqual({ x: Float64Array.of(2.5), value: 0.25, gradNorm: 1, steps: 2, status: "steps" });
  expect(fun).toHaveBeenCalledTimes(7);
});

describe("with other parameters to evaluate with", () => {
  test("returns those where they are better than all parameters, with value and gradient there", async () => {
    // Steps go from 1 to 4.5, 1.875 and 3.84375; the mean of the three is 3.40625.
    const optimizer = polyakAverage(sgd({ learningRate: 0.875 }));
    const found = await minimize(parabola, [1], { optimizer, steps: 3 });
    expect(found).toEqual({
      x: Float64Array.of(3.40625),
      value: 0.40625 ** 2,
      gradNorm: 0.8125,
      steps: 3,
      status: "steps",
    });
  });

  test("returns parameters where they are better", async () => {
    // The mean of 2 and 2.5 is 2.25.
    const found = await minimize(parabola, [1], { optimizer: polyakAverage(halving), steps: 2 });
    expect(found).toEqual({ x: Float64Array.of(2.5), value: 0.25, gradNorm: 1, steps: 2, status: "steps" });
  });

  test("has converged where they have", async () => {
    // x is 3 from the first step on; the average halves its way there.
    const optimizer = emaParams(sgd({ learningRate: 0.5 }), { decay: 0.5 });
    const found = await minimize(parabola, [0], { optimizer, tolerance: 0.01 });
    expect(found).toMatchObject({ steps: 10, status: "converged", criterion: "gradient" });
    expect(found.x).toEqual(Float64Array.of(3));
    const early = await minimize(parabola, [0], { optimizer, tolerance: 0.01, steps: 5 });
    expect(early).toMatchObject({ steps: 5, status: "steps" });
  });

  test("says where their value is not finite", async () => {
    const hole = (x: Float64Array, gradient: Float64Array) =>
      parabola(x, gradient) + (x[0] === 2.25 ? Number.NaN : 0);
    const found = await minimize(hole, [1], { optimizer: polyakAverage(halving), steps: 2 });
    expect(found.status).toBe("notFinite");
  });
});
