/** States that are square matrices of a tensor's rows or columns: what steps make of them, and all that a descent does with states. */
import { describe, expect, test } from "vitest";
import { decode, encode } from "../../src/checkpoint/index.ts";
import {
  chain,
  HyperparameterError,
  matrixRule,
  PlanError,
  RuleSyntaxError,
  rule,
  scaleByLearningRate,
  skipNonFinite,
  soap,
  tensor,
} from "../../src/index.ts";
import { missing } from "../native/available.ts";
import { fill } from "./naive.ts";

/** Sums of g g' and g' g, and the first in every second step alone. */
const sums = matrixRule({
  name: "sums",
  hyper: { every: 2 },
  state: { L: 0, R: 1, some: 0 },
  squares: { L: "rows", R: "columns", some: "rows" },
  text: `
    L = L + g @ g'
    R = R + g' @ g
    when floor(t / every) == t / every { some = L }
    u = some @ g`,
});
const optimizer = chain(sums(), scaleByLearningRate(1));

const shapes = { a: [2, 3], b: [1, 2] } as const;
const begin = (device: "js" | "wasm" = "js") =>
  optimizer.init(
    { a: tensor(new Float64Array(6), shapes.a), b: tensor(new Float64Array(2), shapes.b) },
    { device },
  );
const gradients = { a: Float64Array.of(1, 2, 0, -1, 0, 3), b: Float64Array.of(2, -1) };

describe.each(["js", "wasm"] as const)("on %s", (device) => {
  test("they have a side's square, and follow every tensor's own steps", async () => {
    const descent = await begin(device);
    descent.step(gradients);
    const { L, R, some } = descent.state as Record<string, Record<string, Float64Array>>;
    expect([...L!.a!]).toEqual([5, -1, -1, 10]);
    expect([...R!.a!]).toEqual([3, 3, -2, 3, 5, 1, -2, 1, 10]);
    expect([...L!.b!]).toEqual([5]);
    expect([...R!.b!]).toEqual([5, -1, -1, 2]);
    expect([...some!.a!]).toEqual([0, 0, 0, 0]);
    expect([...descent.params.a.data]).toEqual([0, 0, 0, 0, 0, 0]);
    descent.step({ ...gradients, b: null });
    expect([...some!.a!]).toEqual([10, -2, -2, 20]);
    expect([...some!.b!]).toEqual([0]);
    expect([...L!.b!]).toEqual([5]);
    expect([...descent.params.a.data]).toEqual([-12, -20, 6, 22, 4, -60]);
    descent.dispose();
  });

  test("a checkpoint resumes to the same bits", async () => {
    const [one, other] = await Promise.all([begin(device), begin(device)]);
    one.step(gradients);
    const bytes = encode(await one.snapshot());
    await other.restore(decode(bytes).snapshot);
    for (const descent of [one, other]) descent.step({ a: gradients.a.map((x) => x / 3), b: gradients.b });
    expect(await other.snapshot()).toEqual(await one.snapshot());
    one.dispose();
    other.dispose();
  });

  test("a step that is declined leaves them as they were", async () => {
    const descent = await chain(skipNonFinite(), optimizer).init(
      { a: tensor(new Float64Array(6), shapes.a) },
      { device },
    );
    descent.step({ a: gradients.a });
    const before = await descent.snapshot();
    descent.step({ a: gradients.a.map((x, i) => (i === 2 ? Number.NaN : x)) });
    const { state } = await descent.snapshot();
    for (const name of ["L", "R", "some"]) expect(state[name]).toEqual(before.state[name]);
    expect(descent.params.a.data.every(Number.isFinite)).toBe(true);
    descent.dispose();
  });
});

test("what they are is said by explain", async () => {
  const text = await optimizer.explain({
    params: { a: tensor(new Float32Array(8), [2, 4]) },
  });
  expect(text).toContain("    when floor(t / every) == t / every {\n      some = L\n    }");
  expect(text).toMatch(/sums: 1 product of matrices, 2 by half/);
  // Two of 2 x 2, one of 4 x 4, in float32.
  expect(text).toContain("12 bytes of state a parameter");
});

describe("what is refused", () => {
  test("a decision about the step behind them", async () => {
    await expect(
      chain(optimizer, skipNonFinite()).init({ a: tensor(new Float64Array(6), shapes.a) }),
    ).rejects.toThrow(
      new PlanError(
        "skipNonFinite stands behind sums, which has changed its states by then; put it before: chain(skipNonFinite(), sums(...))",
      ),
    );
  });

  test("edits of rows", async () => {
    const descent = await begin();
    await expect(descent.edit("a", { keep: [0] })).rejects.toThrow(
      /edit: sums keeps a matrix of its own shape, L, for all rows of "?a"? together/,
    );
    descent.dispose();
  });

  const common = { name: "wrong", text: "L = g @ g'\nu = L @ g" } as const;
  test.each([
    [{ squares: { L: "rows" } }, "squares: must name a state; there are: none"],
    [
      { state: { L: 0 }, squares: { L: "sides" } },
      'must be "rows" or "columns", the gradient\'s side; got "sides"',
    ],
    [
      { state: { L: "p" }, squares: { L: "rows" } },
      "a matrix of its own shape begins with one number everywhere",
    ],
    [
      { state: { L: "p" }, thin: { L: "rows" } },
      "a matrix of its own shape begins with one number everywhere",
    ],
    [
      { state: { L: 0 }, squares: { L: "rows" }, moments: { L: "first" } },
      "must name a state of the gradient's shape, and this is a matrix of its own shape",
    ],
    [{ rank: 0.5 }, "rank: is how many columns states of thin have, and there are none: name some"],
    [
      { state: { L: 0 }, squares: { L: "rows" }, rank: 0.5 },
      "rank: is how many columns states of thin have, and there are none: name some",
    ],
  ])("a definition with %o", (part, message) => {
    expect(() => matrixRule({ ...common, ...part } as never)).toThrow(RuleSyntaxError);
    expect(() => matrixRule({ ...common, ...part } as never)).toThrow(message);
  });

  test("a rank without matrices", () => {
    const make = () => rule({ name: "wrong", text: "u = g", rank: 0.5 });
    expect(make).toThrow(RuleSyntaxError);
    expect(make).toThrow("rank: is for rules of whole matrices, as matrixRule makes them");
  });

  test("squares that are no object", () => {
    expect(() => matrixRule({ ...common, squares: 2 } as never)).toThrow(HyperparameterError);
  });
});

/** Whether there is a compiler is known to the tests of native code. */
const devices = [
  ["js", 1],
  ["wasm", 1],
  ["wasm", 2],
  ...(missing ? [] : [["native", 1] as const, ["native", 2] as const]),
] as const;

test("factorisations have the same bits on all devices", async () => {
  const places = { large: [130, 70], small: [33, 20], flat: [1, 9] } as const;
  const tensors = (seed: number) =>
    Object.fromEntries(
      Object.entries(places).map(([path, [rows, columns]]) => [
        path,
        tensor(fill("float32", rows, columns, seed).values, [rows, columns]),
      ]),
    );
  const found = await Promise.all(
    devices.map(async ([device, threads]) => {
      const options = device === "js" ? { device } : { device, threads };
      const descent = await soap({ every: 2 }).init(tensors(1), options);
      for (let step = 0; step < 4; step++) descent.step(tensors(step + 2));
      const { params, state } = await descent.snapshot();
      descent.dispose();
      return { params, state };
    }),
  );
  for (const other of found.slice(1)) expect(other).toEqual(found[0]);
  expect(Object.values(found[0]!.params).every((values) => values.every(Number.isFinite))).toBe(true);
});
