/** `minimize` and `minimizeMany` with `lbfgs` and `newton`, and formulas. */
import { describe, expect, test } from "vitest";
import {
  adam,
  DeviceError,
  HyperparameterError,
  lbfgs,
  minimize,
  minimizeMany,
  newton,
  OptionError,
  ParameterError,
} from "../../src/index.ts";
import { expression } from "../../src/language/index.ts";
import { rosenbrock } from "./functions.ts";

const valley = expression("(1 - x)^2 + 100*(y - x^2)^2");

test("a point is evaluated once", async () => {
  const seen = new Set<string>();
  let calls = 0;
  const fun = (x: Float64Array, g: Float64Array) => {
    calls++;
    seen.add(String(x));
    return rosenbrock(x, g);
  };
  const steps: number[] = [];
  const { status, criterion, value } = await minimize(fun, [-1.2, 1], {
    optimizer: lbfgs(),
    tolerance: 1e-8,
    onStep: (step) => {
      steps.push(step.steps);
    },
  });
  expect([status, criterion]).toEqual(["converged", "gradient"]);
  expect(value).toBeLessThan(1e-15);
  expect(calls).toBe(seen.size);
  expect(steps).toEqual(steps.map((_, at) => at + 1));
});

test("ends where float64 has no more to give", async () => {
  const bowl = (x: Float64Array, g: Float64Array) => {
    g.set(x.map((value, i) => 2 * (value - 0.1 * i)));
    return 1000 + x.reduce((sum, value, i) => sum + (value - 0.1 * i) ** 2, 0);
  };
  const found = await minimize(bowl, [3, -2, 1], { optimizer: lbfgs(), tolerance: { value: -0 } });
  expect(["stalled", "converged"]).toContain(found.status);
  expect(found.steps).toBeLessThan(30);
  for (const [i, value] of found.x.entries()) expect(value).toBeCloseTo(0.1 * i, 7);
});

test("many problems have the bits of each alone", async () => {
  const starts = [
    [-1.2, 1],
    [2, -1],
    [0.3, 0.7],
  ];
  const options = { optimizer: lbfgs(), tolerance: 1e-8 };
  const many = await minimizeMany((x: Float64Array, g: Float64Array) => rosenbrock(x, g), starts, options);
  for (const [at, start] of starts.entries())
    expect(many[at]).toEqual(await minimize((x: Float64Array, g) => rosenbrock(x, g), start, options));
});

test("central differences, maximizing, float32", async () => {
  const hill = ({ x }: { x: Float32Array }) => -((x[0]! - 3) ** 2) - 5 * (x[1]! + 1) ** 2;
  const { x } = await minimize(
    hill,
    { x: new Float32Array([0, 0]) },
    { optimizer: lbfgs({ maximize: true }), gradient: "central", tolerance: 1e-3 },
  );
  expect(x.x).toBeInstanceOf(Float32Array);
  expect(x.x[0]).toBeCloseTo(3, 3);
  expect(x.x[1]).toBeCloseTo(-1, 3);
});

describe("bounds", () => {
  const options = { optimizer: lbfgs(), tolerance: 1e-9 };
  test("a parameter on its bound is released when its gradient turns", async () => {
    // At the start the first one is pressed against 0; the minimum has it at 2.
    const text = expression("(x - y + 1)^2 + (y - 3)^2");
    const { x } = await minimize(text, { x: 0, y: -2 }, { ...options, bounds: { min: 0 } });
    expect(x.x).toBeCloseTo(2, 8);
    expect(x.y).toBeCloseTo(3, 8);
  });

  test("a start outside is moved in, and never left", async () => {
    const visited: number[] = [];
    const fun = (x: Float64Array, g: Float64Array) => {
      visited.push(...x);
      return rosenbrock(x, g);
    };
    const { x } = await minimize(fun, [-1.2, 1], { ...options, bounds: { min: 0, max: 0.5 } });
    expect([...x]).toEqual([0.5, 0.25]);
    expect(visited.every((value) => value >= 0 && value <= 0.5)).toBe(true);
  });

  test("by hand it needs second derivatives, of which the upper triangle is enough", async () => {
    const descent = await newton().init({ x: [3, -2] });
    const { params, grads } = descent;
    const closure = () => {
      grads.x.set([2 * params.x[0]!, 4 * params.x[1]!]);
      return params.x[0]! ** 2 + 2 * params.x[1]! ** 2;
    };
    expect(() => descent.step(closure)).toThrow(
      new ParameterError(
        "newton: all second derivatives are NaN; the closure must write them into descent.hessian, row by row",
      ),
    );
    expect([descent.count, ...params.x]).toEqual([0, 3, -2]);
    descent.step(() => {
      [descent.hessian[0], descent.hessian[1], descent.hessian[3]] = [2, 0, 4];
      return closure();
    });
    expect([descent.count, ...params.x]).toEqual([1, 0, 0]);
  });

  test("errors", async () => {
    const go = (optimizer: ReturnType<typeof lbfgs>, bounds: object) =>
      minimize(valley, { x: 0, y: 0 }, { optimizer, bounds });
    await expect(go(lbfgs(), { min: () => 0 })).rejects.toThrow("min must be a number or a tree");
    await expect(go(lbfgs(), { min: { z: 0 } })).rejects.toThrow('min has a value at "z"');
    await expect(go(lbfgs(), { min: { x: 1 }, max: { x: 0 } })).rejects.toThrow("min must not be above max");
    await expect(go(lbfgs({ like: "optax" }), { min: 0 })).rejects.toThrow("bounds need the default form");
    await expect(go(lbfgs({ bounds: { max: 1 } }), { min: 0 })).rejects.toThrow("give them once");
    await expect(go(newton() as never, { min: 0 })).rejects.toThrow(HyperparameterError);
  });
});

describe("formulas", () => {
  test("have exact gradients, for any optimizer", async () => {
    const { x } = await minimize(
      valley,
      { x: 0.5, y: 0.2 },
      { optimizer: adam({ learningRate: 0.02 }), steps: 3000 },
    );
    expect(x.x).toBeCloseTo(1, 3);
    const norm = expression("sum((x - c)^2) + c^2", { vectors: ["x"] });
    const found = await minimize(norm, { x: [1, 2, 3], c: 1 }, { optimizer: lbfgs(), tolerance: 1e-12 });
    for (const value of [...found.x.x, found.x.c]) expect(value).toBeCloseTo(0, 9);
  });

  test("errors", async () => {
    const options = { optimizer: lbfgs() };
    const go = (fun: unknown, x0: unknown, more = {}) =>
      minimize(fun as never, x0 as never, { ...options, ...more });
    await expect(go(valley, { x: 1 })).rejects.toThrow("the formula has x, y, x0 has x");
    await expect(go(valley, [1, 2])).rejects.toThrow("x0 has no names");
    await expect(go(valley, { x: [1, 2], y: 1 })).rejects.toThrow('"x" is a number in the formula and has 2');
    await expect(go(valley, { x: 1, y: 1 }, { gradient: "central" })).rejects.toThrow(OptionError);
    const vector = expression("x^2", { vectors: ["x"] });
    await expect(go(vector, { x: [1] })).rejects.toThrow("must be a number, not a vector");
  });
});

describe("newton", () => {
  test("leaves a saddle's neighbourhood for a minimum", async () => {
    const saddle = expression("x^4 - x^2 + y^2 + x*y");
    const { x, value } = await minimize(saddle, { x: 0, y: 0.1 }, { optimizer: newton() });
    expect(Math.abs(x.x)).toBeCloseTo(Math.sqrt(0.625), 8);
    expect(value).toBeCloseTo(-0.390625, 12);
  });

  test("takes a quadratic in one step within its radius", async () => {
    const bowl = expression("3*(x - 1)^2 + (x - 1)*(y + 2) + 2*(y + 2)^2");
    const found = await minimize(
      bowl,
      { x: 0, y: 0 },
      { optimizer: newton({ radius: 10 }), tolerance: 1e-12 },
    );
    expect(found.steps).toBe(1);
  });

  test("by hand, with maximize, and from a snapshot", async () => {
    const closureOf =
      (descent: Awaited<ReturnType<ReturnType<typeof newton>["init"]>>, sign: number) => () => {
        const { x } = descent.params as { x: Float64Array };
        const { x: g } = descent.grads as { x: Float64Array };
        g.set([sign * 2 * (x[0]! - 1), sign * 4 * x[1]! ** 3]);
        descent.hessian.set([sign * 2, 0, 0, sign * 12 * x[1]! ** 2]);
        return sign * ((x[0]! - 1) ** 2 + x[1]! ** 4);
      };
    const down = await newton().init({ x: [4, 2] } as unknown);
    const up = await newton({ maximize: true }).init({ x: [4, 2] } as unknown);
    for (let step = 0; step < 5; step++) {
      down.step(closureOf(down, 1));
      up.step(closureOf(up, -1));
    }
    expect(up.params).toEqual(down.params);
    const other = await newton().init({ x: [0, 0] } as unknown, { from: await down.snapshot() });
    for (const descent of [down, other]) descent.step(closureOf(descent, 1));
    expect(await other.snapshot()).toEqual(await down.snapshot());
    expect(down.hyper).toEqual({});
    expect(() => down.set({ learningRate: 1 } as never)).toThrow("newton has no hyperparameters");
  });

  test("errors", async () => {
    const go = (fun: unknown, x0: unknown, more = {}) =>
      minimize(fun as never, x0 as never, { optimizer: newton(), ...more });
    const plain = (x: Float64Array, g: Float64Array) => rosenbrock(x, g);
    await expect(go(plain, [1, 1])).rejects.toThrow(ParameterError);
    await expect(go(plain, [1, 1])).rejects.toThrow(
      "give minimize a formula, expression(...) of glissade/language",
    );
    const vector = expression("sum(x^4)", { vectors: ["x"] });
    await expect(go(vector, { x: [1, 2] })).rejects.toThrow('"x" is a vector');
    await expect(go(valley, { x: 1, y: 1 }, { device: "wasm" })).rejects.toThrow(DeviceError);
    await expect(minimizeMany(plain as never, [[1, 1]], { optimizer: newton() })).rejects.toThrow(
      "newton needs",
    );
    expect(() => newton({ radius: 0 })).toThrow(HyperparameterError);
    expect(await newton().explain()).toContain("by the eigenvalues of H");
  });
});
