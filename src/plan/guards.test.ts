/** An eps that float32 rounds to 0 is refused where it guards, by every optimizer, at `init`, by `set` and from schedules. */
import { describe, expect, test } from "vitest";
import { cases, changing } from "../../test/conformance/cases.ts";
import { adam, HyperparameterError, type Optimizer, partition, rule, sgd } from "../index.ts";
import { plan } from "./plan.ts";

const smallest = 2 ** -149;
const message = (name: string, got: string) =>
  new HyperparameterError(
    `${name} must be in [0, inf), and 0 or at least 1.401298464324817e-45, the smallest number of its parameters' type; got ${got}`,
  );
const single = { x: new Float32Array([1, 0]) };
const double = { x: new Float64Array([1, 0]) };

test("adam({ eps: 1e-50 }) has none in float32", async () => {
  await expect(adam({ eps: 1e-50 }).init(single)).rejects.toThrow(message("eps", "1e-50"));
  await expect(adam({ eps: (count) => (count === 0 ? 1e-50 : 1e-8) }).init(single)).rejects.toThrow(
    message("eps", "1e-50 from its schedule at count 0"),
  );
  await expect(adam({ eps: 2 ** -150 }).init(single)).rejects.toThrow(HyperparameterError);
});

test("what float32 holds, 0 and float64 pass", async () => {
  for (const [eps, params] of [
    [1e-45, single],
    [smallest, single],
    [0, single],
    [1e-50, double],
  ] as const) {
    const descent = await adam({ eps }).init(params);
    descent.step({ x: [0.5, eps && 0] });
    expect(Number.isNaN(descent.params.x[1])).toBe(eps === 0);
    descent.dispose();
  }
});

test("set and schedules are refused with nothing changed", async () => {
  const descent = await adam({ eps: (count) => (count < 2 ? 1e-8 : 1e-60) }).init(single);
  for (let step = 0; step < 2; step++) descent.step({ x: [1, 1] });
  const before = [...descent.params.x];
  expect(() => descent.step({ x: [1, 1] })).toThrow(message("eps", "1e-60 from its schedule at count 2"));
  expect(() => descent.set({ eps: 1e-50 })).toThrow(message("eps", "1e-50"));
  expect([descent.count, ...descent.params.x]).toEqual([2, ...before]);
  descent.dispose();
});

test("one float32 parameter is enough, and only those of its rule count", async () => {
  const optimizer = partition([
    ["a", adam({ eps: 1e-50 })],
    ["*", adam()],
  ]);
  const f32 = () => new Float32Array(1);
  await expect(optimizer.init({ a: f32(), b: [1] })).rejects.toThrow(HyperparameterError);
  const descent = await optimizer.init({ a: [1], b: f32() });
  descent.dispose();
});

const tensor = { path: "x", shape: [4, 4], size: 16, dtype: "float32" } as const;

/** The guards of an optimizer of float32 parameters, by name. */
const guardsOf = (optimizer: Optimizer): string[] =>
  plan(optimizer, [tensor]).hypers.flatMap(({ name, bounds }) =>
    bounds.smallest === undefined ? [] : [name.split(".").at(-1)!],
  );

describe("every optimizer", () => {
  test.each(cases)("%s guards with all that is called eps, and with no rate, decay or beta", (_, row) => {
    const found = guardsOf(changing(row));
    for (const { name } of plan(changing(row), [tensor]).hypers)
      if (/(^|\.)eps/.test(name)) expect(found).toContain(name.split(".").at(-1));
    for (const name of found)
      expect(name).not.toMatch(/^(learningRate|weightDecay|b[123]|momentum|decay|rho)$/);
  });
});

test.each([
  ["u = g / (abs(g) + k)", ["k"]],
  ["u = g / max(k, norm(g))", ["k"]],
  ["u = g / sqrt(mean(g^2) + 2*k)", ["k"]],
  ["u = g / (sqrt(globalSumSquares(g)) + k)", ["k"]],
  ["u = k*g + g", []],
  ["u = g*(t + k)", []],
  ["u = g*max(t - k, 1)", []],
  ["u = g + k*p", []],
  ["u = min(g, k)", []],
] as const)("in a rule of a user, %s", (text, names) => {
  expect(guardsOf(rule({ name: "own", hyper: { k: 1e-8 }, text: text as string })())).toEqual(names);
});

test("a state that starts at one", async () => {
  const own = rule({
    name: "own",
    hyper: { s0: 1e-50 },
    state: { s: "s0" },
    text: "s = s + g^2\n u = g/sqrt(s)",
  });
  await expect(own().init(single)).rejects.toThrow(/s0 must be in \(-inf, inf\), and 0 or at least/);
  expect(guardsOf(sgd())).toEqual([]);
});
