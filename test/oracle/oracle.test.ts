// Checks the oracles against figures that were published or derived by hand: the textbook's deterministic traces, the
// first steps where the libraries part, and the counterexamples on which Adam fails. Golden vectors of the real
// libraries are compared in test/golden.
import { describe, expect, test } from "vitest";
import { defaults, type Options, oracles } from "./index.ts";

/** Runs a case on a gradient function from `x0` at one rate; projects on [-bound, bound] where a bound is given. */
function run(
  name: string,
  x0: readonly number[],
  steps: number,
  rate: (t: number) => number,
  gradient: (x: Float64Array, t: number) => number[],
  { options = {}, bound = Infinity }: { options?: Options; bound?: number } = {},
): Float64Array {
  const x = Float64Array.from(x0);
  const oracle = oracles[name]!.create(x.length, options);
  for (let t = 1; t <= steps; t++) {
    oracle.step(x, Float64Array.from(gradient(x, t)), rate(t));
    for (let i = 0; i < x.length; i++) x[i] = Math.min(bound, Math.max(-bound, x[i]!));
  }
  return x;
}

const round = (x: Float64Array): string[] =>
  Array.from(x, (value) => value.toFixed(6).replace("-0.000000", "0.000000"));

describe("the textbook's traces from (-5, -2) over 20 steps", () => {
  const steep = (x: Float64Array): number[] => [2 * x[0]!, 4 * x[1]!];
  const flat = (x: Float64Array): number[] => [0.2 * x[0]!, 4 * x[1]!];
  test.each<[string, typeof steep, number, Options, [string, string]]>([
    ["sgd/textbook", steep, 0.1, {}, ["-0.057646", "-0.000073"]],
    ["sgd/textbook", flat, 0.4, {}, ["-0.943467", "-0.000073"]],
    ["sgd/textbook", flat, 0.6, {}, ["-0.387814", "-1673.365109"]],
    ["sgd/textbook+momentum", flat, 0.6, { momentum: 0.5 }, ["0.007188", "0.002553"]],
    ["sgd/textbook+momentum", flat, 0.6, { momentum: 0.25 }, ["-0.126340", "-0.186632"]],
    ["adagrad/textbook", flat, 0.4, {}, ["-2.382563", "-0.158591"]],
    ["adagrad/textbook", flat, 2, {}, ["-0.002295", "0.000000"]],
    ["rmsprop/textbook", flat, 0.4, {}, ["-0.010599", "0.000000"]],
    ["adam/textbook", flat, 0.4, {}, ["0.996029", "-0.212750"]],
    ["adam/textbook", flat, 1, {}, ["-0.531869", "0.477091"]],
    ["yogi/textbook", flat, 0.4, {}, ["0.982844", "-0.207404"]],
    ["adadelta/textbook", flat, 1, {}, ["-4.782488", "-1.787589"]],
  ])("%s on %o at rate %d with %o", (name, gradient, rate, options, end) => {
    expect(round(run(name, [-5, -2], 20, () => rate, gradient, { options }))).toEqual(end);
  });
});

describe("the first step, where the libraries part", () => {
  const first = (name: string, g: number): number =>
    -run(
      name,
      [0],
      1,
      () => 1,
      () => [g],
    )[0]!;
  test.each([
    ["adam/torch", 1e-6, 0.99],
    ["adam/optax", 1e-6, 0.99],
    ["adam/keras", 1e-6, 0.24],
    ["adam/textbook", 1e-6, 0.5],
    ["yogi/keras", 0.01, 0.154],
    ["yogi/optax", 0.01, 0.293],
    ["yogi/textbook", 0.01, 0.909],
  ])("%s at g = %d", (name, g, expected) => {
    expect(first(name, g)).toBeCloseTo(expected, 3);
  });

  test("Yogi's paper form starts v at the squared gradient and corrects nothing", () => {
    expect(first("yogi/paper", 0.5)).toBeCloseTo((0.1 * 0.5) / (0.5 + 1e-3), 14);
  });

  test("the paper's AdamW decays by the schedule's multiplier, whatever the rate", () => {
    const decay = (name: string, learningRate: number): number =>
      1 -
      run(
        name,
        [1],
        1,
        () => learningRate / 2,
        () => [0],
        { options: { learningRate } },
      )[0]!;
    expect(decay("adamw/paper", 1e-3)).toBeCloseTo(0.005, 14);
    expect(decay("adamw/paper", 1e-1)).toBeCloseTo(0.005, 14);
    expect(decay("adamw/torch", 1e-3)).toBeCloseTo(0.000005, 14);
  });
});

describe("the gradient 4, -1, -1 in turn on [-1, 1], whose optimum is -1", () => {
  const options = { b1: 0, b2: 1 / 17 };
  const rate = (t: number): number => 0.5 / Math.sqrt(t);
  const gradient = (_: Float64Array, t: number): number[] => [t % 3 === 1 ? 4 : -1];
  test.each([
    ["adam/textbook", [0.7597, 1, 1]],
    ["yogi/textbook", [-0.9463, -0.9831, -0.994675]],
    ["amsgrad/optax", [-0.954, -0.9856, -0.995435]],
  ])("%s", (name, ends) => {
    const at = [30, 300, 3000].map(
      (steps) => run(name, [0], steps, rate, gradient, { options, bound: 1 })[0]!,
    );
    for (const [k, end] of ends.entries()) expect(at[k]).toBeCloseTo(end, 4);
  });
});

describe("forms that no library computes, by hand", () => {
  const step = (name: string, p: number[], g: number[], options: Options, loss?: number): number[] => {
    const x = Float64Array.from(p);
    const oracle = oracles[name]!.create(x.length, options);
    oracle.step(x, Float64Array.from(g), oracles[name]!.options.learningRate, loss);
    return Array.from(x);
  };

  test("the paper's LARS adds the norms of gradient and decay below", () => {
    const options = { weightDecay: 0.5, trustCoefficient: 0.1 };
    // |p| 5, |g| 10, d = g + p/2; below 12.5, ratio .04.
    const [x, y] = step("lars/paper+weightDecay", [3, 4], [-6, 8], options);
    expect(x).toBeCloseTo(3 + 0.05 * 0.04 * 4.5, 15);
    expect(y).toBeCloseTo(4 - 0.05 * 0.04 * 10, 15);
    expect(step("lars/paper+weightDecay", [0, 0], [1, -2], options)).toEqual([-0.05, 0.1]);
    expect(step("lars/paper", [1, 2], [0, 0], {})).toEqual([1, 2]);
  });

  test("the Polyak step's rate multiplies it, and optax' is that of the scaled gradient", () => {
    const options = { maxLearningRate: 10, minLoss: 0.5, eps: 1 };
    expect(step("polyakSgd/default+options", [1, 1], [2, 0], options, 3)).toEqual([1 - 0.5 * 0.5 * 2, 1]);
    expect(step("polyakSgd/optax+options", [1, 1], [2, 0], options, 3)).toEqual([1 - 1.25 * 1, 1]);
    expect(step("polyakSgd/default", [1], [0], {}, 0)).toEqual([1]);
    expect(() => step("polyakSgd/default", [1], [1], {})).toThrow(/loss/);
  });

  test("Adafactor without the rate's decay and the parameters' scale steps by the sign at first", () => {
    const [x, y] = step("adafactor/default+momentum", [3, -4], [5, -1e-3], {});
    expect(x).toBeCloseTo(3 - 0.4 * 0.01, 14);
    expect(y).toBeCloseTo(-4 + 0.4 * 0.01, 14);
  });

  test("Adafactor factors a matrix from the given length on", () => {
    const [p, g] = [new Float64Array(6).fill(1), Float64Array.from([1, 2, 3, 4, 5, 9])];
    const first = (minDimSizeToFactor: number): number => {
      const x = p.slice();
      const oracle = oracles["adafactor/default"]!.create(6, { minDimSizeToFactor }, [[2, 3]]);
      oracle.step(x, g, 0.01);
      return (1 - x[5]!) / 0.01;
    };
    // Rows 14 and 122, columns 17, 29 and 90 of 136: V of the last is 122 * 90/136; the directions' mean square is above 1.
    const direction = (i: number): number =>
      g[i]! / Math.sqrt(([14, 122][Math.floor(i / 3)]! * [17, 29, 90][i % 3]!) / 136);
    const square = [0, 1, 2, 3, 4, 5].reduce((sum, i) => sum + direction(i) ** 2, 0) / 6;
    expect(first(2)).toBeCloseTo(direction(5) / Math.max(1, Math.sqrt(square)), 12);
    expect(first(3)).toBeCloseTo(1, 12);
  });
});

describe("the table", () => {
  test.each(Object.keys(oracles))("%s: key, options and state are sound", (name) => {
    const { optimizer, like, options, create } = oracles[name]!;
    expect(name.split("+")[0]).toBe(`${optimizer}/${like ?? "default"}`);
    const stated = defaults[`${optimizer}/${like ?? "default"}`];
    if (stated !== undefined) for (const key of Object.keys(stated)) expect(options).toHaveProperty(key);
    const apart = [create(2), create(2)];
    const p = [new Float64Array([1, -1]), new Float64Array([1, -1])];
    for (const [index, one] of apart.entries())
      for (const g of [3, -2, 0, 5]) one.step(p[index]!, new Float64Array([g, -g]), options.learningRate, 2);
    expect(p[0]).toEqual(p[1]);
    expect(p[0]![0] === 1).toBe(optimizer === "freeze");
    expect(p[0]!.every(Number.isFinite)).toBe(true);
  });

  test("a default stated for a form has a case of that form", () => {
    for (const key of Object.keys(defaults)) expect(oracles).toHaveProperty([key]);
  });
});
