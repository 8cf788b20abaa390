/** Minimisation of functions: where it ends, why, and that it holds on to no memory. */
import { afterEach, describe, expect, test, vi } from "vitest";
import { Descent } from "../descent/descent.ts";
import { adam, minimize, polyakSgd, sgd } from "../index.ts";
import { OptionError } from "../options/option.ts";

afterEach(() => vi.restoreAllMocks());

const parabola = (x: Float64Array, gradient: Float64Array): number => {
  gradient[0] = 2 * (x[0]! - 3);
  return (x[0]! - 3) ** 2;
};

const halving = sgd({ learningRate: 0.25 });

describe.each(["js", "wasm", "auto"] as const)("on %s", (device) => {
  test("finds the minimum of a parabola", async () => {
    const found = await minimize(parabola, [0], { optimizer: halving, tolerance: 1e-10, device });
    expect(found.status).toBe("converged");
    expect(found.x).toBeInstanceOf(Float64Array);
    expect(found.x[0]).toBeCloseTo(3, 9);
    expect(found.gradNorm).toBeLessThanOrEqual(1e-10);
    expect(found.value).toBe((found.x[0]! - 3) ** 2);
    // 6 halves to 1e-10 in 36 steps.
    expect(found.steps).toBe(36);
  });

  test("finds the minimum of Rosenbrock's valley with Adam, in a tree of arrays and numbers", async () => {
    const rosenbrock = (
      { a, b }: { a: number; b: Float64Array },
      gradient: { a: number; b: Float64Array },
    ) => {
      const across = b[0]! - a ** 2;
      gradient.a = -2 * (1 - a) - 400 * a * across;
      gradient.b[0] = 200 * across;
      return (1 - a) ** 2 + 100 * across ** 2;
    };
    const optimizer = adam({ learningRate: 0.02 });
    const start = { a: -1.2, b: [1] };
    const { x, status, value } = await minimize(rosenbrock, start, {
      optimizer,
      steps: 20_000,
      tolerance: 1e-6,
      device,
    });
    expect(status).toBe("converged");
    expect([x.a, x.b[0]]).toEqual([expect.closeTo(1, 5), expect.closeTo(1, 5)]);
    expect(value).toBeLessThan(1e-10);
    expect(start).toEqual({ a: -1.2, b: [1] });
  });
});

test("converges at once where the gradient is small enough at the start", async () => {
  const found = await minimize(parabola, [3.25], { optimizer: halving, tolerance: 0.5 });
  expect(found).toEqual({
    x: Float64Array.of(3.25),
    value: 0.0625,
    gradNorm: 0.5,
    steps: 0,
    status: "converged",
    criterion: "gradient",
  });
});

test("without a tolerance continues to an exact stationary point", async () => {
  const found = await minimize(parabola, [0], { optimizer: sgd({ learningRate: 0.5 }) });
  expect(found).toEqual({
    x: Float64Array.of(3),
    value: 0,
    gradNorm: 0,
    steps: 1,
    status: "converged",
    criterion: "gradient",
  });
});

test("ends when its steps are used up, with value and gradient at the last point", async () => {
  const found = await minimize(parabola, [1], { optimizer: halving, steps: 2 });
  expect(found).toEqual({ x: Float64Array.of(2.5), value: 0.25, gradNorm: 1, steps: 2, status: "steps" });
  const none = await minimize(parabola, [1], { optimizer: halving, steps: 0 });
  expect(none).toEqual({ x: Float64Array.of(1), value: 4, gradNorm: 4, steps: 0, status: "steps" });
});

test("takes at most 1000 steps where it is not told", async () => {
  const slope = (_: Float64Array, gradient: Float64Array) => {
    gradient[0] = 1;
    return 0;
  };
  expect((await minimize(slope, [0], { optimizer: sgd({ learningRate: 1 }) })).steps).toBe(1000);
});

test.each([
  ["value", (x: number) => (x < 1 ? Number.NaN : 0), () => 1],
  ["value", () => -Infinity, () => 1],
  ["gradient", () => 0, (x: number) => (x < 1 ? Number.NaN : 1)],
  ["gradient", () => 0, () => Infinity],
] as const)("ends where the %s is not finite, at the point where it is so", async (_, value, slope) => {
  const fun = (x: Float64Array, gradient: Float64Array) => {
    gradient[0] = slope(x[0]!);
    return value(x[0]!);
  };
  const found = await minimize(fun, [2], { optimizer: sgd({ learningRate: 1 }), steps: 5 });
  expect(found.status).toBe("notFinite");
  expect(found.steps).toBeLessThan(5);
});

test("goes on down a slope whose square is beyond float64: its gradient is finite", async () => {
  const steep = (x: Float64Array, gradient: Float64Array) => {
    gradient[0] = 1e200;
    return x[0]! * 1e200;
  };
  const { status } = await minimize(steep, [0], { optimizer: adam(), steps: 3 });
  expect(status).toBe("steps");
});

test("float32 arrays stay float32", async () => {
  const fun = (x: Float32Array, gradient: Float32Array) => {
    gradient.set(x);
    return 0;
  };
  const { x } = await minimize(fun, Float32Array.of(1, 2), { optimizer: halving, steps: 1 });
  expect(x).toEqual(Float32Array.of(0.75, 1.5));
});

test("gives the function's value to optimizers that read the loss", async () => {
  // The minimum is 0, so Polyak's rate is f/f'^2 = 1/4: that of `halving`.
  const found = await minimize(parabola, [0], { optimizer: polyakSgd(), tolerance: 1e-10 });
  expect(found).toMatchObject({ steps: 36, status: "converged" });
});

test.each<[object | undefined, string]>([
  [{ steps: -1 }, "minimize: steps must be a whole number, at least 0; got -1"],
  [{ steps: 1.5 }, "minimize: steps must be a whole number, at least 0; got 1.5"],
  [{ steps: Number.NaN }, "minimize: steps must be a whole number, at least 0; got NaN"],
  [{ tolerance: -1e-9 }, "minimize: tolerance must be in [0, inf]; got -1e-9"],
  [{ tolerance: Number.NaN }, "minimize: tolerance must be in [0, inf]; got NaN"],
  [
    { tolerance: "1e-6" },
    "minimize: tolerance must be a number, the limit of the gradient's norm, or { gradient, value, step }",
  ],
  [
    { tolerance: { ftol: 1 } },
    'minimize: tolerance must be { gradient, value, step }, which has no "ftol"; got an object',
  ],
  [
    { tolerance: { value: -1 } },
    "minimize: tolerance must be an object whose value is 0 or more, or { absolute, relative } of such numbers, not -1",
  ],
  [
    { tolerance: { step: { rel: 1 } } },
    "whose step is 0 or more, or { absolute, relative } of such numbers, not an object",
  ],
  [{ tolerance: { step: new Map() } }, "not Map"],
  [{ tolerance: { value: [] } }, "not an array"],
  [{ bounds: 1 }, "minimize: bounds must be an object of bounds, { min, max, where }; got 1"],
  [{ bounds: { min: 1, max: 0 } }, "min must not be above max; got 1 and 0"],
  [{ bounds: { low: 1 } }, 'projectionBox has no option "low"'],
  [{ gradient: "forward" }, 'minimize: gradient must be "central"; got "forward"'],
  [{ onStep: 1 }, "minimize: onStep must be a function of the step; got 1"],
  [{ learningRate: 1 }, 'minimize has no option "learningRate"'],
  [{ optimizer: undefined }, "minimize: optimizer must be an optimizer such as adam(); got undefined"],
  [{ optimizer: sgd }, "minimize: optimizer must be an optimizer such as adam(); got a function"],
])("refuses %o before it calls the function", async (options, message) => {
  const fun = vi.fn(parabola);
  const result = minimize(fun, [0], { optimizer: halving, ...options });
  await expect(result).rejects.toThrow(OptionError);
  await expect(result).rejects.toThrow(message);
  expect(fun).not.toHaveBeenCalled();
});

test.each([undefined, null, 5, []])("refuses %o for options", async (options) => {
  await expect(minimize(parabola, [0], options as never)).rejects.toThrow(OptionError);
  await expect(minimize(parabola, [0], options as never)).rejects.toThrow(/^minimize/);
});

test("refuses anything that is not a function", async () => {
  const result = minimize("x^2" as never, [0], { optimizer: halving });
  await expect(result).rejects.toThrow(
    new OptionError(
      'minimize: fun must be a function of x and its gradient, or an expression() of glissade/language; got "x^2"',
    ),
  );
});

describe("memory", () => {
  test("is given back at the end, and what was found outlives it", async () => {
    const dispose = vi.spyOn(Descent.prototype, "dispose");
    const first = await minimize(parabola, [1], { optimizer: halving, steps: 2 });
    expect(dispose).toHaveBeenCalledTimes(1);
    await minimize(parabola, [7], { optimizer: halving, steps: 1 });
    expect(first.x[0]).toBe(2.5);
    expect(first.x.buffer.byteLength).toBe(8);
  });

  test("is given back where the function throws, and its error is passed on", async () => {
    const dispose = vi.spyOn(Descent.prototype, "dispose");
    const broken = new Error("broken");
    const fun = () => {
      throw broken;
    };
    await expect(minimize(fun, [1], { optimizer: halving })).rejects.toBe(broken);
    expect(dispose).toHaveBeenCalledTimes(1);
  });

  test("is given back where a schedule leaves its interval", async () => {
    const dispose = vi.spyOn(Descent.prototype, "dispose");
    const optimizer = sgd({ learningRate: (count) => 1 - count });
    await expect(minimize((_, g) => (g[0] = 1), new Float64Array(1), { optimizer })).rejects.toThrow(
      "learningRate must be in [0, inf); got -1 from its schedule at count 2",
    );
    expect(dispose).toHaveBeenCalledTimes(1);
  });
});

test("what happens to the options and the start after the call changes nothing", async () => {
  const optimizer = sgd({ learningRate: 0.25 });
  const given = () => ({
    optimizer,
    steps: 9,
    tolerance: { gradient: { absolute: 1e-3 } },
    bounds: { max: [2] },
  });
  const meant = await minimize(parabola, [0], given());
  const [options, start] = [given(), [0]];
  const found = minimize(parabola, start, options);
  options.steps = 0;
  options.tolerance.gradient.absolute = 1e9;
  options.bounds.max[0] = 0;
  start[0] = 1e9;
  expect(await found).toEqual(meant);
});
