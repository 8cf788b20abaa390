/** What `minimize` asks of functions, and what it does for those without a gradient. */
import { describe, expect, test } from "vitest";
import { adam, chain, minimize, ParameterError, projectionBox, rprop, sgd, tensor } from "../index.ts";

const optimizer = sgd({ learningRate: 0.1 });
const run = (fun: (...args: never[]) => unknown, x0: unknown = { a: 1, b: [1, 2] }) =>
  minimize(fun as never, x0, { optimizer, steps: 3 });

test.each([
  ["nothing", () => 1, '"a"'],
  [
    "a part",
    (_: unknown, g: { a: number }) => {
      g.a = 0;
      return 0;
    },
    '"b", element 0',
  ],
  [
    "all but one",
    (_: unknown, g: { a: number; b: Float64Array }) => {
      g.a = 0;
      g.b[0] = 1;
      return 0;
    },
    '"b", element 1',
  ],
  [
    "sums onto what was there",
    (_: unknown, g: { a: number; b: Float64Array }) => {
      g.a += 1;
      g.b.fill(0);
      return 0;
    },
    '"a"',
  ],
])("a function that writes %s of its gradient is an error that names the place", async (_, fun, place) => {
  await expect(run(fun)).rejects.toThrow(ParameterError);
  await expect(run(fun)).rejects.toThrow(`the function has not written its gradient at ${place}. It must`);
});

test("also where it wrote everything at the first call, and in float32", async () => {
  let calls = 0;
  const fun = (_: unknown, g: Float32Array) => {
    if (calls++ === 0) g.fill(1);
    return 0;
  };
  await expect(run(fun, Float32Array.of(1))).rejects.toThrow("gradient at element 0");
  expect(calls).toBe(2);
});

test("a NaN that the function writes is its own", async () => {
  const fun = (_: unknown, g: Float64Array) => g.fill(Number.NaN) && 1;
  expect((await run(fun, [1])).status).toBe("notFinite");
});

test.each([
  [undefined, "a number, its value at x; got undefined"],
  [null, "a number, its value at x; got null"],
  ["1", 'a number, its value at x; got "1"'],
  [[1], "a number, its value at x; got an array"],
])("a function that returns %o is an error", async (value, message) => {
  const fun = (_: unknown, g: Float64Array) => {
    g.fill(1);
    return value;
  };
  await expect(run(fun, [1])).rejects.toThrow(new ParameterError(`the function must return ${message}`));
});

test.each([() => Promise.resolve(1), () => Promise.reject(new Error("later"))])(
  "a function that returns a promise is an error",
  async (promise) => {
    await expect(run(promise, [1])).rejects.toThrow(
      new ParameterError("the function must return a number; got a promise: it must not be async"),
    );
  },
);

test("a function gets copies: what it does to x changes nothing", async () => {
  const spoiling = (x: Float64Array, g: Float64Array) => {
    const value = (x[0]! - 3) ** 2;
    g[0] = 2 * (x[0]! - 3);
    x.fill(1e9);
    return value;
  };
  const found = await minimize(spoiling, [0], { optimizer: sgd({ learningRate: 0.5 }) });
  expect(found).toMatchObject({ x: Float64Array.of(3), value: 0, status: "converged" });
});

describe("central differences", () => {
  const quartic = (x: ArrayLike<number>) => {
    let sum = 0;
    for (let i = 0; i < x.length; i++)
      sum += (i + 1) * (x[i]! ** 4 + Math.sin(x[i]!) + x[i]! * x[(i + 1) % x.length]!);
    return sum;
  };
  const slope = (x: ArrayLike<number>, i: number) => {
    const n = x.length;
    const before = (i + n - 1) % n;
    return (i + 1) * (4 * x[i]! ** 3 + Math.cos(x[i]!) + x[(i + 1) % n]!) + (before + 1) * x[before]!;
  };
  const norm = (x: readonly number[]) => Math.hypot(...x.map((_, i) => slope(x, i)));

  test("are those of the function, to the order of the square of the step", async () => {
    const x0 = [0.3, -2, 15, 0];
    const { gradNorm } = await minimize(quartic, x0, { optimizer, gradient: "central", steps: 0 });
    expect(Math.abs(gradNorm / norm(x0) - 1)).toBeLessThan(1e-9);
  });

  test("in float32 too", async () => {
    const x0 = [0.5, -2];
    const { gradNorm } = await minimize(quartic, Float32Array.from(x0), {
      optimizer,
      gradient: "central",
      steps: 0,
    });
    expect(Math.abs(gradNorm / norm(x0) - 1)).toBeLessThan(1e-3);
  });

  test("call the function with points of a step in one element, once each", async () => {
    const seen: number[][] = [];
    const fun = (x: Float64Array) => {
      seen.push([...x]);
      return 0;
    };
    await minimize(fun, [0, 8], { optimizer, gradient: "central", steps: 0 });
    const h = Math.cbrt(2 ** -52);
    expect(seen).toEqual([
      [0, 8],
      [h, 8],
      [-h, 8],
      [0, 8 + 8 * h],
      [0, 8 - 8 * h],
    ]);
  });

  test.each([
    ["the start at a bound", [1, 2], { min: 1 }],
    ["on both sides little room", [1, 2], { min: [1 - 1e-7, 2], max: [1 + 1e-7, 2 + 1e-5] }],
  ] as const)("stay within bounds, with %s", async (_, x0, bounds) => {
    const seen: number[][] = [];
    const fun = (x: ArrayLike<number>) => {
      seen.push([x[0]!, x[1]!]);
      return x[0]! ** 2 * x[1]!;
    };
    await minimize(fun, [...x0], { optimizer, gradient: "central", bounds, steps: 0 });
    const [low, high] = [bounds.min, "max" in bounds ? bounds.max : Infinity].map((side) =>
      typeof side === "number" ? [side, side] : side,
    ) as [number[], number[]];
    for (const point of seen)
      for (const [i, x] of point.entries()) expect(x >= low[i]! && x <= high[i]!, `${point}`).toBe(true);
  });

  test("on one side are of second order too", async () => {
    const fun = (x: Float64Array) => -Math.exp(x[0]!);
    const { gradNorm } = await minimize(fun, [1], {
      optimizer,
      gradient: "central",
      bounds: { min: 1 },
      steps: 0,
    });
    expect(Math.abs(gradNorm - Math.E)).toBeLessThan(1e-8);
  });

  test("are 0 for a parameter that bounds fix", async () => {
    const found = await minimize((x: Float64Array) => x[0]! + (x[1]! - 1) ** 2, [5, 0], {
      optimizer: rprop(),
      gradient: "central",
      bounds: { min: [5, -9], max: [5, 9] },
      tolerance: 1e-6,
    });
    expect(found.x[0]).toBe(5);
    expect(found.status).toBe("converged");
  });

  test("do for trees of numbers and tensors", async () => {
    const fun = ({ a, b }: { a: number; b: { data: Float64Array } }) =>
      (a - 1) ** 2 + (b.data[1]! + 2) ** 2 + b.data[0]! ** 2;
    const start = { a: 0, b: tensor(Float64Array.of(1, 1), [1, 2]) };
    const { x } = await minimize(fun, start, {
      optimizer: sgd({ learningRate: 0.4 }),
      gradient: "central",
      steps: 60,
    });
    expect(x.a).toBeCloseTo(1, 6);
    expect([...x.b.data]).toEqual([expect.closeTo(0, 6), expect.closeTo(-2, 6)]);
  });
});

test("an optimizer's own box is known too", async () => {
  const fun = (x: Float64Array, g: Float64Array) => {
    g[0] = 1;
    return x[0]!;
  };
  const boxed = chain(adam({ learningRate: 0.5 }), projectionBox({ min: -1 }));
  const found = await minimize(fun, [0], { optimizer: boxed });
  expect(found).toMatchObject({ x: Float64Array.of(-1), gradNorm: 0, status: "converged" });
});
