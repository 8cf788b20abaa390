/** How a run ends and what it returns: the best point, tolerances, callbacks, plain results, published problems. */
import { inspect } from "node:util";
import { describe, expect, test } from "vitest";
import {
  adam,
  chain,
  minimize,
  type Optimizer,
  partition,
  projectionL2Ball,
  scheduleFreeSgd,
  sgd,
  tensor,
} from "../index.ts";

const parabola = (x: Float64Array, gradient: Float64Array): number => {
  gradient[0] = 2 * (x[0]! - 3);
  return (x[0]! - 3) ** 2;
};
const halving = sgd({ learningRate: 0.25 });

describe("the best point", () => {
  test("is returned where steps went further", async () => {
    // 0, 6.6, -1.32, 8.184: the nearest to 3 is the start.
    const found = await minimize(parabola, [0], { optimizer: sgd({ learningRate: 1.1 }), steps: 3 });
    expect(found).toEqual({ x: Float64Array.of(0), value: 9, gradNorm: 6, steps: 3, status: "steps" });
  });

  test("is the last finite one if the run ends with one that is not", async () => {
    const log = (x: Float64Array, g: Float64Array) => {
      g[0] = 1 + 1 / x[0]!;
      return x[0]! + Math.log(x[0]!);
    };
    const found = await minimize(log, [1], { optimizer: sgd({ learningRate: 0.3 }) });
    expect(found.status).toBe("notFinite");
    expect(found.value).toBe(found.x[0]! + Math.log(found.x[0]!));
    expect(found.x[0]).toBeCloseTo(0.4, 12);
  });

  test("is the start where nothing was finite", async () => {
    const nowhere = (_: Float64Array, g: Float64Array) => {
      g[0] = 2;
      return Number.NaN;
    };
    const found = await minimize(nowhere, [7], { optimizer: halving });
    expect(found).toEqual({
      x: Float64Array.of(7),
      value: Number.NaN,
      gradNorm: 2,
      steps: 0,
      status: "notFinite",
    });
  });

  test("is never an infinite point, whatever its value", async () => {
    const tail = (x: Float64Array, g: Float64Array) => {
      g[0] = x[0]! < 1e308 ? -1.7e308 : 0;
      return Math.exp(-x[0]! / 1e300);
    };
    const found = await minimize(tail, [0], { optimizer: sgd({ learningRate: 1 }), steps: 2 });
    expect(found.x.every(Number.isFinite)).toBe(true);
  });

  test("is the highest where the optimizer maximizes", async () => {
    const hill = (x: Float64Array, g: Float64Array) => {
      const depth = parabola(x, g);
      g[0] = -g[0]!;
      return -depth;
    };
    const found = await minimize(hill, [0], { optimizer: sgd({ learningRate: 0.5, maximize: true }) });
    expect(found).toMatchObject({ x: Float64Array.of(3), value: -0, status: "converged" });
    const far = await minimize(hill, [0], {
      optimizer: sgd({ learningRate: 1.1, maximize: true }),
      steps: 3,
    });
    expect(far).toMatchObject({ x: Float64Array.of(0), value: -9 });
  });

  test("does not exist where some parameters climb and others do not", async () => {
    const optimizer = partition([
      ["a", sgd({ maximize: true })],
      ["b", sgd()],
    ]);
    const saddle = () => 0;
    await expect(minimize(saddle, { a: 0, b: 0 }, { optimizer, gradient: "central" })).rejects.toThrow(
      "minimizes for some parameters and maximizes for others",
    );
  });
});

describe("a tolerance", () => {
  const ends = (tolerance: object | number, optimizer: Optimizer = halving) =>
    minimize(parabola, [0], { optimizer, tolerance });

  // x goes from 0 to 3 by halves: gradients 6/2^n, values 9/4^n, steps 3/2^n.
  test.each([
    [{ gradient: 0.1 }, "gradient", 6],
    [{ gradient: { relative: 0.1 } }, "gradient", 4],
    [{ gradient: { absolute: 0.05, relative: 0.01 } }, "gradient", 6],
    [{ value: 0.01 }, "value", 6],
    [{ value: { relative: 0.5 } }, "steps", 1000],
    [{ step: 0.1 }, "step", 5],
    [{ step: { relative: 0.01 } }, "step", 7],
    [{ step: { absolute: 0.05, relative: 0.001 } }, "step", 6],
    [{ value: 0.01, step: 1 }, "step", 2],
  ] as const)("of %o is met by the %s after %d steps", async (tolerance, criterion, steps) => {
    const found = await ends(tolerance);
    if (criterion === "steps") expect(["converged", "steps"]).toContain(found.status);
    else expect(found).toMatchObject({ status: "converged", criterion, steps });
  });

  test("on values and steps waits for a step: a start is none, and neither is one that was declined", async () => {
    const flat = (_: Float64Array, g: Float64Array) => {
      g[0] = 1;
      return 1;
    };
    const found = await minimize(flat, [0], { optimizer: halving, tolerance: { value: 1e-9 } });
    expect(found).toMatchObject({ steps: 1, criterion: "value" });
  });

  test("is met where the parameters to evaluate with meet it", async () => {
    const optimizer = scheduleFreeSgd({ learningRate: 0.4 });
    const found = await minimize(parabola, [0], { optimizer, tolerance: { step: 1e-4 }, steps: 5000 });
    expect(found).toMatchObject({ status: "converged", criterion: "step" });
    expect(found.x[0]).toBeCloseTo(3, 2);
  });
});

describe("onStep", () => {
  test("is called after each step with a copy of the point that it came to, and its value", async () => {
    const seen: unknown[] = [];
    await minimize(parabola, [0], { optimizer: halving, steps: 3, onStep: (step) => void seen.push(step) });
    expect(seen).toEqual([
      { x: Float64Array.of(1.5), value: 2.25, gradNorm: 3, steps: 1 },
      { x: Float64Array.of(2.25), value: 0.5625, gradNorm: 1.5, steps: 2 },
      { x: Float64Array.of(2.625), value: 0.140625, gradNorm: 0.75, steps: 3 },
    ]);
  });

  test.each([
    ["false", () => false as const],
    ["a promise of it", async () => false as const],
  ])("ends the run with %s", async (_, onStep) => {
    const found = await minimize(parabola, [0], { optimizer: halving, onStep });
    expect(found).toMatchObject({ status: "stopped", steps: 1, x: Float64Array.of(1.5) });
  });

  test.each([undefined, true, 0, null, "false"])("does not end it with %o", async (result) => {
    const found = await minimize(parabola, [0], { optimizer: halving, steps: 2, onStep: () => result });
    expect(found).toMatchObject({ status: "steps", steps: 2 });
  });

  test("may wait, and what it throws is passed on", async () => {
    const onStep = async () => {
      await Promise.resolve();
      throw new Error("enough");
    };
    await expect(minimize(parabola, [0], { optimizer: halving, onStep })).rejects.toThrow("enough");
  });
});

test("a result prints as plain values", async () => {
  const start = {
    a: 1,
    b: [2],
    c: { d: new Float32Array(1) },
    e: [{ f: 0 }],
    g: tensor(new Float64Array(1), [1, 1]),
  };
  const { x } = await minimize(() => 0, start, { optimizer: halving, gradient: "central" });
  expect(inspect(x, { depth: 5 })).not.toMatch(/Getter|Symbol|\[Object/);
  expect(JSON.parse(JSON.stringify(x))).toMatchObject({ a: 1, e: [{ f: 0 }] });
  expect(x.b).toEqual(Float64Array.of(2));
  x.a = 5;
  expect(x.a).toBe(5);
});

/** More, Garbow, Hillstrom: Testing Unconstrained Optimization Software, ACM TOMS 7 (1981): starts and minima. */
const unconstrained = {
  "Rosenbrock (1)": [
    ([x, y]: ArrayLike<number> & Iterable<number>) => 100 * (y! - x! ** 2) ** 2 + (1 - x!) ** 2,
    [-1.2, 1],
    0,
  ],
  "Freudenstein and Roth (2)": [
    ([x, y]: Iterable<number>) =>
      (-13 + x! + ((5 - y!) * y! - 2) * y!) ** 2 + (-29 + x! + ((y! + 1) * y! - 14) * y!) ** 2,
    [0.5, -2],
    48.98425367924,
  ],
  "Beale (5)": [
    ([x, y]: Iterable<number>) =>
      (1.5 - x! * (1 - y!)) ** 2 + (2.25 - x! * (1 - y! ** 2)) ** 2 + (2.625 - x! * (1 - y! ** 3)) ** 2,
    [1, 1],
    0,
  ],
  "Powell's singular function (13)": [
    ([a, b, c, d]: Iterable<number>) =>
      (a! + 10 * b!) ** 2 + 5 * (c! - d!) ** 2 + (b! - 2 * c!) ** 4 + 10 * (a! - d!) ** 4,
    [3, -1, 0, 1],
    0,
  ],
  "Wood (14)": [
    ([a, b, c, d]: Iterable<number>) =>
      100 * (b! - a! ** 2) ** 2 +
      (1 - a!) ** 2 +
      90 * (d! - c! ** 2) ** 2 +
      (1 - c!) ** 2 +
      10 * (b! + d! - 2) ** 2 +
      (b! - d!) ** 2 / 10,
    [-3, -1, -3, -1],
    0,
  ],
} as const;

test.each(Object.entries(unconstrained))("%s has the published minimum", async (_, [fun, start, minimum]) => {
  const found = await minimize(fun as (x: unknown) => number, [...start], {
    optimizer: adam({ learningRate: 0.02, b1: 0.9, b2: 0.99 }),
    gradient: "central",
    steps: 20_000,
    tolerance: 1e-6,
  });
  expect(Math.abs(found.value - minimum)).toBeLessThan(1e-6);
});

const a = Math.sqrt(598 / 1200);
const rosenbrock = ([x, y]: Iterable<number>) => 100 * (y! - x! ** 2) ** 2 + (1 - x!) ** 2;

/**
 * Hock, Schittkowski: Test Examples for Nonlinear Programming Codes (1981), problems 1 to 5: bounds, solutions, and starts but for
 * the second, whose own lies before another minimum.
 */
const bounded = {
  "problem 1": [rosenbrock, [-2, 1], { min: [-Infinity, -1.5] }, [1, 1], 0],
  "problem 2": [
    rosenbrock,
    [2, 1],
    { min: [-Infinity, 1.5] },
    [2 * a * Math.cos(Math.acos(1 / (400 * a ** 3)) / 3), 1.5],
    0.0504261879,
  ],
  "problem 3": [
    ([x, y]: Iterable<number>) => y! + 1e-5 * (y! - x!) ** 2,
    [10, 1],
    { min: [-Infinity, 0] },
    [0, 0],
    0,
  ],
  "problem 4": [
    ([x, y]: Iterable<number>) => (x! + 1) ** 3 / 3 + y!,
    [1.125, 0.125],
    { min: [1, 0] },
    [1, 0],
    8 / 3,
  ],
  "problem 5": [
    ([x, y]: Iterable<number>) => Math.sin(x! + y!) + (x! - y!) ** 2 - 1.5 * x! + 2.5 * y! + 1,
    [0, 0],
    { min: [-1.5, -3], max: [4, 3] },
    [-Math.PI / 3 + 0.5, -Math.PI / 3 - 0.5],
    -Math.sqrt(3) / 2 - Math.PI / 3,
  ],
} as const;

test.each(Object.entries(bounded))(
  "%s of Hock and Schittkowski has its published solution",
  async (_, problem) => {
    const [fun, start, bounds, solution, minimum] = problem;
    const optimizer = adam({ learningRate: 0.02, b2: 0.99 });
    const options = { optimizer, gradient: "central", bounds, steps: 20_000, tolerance: 1e-9 } as const;
    const found = await minimize(fun as (x: unknown) => number, [...start], options);
    expect(found.value).toBeCloseTo(minimum, 6);
    expect([...(found.x as Float64Array)]).toEqual(solution.map((x) => expect.closeTo(x, 3)));
    expect(found.gradNorm).toBeLessThan(1e-2);
  },
);

test("a bound of a norm is kept, and is not taken for a box", async () => {
  const far = (x: Float64Array, g: Float64Array) => {
    g.set([2 * (x[0]! - 3), 2 * (x[1]! - 4)]);
    return (x[0]! - 3) ** 2 + (x[1]! - 4) ** 2;
  };
  const optimizer = chain(sgd({ learningRate: 0.1 }), projectionL2Ball(1));
  const { x, value } = await minimize(far, [0, 0], { optimizer });
  expect([...x]).toEqual([expect.closeTo(0.6, 12), expect.closeTo(0.8, 12)]);
  expect(value).toBeCloseTo(16, 12);
});
