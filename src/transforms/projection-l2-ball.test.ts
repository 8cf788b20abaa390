/** Balls: over all parameters, tensors and units; against the projection written out; what is refused. */
import { describe, expect, test } from "vitest";
import {
  adam,
  chain,
  HyperparameterError,
  type Optimizer,
  PlanError,
  partition,
  projectionL2Ball,
  scheduleFreeSgd,
  sgd,
  tensor,
} from "../index.ts";

const step = sgd({ learningRate: 1 });
const start = () => ({ w: tensor(Float64Array.of(3, 4, 0.3, 0.4), [2, 2]), b: Float32Array.of(12) });
const norm = (...parts: readonly ArrayLike<number>[]) =>
  Math.hypot(...parts.flatMap((part) => [...Array.from(part)]));

describe.each(["js", "wasm"] as const)("on %s", (device) => {
  test.each([
    ["all", (w: Float64Array, b: Float32Array) => [norm(w, b)]],
    ["tensor", (w: Float64Array, b: Float32Array) => [norm(w), norm(b)]],
  ] as const)("the norm over %s is at most the radius after init and every step", async (over, norms) => {
    const descent = await chain(step, projectionL2Ball(2, { over })).init(start(), { device });
    const check = () => {
      for (const each of norms(descent.params.w.data, descent.params.b))
        expect(each).toBeLessThanOrEqual(2 * (1 + 1e-7));
    };
    check();
    for (let t = 1; t < 9; t++) {
      descent.step({ w: tensor(Float64Array.of(t, -t, 1, 0), [2, 2]), b: [(-1) ** t * 9] });
      check();
    }
    descent.dispose();
  });

  test("units are the slices along the first axis", async () => {
    const descent = await chain(step, projectionL2Ball(1, { over: "unit", where: "w" })).init(start(), {
      device,
    });
    expect([...descent.params.w.data]).toEqual([expect.closeTo(0.6, 15), expect.closeTo(0.8, 15), 0.3, 0.4]);
    expect(descent.params.b[0]).toBe(12);
    descent.dispose();
  });
});

test("what lies inside keeps its bits", async () => {
  const [free, held] = await Promise.all([
    adam().init(start()),
    chain(adam(), projectionL2Ball(100)).init(start()),
  ]);
  for (let t = 0; t < 5; t++)
    for (const each of [free, held]) each.step({ w: tensor(Float64Array.of(t, 1, -1, 2), [2, 2]), b: [1] });
  expect(held.params).toEqual(free.params);
  for (const each of [free, held]) each.dispose();
});

test("projected gradient descent ends at the point nearest to the minimum", async () => {
  const target = [3, 4, 12];
  const descent = await chain(sgd({ learningRate: 0.2 }), projectionL2Ball(1)).init({ a: [0, 0], b: [0] });
  for (let t = 0; t < 200; t++) {
    const { a, b } = descent.params;
    descent.step({ a: [a[0]! - target[0]!, a[1]! - target[1]!], b: [b[0]! - target[2]!] });
  }
  const found = [...descent.params.a, ...descent.params.b];
  for (const [i, x] of found.entries()) expect(x).toBeCloseTo(target[i]! / 13, 12);
  descent.dispose();
});

test("averages of schedule-free methods lie inside too", async () => {
  const descent = await chain(scheduleFreeSgd({ learningRate: 1 }), projectionL2Ball(1)).init([0, 0]);
  for (let t = 0; t < 50; t++) {
    descent.step([Math.sin(t) - 2, Math.cos(3 * t) + 1]);
    expect(norm(descent.params)).toBeLessThanOrEqual(1 + 1e-14);
    expect(norm(await descent.evalParams())).toBeLessThanOrEqual(1 + 1e-14);
  }
  expect(norm(await descent.evalParams())).toBeGreaterThan(0.9);
  descent.dispose();
});

test.each([
  [() => projectionL2Ball(0), "projectionL2Ball: radius must be in (0, inf); got 0"],
  [() => projectionL2Ball(undefined as never), "projectionL2Ball: radius must be"],
  [
    () => projectionL2Ball(1, { over: "row" as never }),
    'projectionL2Ball: over must be one of "all", "tensor", "unit"; got "row"',
  ],
  [() => projectionL2Ball(1, { axis: 0 } as never), 'projectionL2Ball has no option "axis"'],
])("refuses %s", (make, message) => {
  expect(make).toThrow(HyperparameterError);
  expect(make).toThrow(message);
});

test("one norm of parameters that are stepped in different ways is refused, where a step moves more than parameters", async () => {
  const params = { a: [1], b: [1] };
  const both = (one: Optimizer) =>
    chain(
      partition([
        ["a", one],
        ["*", step],
      ]),
      projectionL2Ball(1),
    ).init(params);
  await expect(both(scheduleFreeSgd())).rejects.toThrow(PlanError);
  await expect(both(scheduleFreeSgd())).rejects.toThrow(
    "projectionL2Ball bounds one norm of parameters that different optimizers step",
  );
  const descent = await both(adam());
  expect(norm(descent.params.a, descent.params.b)).toBeCloseTo(1, 14);
  descent.dispose();
});
