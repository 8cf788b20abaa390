/** Many problems: what is refused before the first step, how each ends, and that one descent serves all. */
import { afterEach, describe, expect, test, vi } from "vitest";
import { Descent } from "../descent/descent.ts";
import { adam, chain, minimize, minimizeMany, ParameterError, sgd, skipNonFinite, tensor } from "../index.ts";
import { OptionError } from "../options/option.ts";
import { compilations } from "../runtime/host/wasm/run.ts";

afterEach(() => vi.restoreAllMocks());

const halving = sgd({ learningRate: 0.25 });

/** A parabola around the problem's index. */
const around = (x: Float64Array, gradient: Float64Array, index: number): number => {
  gradient[0] = 2 * (x[0]! - index);
  return (x[0]! - index) ** 2;
};

test("finds each minimum, in the order of the starts", async () => {
  const found = await minimizeMany(around, [[5], [5], [5]], { optimizer: halving, tolerance: 1e-9 });
  expect(found.map(({ x }) => Math.round(x[0]! * 1e6) / 1e6)).toEqual([0, 1, 2]);
  expect(found.every(({ status }) => status === "converged")).toBe(true);
  expect(found[0]!.steps).toBeGreaterThan(found[2]!.steps);
});

test("takes trees of arrays and numbers, bounds, and central differences of a function of x and the index", async () => {
  const fun = ({ a, b }: { a: number; b: Float64Array }, index: number) =>
    (a - index) ** 2 + (b[0]! + index) ** 2;
  const starts = [0, 1, 2].map(() => ({ a: 9, b: [9] }));
  const options = {
    optimizer: sgd({ learningRate: 0.25 }),
    bounds: { min: -1 },
    gradient: "central",
  } as const;
  const found = await minimizeMany(fun, starts, options);
  for (const [index, { x }] of found.entries()) {
    expect(x.a).toBeCloseTo(index, 4);
    expect(x.b[0]).toBeCloseTo(Math.max(-1, -index), 4);
  }
  const alone = await minimize((x: { a: number; b: Float64Array }) => fun(x, 2), starts[2]!, options);
  expect(found[2]).toEqual(alone);
});

test("each problem ends by itself: onStep has its index", async () => {
  const seen: number[][] = [[], [], []];
  const found = await minimizeMany(around, [[8], [8], [8]], {
    optimizer: halving,
    steps: 4,
    onStep: ({ steps }, index) => {
      seen[index]!.push(steps);
      return index !== 1 || steps < 2;
    },
  });
  expect(seen).toEqual([
    [1, 2, 3, 4],
    [1, 2],
    [1, 2, 3, 4],
  ]);
  expect(found.map(({ status }) => status)).toEqual(["steps", "stopped", "steps"]);
});

test("a problem that is not finite leaves the next one alone", async () => {
  const fun = (x: Float64Array, gradient: Float64Array, index: number) =>
    index === 0 ? around(x, gradient, Number.NaN) : around(x, gradient, index);
  const optimizer = chain(skipNonFinite(), adam({ learningRate: 0.1 }));
  const [first, second] = await minimizeMany(fun, [[3], [3]], { optimizer, steps: 20 });
  expect(first).toMatchObject({ status: "notFinite", x: Float64Array.of(3) });
  expect(second).toEqual(await minimize((x, g) => around(x, g, 1), [3], { optimizer, steps: 20 }));
});

test("no starts, no results", async () => {
  expect(await minimizeMany(around, [], { optimizer: halving })).toEqual([]);
});

describe("memory", () => {
  test("is that of one descent, given back at the end; only the first problem compiles", async () => {
    const optimizer = adam({ learningRate: 0.05 });
    await minimizeMany(around, [[0]], { optimizer, steps: 1 });
    const before = compilations;
    const dispose = vi.spyOn(Descent.prototype, "dispose");
    await minimizeMany(
      around,
      Array.from({ length: 50 }, () => [1]),
      { optimizer, steps: 3 },
    );
    expect(dispose).toHaveBeenCalledTimes(1);
    expect(compilations).toBe(before);
  });

  test("is given back where the function throws, and its error is passed on", async () => {
    const dispose = vi.spyOn(Descent.prototype, "dispose");
    const broken = new Error("broken");
    const fun = () => {
      throw broken;
    };
    await expect(minimizeMany(fun, [[1], [2]], { optimizer: halving })).rejects.toBe(broken);
    expect(dispose).toHaveBeenCalledTimes(1);
  });
});

test("what happens to the starts after the call changes nothing", async () => {
  const starts = [Float64Array.of(4), Float64Array.of(6)];
  const call = minimizeMany(around, starts, { optimizer: halving, steps: 1 });
  starts[0]![0] = starts[1]![0] = 1e9;
  starts.length = 1;
  expect((await call).map(({ x }) => x[0])).toEqual([2, 3.5]);
});

test.each<[unknown, string]>([
  [
    [[1], [1, 2]],
    "starts[1] must have the paths, shapes and types of starts[0]; expected the root of shape [1]",
  ],
  [[[1], Float32Array.of(1)], "in float64, got the root of shape [1] in float32"],
  [[{ a: [1] }, { b: [1] }], 'expected "a" of shape [1] in float64, got "b" of shape [1] in float64'],
  [[{ a: [1] }, { a: [1], b: [1] }], 'expected no more parameters, got "b"'],
  [[{ a: [1], b: [1] }, { a: [1] }], 'expected "b" of shape [1] in float64, got no more parameters'],
  [[{ a: 1 }, { a: [1] }], 'expected the number "a", got "a" of shape [1] in float64'],
  [
    [tensor(new Float64Array(2), [1, 2]), tensor(new Float64Array(2), [2, 1])],
    "got the root of shape [2, 1]",
  ],
  [[[1], ["x"]], "starts[1]: "],
  [[null], "starts[0]: the root is null"],
])("refuses starts %o before it calls the function", async (starts, message) => {
  const fun = vi.fn(around);
  const result = minimizeMany(fun as never, starts as never, { optimizer: halving });
  await expect(result).rejects.toThrow(ParameterError);
  await expect(result).rejects.toThrow(message);
  expect(fun).not.toHaveBeenCalled();
});

test.each<[unknown[], string]>([
  [
    ["x", [[1]], { optimizer: halving }],
    "minimizeMany: fun must be a function of x, its gradient and the problem's index",
  ],
  [[around, 5, { optimizer: halving }], "minimizeMany: starts must be a list; got 5"],
  [[around, new Float64Array(2), { optimizer: halving }], "minimizeMany: starts must be a list"],
  [[around, [[1]], {}], "minimizeMany: optimizer must be"],
  [[around, [[1]], { optimizer: halving, steps: -1 }], "minimizeMany: steps must be a whole number"],
  [[around, [[1]], { optimizer: halving, onEnd: 1 }], 'minimizeMany has no option "onEnd"'],
  [
    [around, [[1]], { optimizer: halving, world: {} }],
    "minimizeMany has no world: processes do not share problems; call it on each with starts of its own",
  ],
  [[around, [[1]], { optimizer: halving, shard: {} }], "minimizeMany has no shard: processes do not"],
])("refuses arguments %#", async (given, message) => {
  const result = (minimizeMany as (...given: unknown[]) => Promise<unknown>)(...given);
  await expect(result).rejects.toThrow(OptionError);
  await expect(result).rejects.toThrow(message);
});

test("an error of the function's own making names its problem", async () => {
  const forgets = (x: Float64Array, gradient: Float64Array, index: number) =>
    index === 2 ? x[0]! : around(x, gradient, index);
  await expect(minimizeMany(forgets, [[1], [1], [1]], { optimizer: halving, steps: 1 })).rejects.toThrow(
    "problem 2: the function has not written its gradient",
  );
});
