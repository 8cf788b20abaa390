/**
 * States that are one number: for the whole step if their equations use only the step and hyperparameters, for
 * each tensor if they use its norm. And states that read each other's old values.
 */
import { describe, expect, it, test } from "vitest";
import { chain } from "../../src/compose/chain.ts";
import type { Optimizer } from "../../src/compose/optimizer.ts";
import { partition } from "../../src/compose/partition.ts";
import { rule } from "../../src/compose/rule.ts";
import { Definition } from "./definition.ts";
import { type Problem, valuesOf } from "./trees.ts";

const devices = ["js", "wasm"] as const;
const dtypes = [Float32Array, Float64Array] as const;
const combinations = devices.flatMap((device) => dtypes.map((dtype) => [device, dtype.name, dtype] as const));

const problem = (dtype: (typeof dtypes)[number]): Problem => {
  const row = (size: number, from: number) =>
    dtype.from(Array.from({ length: size }, (_, i) => from + i / 4));
  return {
    params: { a: row(3, 1), b: row(5, -2), c: row(1, 0.5) },
    grads: [1, -2, 0.5, 3].map((scale) => ({
      a: row(3, scale),
      b: row(5, -scale),
      c: row(1, scale * scale),
    })),
  };
};

/** Takes all steps; after each, `check` sees the descent and the definition. */
async function descend(
  optimizer: Optimizer,
  device: (typeof devices)[number],
  dtype: (typeof dtypes)[number],
  check: (state: Readonly<Record<string, unknown>>, definition: Definition) => void,
): Promise<void> {
  const { params, grads } = problem(dtype);
  const descent = await optimizer.init(params, { device });
  const definition = new Definition(optimizer, valuesOf(params));
  const digits = dtype === Float32Array ? 5 : 12;
  for (const grad of grads) {
    descent.step(grad);
    definition.step(valuesOf(grad));
    check(descent.state, definition);
    for (const [name, row] of definition.params) {
      const found = (descent.params as Record<string, ArrayLike<number>>)[name]!;
      for (const [i, value] of row.entries()) expect(found[i]).toBeCloseTo(value, digits);
    }
  }
  descent.dispose();
}

describe.each(combinations)("on %s in %s", (device, name, dtype) => {
  it("a state of the step and hyperparameters is one number, in float64", async () => {
    const schedule = rule({
      name: "schedule",
      hyper: { b1: 0.9, rate: 0.1 },
      state: { product: 1, count: "rate" },
      text: `
        product = product*b1
        count = count + 1/t
        u = -rate*g / (1 - product) * count`,
    });
    let [product, count, t] = [1, 0.1, 0];
    await descend(schedule({ b1: (n) => 0.9 - n / 100 }), device, dtype, (state) => {
      product *= 0.9 - t / 100;
      count += 1 / ++t;
      expect(state).toEqual({ product, count });
    });
  });

  it("a state of a tensor's norm is one number for each tensor", async () => {
    const normed = rule({
      name: "normed",
      state: { n: 0, twice: 1 },
      text: `
        n = 0.5*n + norm(g)
        twice = 2*n + twice*size(g)
        u = -0.1*g / (1 + n)`,
    });
    await descend(normed(), device, dtype, (state, { states }) => {
      for (const key of ["n", "twice"]) {
        const numbers = state[key] as Record<string, number>;
        expect(Object.keys(numbers)).toEqual(["a", "b", "c"]);
        for (const [path, row] of states.get(key)!) {
          expect(typeof numbers[path]).toBe("number");
          expect(numbers[path]! / row[0]!).toBeCloseTo(1, name === "Float32Array" ? 6 : 13);
        }
      }
    });
  });

  it("a state of the norm of everything is one number", async () => {
    const largest = rule({
      name: "largest",
      state: { most: 0 },
      text: "most = max(0.9*most, globalNorm(g))\nu = -g / most",
    });
    await descend(largest(), device, dtype, (state, { states }) => {
      expect(typeof state.most).toBe("number");
      const [meant] = states.get("most")!.get("a")!;
      expect((state.most as number) / meant!).toBeCloseTo(1, 6);
    });
  });

  it("two states that take each other's old values swap at every step, whatever they are", async () => {
    const swapped = rule({
      name: "swap",
      state: { x: 1, y: 2, v: "p", w: "2*p", n: 3, k: 4 },
      text: `
        held = x
        x = y
        y = held
        old = v
        v = w
        w = old + 0*g
        kept = n + 0*norm(g)
        n = k + 0*norm(g)
        k = kept
        u = 0*g + x`,
    });
    let even = true;
    const { params } = problem(dtype);
    await descend(swapped(), device, dtype, (state) => {
      even = !even;
      const double = (row: ArrayLike<number>) => dtype.from(Array.from(row, (p) => 2 * p));
      const doubled = Object.fromEntries(Object.entries(params).map(([path, row]) => [path, double(row)]));
      const pair = [
        state.x,
        state.y,
        state.v,
        state.w,
        (state.n as { b: number }).b,
        (state.k as { b: number }).b,
      ];
      expect(pair).toEqual(even ? [1, 2, params, doubled, 3, 4] : [2, 1, doubled, params, 4, 3]);
    });
  });
});

describe("states of rules on several groups of tensors", () => {
  const one = rule({ name: "one", text: "u = 1" });
  const two = rule({ name: "two", text: "u = 2" });
  const summed = rule({ name: "summed", state: { m: 0 }, text: "m = m + g\nu = m" });
  const branches = partition([
    ["a", one()],
    ["*", two()],
  ]);

  test.each(devices)("are each group's own where the groups' updates differ, on %s", async (device) => {
    const descent = await chain(branches, summed()).init({ a: [0], b: [0], c: [0, 0] }, { device });
    descent.step();
    descent.step();
    expect(descent.params).toEqual({
      a: Float64Array.of(3),
      b: Float64Array.of(6),
      c: Float64Array.of(6, 6),
    });
    descent.dispose();
  });

  test.each(devices)("keep the number that was handed to them, not the next one, on %s", async (device) => {
    const counting = rule({ name: "counting", state: { n: 0 }, text: "u = n\nn = n + 1" });
    const kept = rule({ name: "kept", state: { m: -1 }, text: "m = g\nu = m" });
    const mixed = partition([
      ["a", counting()],
      ["*", two()],
    ]);
    const descent = await chain(mixed, kept()).init({ a: [0], b: [0] }, { device });
    for (const before of [0, 1, 2]) {
      descent.step();
      expect(descent.state).toEqual({ n: before + 1, m: { a: before, b: 2 } });
    }
    expect([descent.params.a[0], descent.params.b[0]]).toEqual([3, 6]);
    descent.dispose();
  });

  test.each(devices)(
    "are one number where they agree, in float32 and float64 alike, on %s",
    async (device) => {
      const counted = rule({ name: "counted", state: { n: 0 }, text: "n = n + globalSize(g)\nu = g*n" });
      const params = { a: new Float32Array(2), b: new Float64Array(3) };
      const descent = await counted().init(params, { device });
      descent.step({ a: Float32Array.of(1, 2), b: Float64Array.of(1, 2, 3) });
      expect(descent.state).toEqual({ n: 5 });
      expect([...descent.params.a, ...descent.params.b]).toEqual([5, 10, 5, 10, 15]);
      descent.dispose();
    },
  );
});
