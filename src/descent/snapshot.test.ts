/** Snapshots: what they hold, that a run goes on from one to the last bit, and what does not fit. */
import { describe, expect, test } from "vitest";
import { adam, chain, rule, scaleByLearningRate, sgd, tensor, trace } from "../index.ts";
import { HyperparameterError } from "../rule/hyper.ts";
import { type Snapshot, SnapshotError } from "./snapshot.ts";

/** States of every kind: one number, one a tensor, a row, a column, an element. */
const kinds = rule({
  name: "kinds",
  hyper: { decay: 0.75 },
  state: { steps: 0, size: 1, r: 0, c: 0, m: 0, first: "g" },
  text: `
    steps = steps + decay
    size = decay*size + norm(g)
    r = max(decay*r, rowMax(abs(g)))
    c = decay*c + columnSum(g^2)
    m = decay*m + g
    first = first
    u = -m / (size + r + sqrt(c) + steps) - first/64`,
});
const optimizer = chain(
  kinds(),
  scaleByLearningRate((count) => 1 / (count + 2)),
);
const start = () => ({
  a: tensor(Float32Array.of(1, 2, 3, 4, 5, 6), [2, 3]),
  b: { c: Float64Array.of(7, 8), d: 9 },
});
const gradient = (step: number) => ({
  a: tensor(
    Float32Array.from({ length: 6 }, (_, i) => Math.sin(step * 7 + i)),
    [2, 3],
  ),
  b: { c: [Math.cos(step), 1 / (step + 1)], d: step - 1.5 },
});

/** Parts of a snapshot, replaced. */
const changed = (snapshot: Snapshot, parts: object): Snapshot => ({ ...snapshot, ...parts });

describe.each([
  ["js", "wasm"],
  ["wasm", "js"],
] as const)("from %s to %s", (device, other) => {
  test("a run continues to the last bit, with states of every kind", async () => {
    const whole = await optimizer.init(start(), { device });
    for (let step = 0; step < 3; step++) whole.step(gradient(step));
    const saved = structuredClone(await whole.snapshot());
    const resumed = await optimizer.init(start(), { device: other });
    for (let step = 7; step < 9; step++) resumed.step(gradient(step));
    await resumed.restore(saved);
    expect(resumed.count).toBe(3);
    expect(resumed.hyper).toEqual(whole.hyper);
    expect(await resumed.snapshot()).toEqual(saved);
    for (let step = 3; step < 6; step++) {
      whole.step(gradient(step));
      resumed.step(gradient(step));
      expect(resumed.params).toEqual(whole.params);
      expect({ ...resumed.state }).toEqual({ ...whole.state });
    }
    whole.dispose();
    resumed.dispose();
  });
});

test("holds all by path, flat, as plain objects", async () => {
  const descent = await kinds().init(start());
  descent.step({ a: tensor(Float32Array.of(1, 0, 2, 0, 0, 2), [2, 3]), b: { c: [3, 4], d: 5 } });
  const snapshot = await descent.snapshot();
  expect(snapshot).toMatchObject({ count: 1, skipped: 0, pending: 0, hyper: { decay: 0.75 } });
  expect(Object.keys(snapshot.params)).toEqual(["a", "b.c", "b.d"]);
  expect(snapshot.params.a).toEqual(descent.params.a.data);
  expect(snapshot.state).toEqual({
    steps: 0.75,
    size: { a: Float64Array.of(3.75), "b.c": Float64Array.of(5.75), "b.d": Float64Array.of(5.75) },
    r: { a: Float64Array.of(2, 2), "b.c": Float64Array.of(4), "b.d": Float64Array.of(5) },
    c: { a: Float64Array.of(1, 0, 8), "b.c": Float64Array.of(9, 16), "b.d": Float64Array.of(25) },
    m: {
      a: Float32Array.of(1, 0, 2, 0, 0, 2),
      "b.c": Float64Array.of(3, 4),
      "b.d": Float64Array.of(5),
    },
    first: {
      a: Float32Array.of(1, 0, 2, 0, 0, 2),
      "b.c": Float64Array.of(3, 4),
      "b.d": Float64Array.of(5),
    },
  });
  descent.dispose();
});

test("holds copies, and restoring copies again", async () => {
  const descent = await trace({ momentum: 0.5 }).init({ x: [1, 2] });
  descent.step({ x: [1, 1] });
  const snapshot = await descent.snapshot();
  const saved = structuredClone(snapshot);
  descent.step({ x: [4, 4] });
  expect(snapshot).toEqual(saved);
  await descent.restore(snapshot);
  descent.step({ x: [8, 8] });
  expect(snapshot).toEqual(saved);
  descent.dispose();
});

test("holds every element of parameters that are one array, and views stay what they are", async () => {
  const descent = await adam().init(Float32Array.of(1, 2, 3));
  descent.step([1, 2, 3]);
  const { params, state } = descent;
  const saved = await descent.snapshot();
  expect(saved.params).toEqual({ "": params });
  expect(saved.state.m).toEqual({ "": state.m });
  const meant = [...params];
  descent.step([5, 5, 5]);
  await descent.restore(saved);
  expect(descent.params).toBe(params);
  expect([...params]).toEqual(meant);
  descent.dispose();
});

describe("hyperparameters", () => {
  test("that are numbers are saved, also where they were set; schedules stay as they are", async () => {
    const make = () => adam({ learningRate: (count) => 1 / (count + 1) }).init([1, 2]);
    const descent = await make();
    descent.set({ b1: 0.5 });
    descent.step([1, 1]);
    const saved = await descent.snapshot();
    expect(saved.hyper).toEqual({ b1: 0.5, b2: 0.999, eps: 1e-8 });
    const resumed = await make();
    await resumed.restore(saved);
    expect(resumed.hyper).toEqual({ b1: 0.5, b2: 0.999, eps: 1e-8, learningRate: 1 });
    descent.dispose();
    resumed.dispose();
  });

  test("that schedules give are those of the snapshot's last step, also to evaluate with", async () => {
    const scaled = rule({ name: "scaled", hyper: { h: 1 }, text: "u = -h*g\n eval = h*p" });
    const make = () => scaled({ h: (count) => count + 1 }).init([1]);
    const [descent, resumed] = await Promise.all([make(), make()]);
    for (let step = 0; step < 3; step++) descent.step([1]);
    await resumed.restore(await descent.snapshot());
    expect(resumed.hyper).toEqual({ h: 3 });
    expect(await resumed.evalParams()).toEqual(await descent.evalParams());
    descent.dispose();
    resumed.dispose();
  });

  test("must be numbers on both sides", async () => {
    const descent = await sgd({ learningRate: 0.5 }).init([1]);
    const scheduled = await sgd({ learningRate: () => 0.5 }).init([1]);
    await expect(descent.restore(await scheduled.snapshot())).rejects.toThrow(
      new SnapshotError(
        "the snapshot has hyperparameters that are numbers none; this descent has learningRate; restore(snapshot, { hyper: false }) keeps this descent's",
      ),
    );
    descent.dispose();
    scheduled.dispose();
  });
});

describe("refused, with nothing changed", () => {
  const wrong: [string, (snapshot: Snapshot) => unknown, string][] = [
    ["nothing", () => undefined, "restore takes what descent.snapshot() returned; got undefined"],
    ["null", () => null, "restore takes what descent.snapshot() returned; got null"],
    ["text of JSON", (s) => JSON.stringify(s), "restore takes what descent.snapshot() returned; got string"],
    [
      "another version",
      (s) => changed(s, { version: 2 }),
      "the snapshot has version 2; this release reads version 1",
    ],
    [
      "half a step",
      (s) => changed(s, { count: 1.5 }),
      "the snapshot's count must be a whole number; got 1.5",
    ],
    [
      "steps to come",
      (s) => changed(s, { skipped: -1 }),
      "the snapshot's skipped must be a whole number; got -1",
    ],
    [
      "no pending",
      (s) => changed(s, { pending: undefined }),
      "the snapshot's pending must be a whole number; got undefined",
    ],
    [
      "no parameters",
      (s) => changed(s, { params: undefined }),
      "the snapshot has no parameters; take it with descent.snapshot()",
    ],
    [
      "other parameters",
      (s) => changed(s, { params: { a: s.params.a, z: s.params["b.c"] } }),
      "the snapshot has parameters a, z; this descent has a, b.c, b.d",
    ],
    [
      "a longer parameter",
      (s) => changed(s, { params: { ...s.params, "b.c": new Float64Array(3) } }),
      'parameters at "b.c": expected Float64Array of 2, the snapshot has Float64Array of 3',
    ],
    [
      "another type",
      (s) => changed(s, { params: { ...s.params, a: new Float64Array(6) } }),
      'parameters at "a": expected Float32Array of 6, the snapshot has Float64Array of 6',
    ],
    [
      "no state",
      (s) => changed(s, { state: undefined }),
      "the snapshot has no states; take it with descent.snapshot()",
    ],
    [
      "other states",
      (s) => changed(s, { state: { m: s.state.m } }),
      "the snapshot has states m; this descent has c, first, m, r, size, steps",
    ],
    [
      "a state of fewer rows",
      (s) => changed(s, { state: { ...s.state, r: { ...(s.state.r as object), a: new Float64Array(1) } } }),
      'state r at "a": expected Float64Array of 2, the snapshot has Float64Array of 1',
    ],
    [
      "a number for an array",
      (s) => changed(s, { state: { ...s.state, m: 1 } }),
      "the snapshot has no state m; take it with descent.snapshot()",
    ],
    [
      "an array for a number",
      (s) => changed(s, { state: { ...s.state, steps: { a: Float64Array.of(1) } } }),
      "state steps: expected a number, the snapshot has Object",
    ],
    [
      "no hyperparameters",
      (s) => changed(s, { hyper: undefined }),
      "the snapshot has no hyperparameters that are numbers; take it with descent.snapshot()",
    ],
  ];

  test.each(wrong)("%s", async (_, spoil, message) => {
    const descent = await kinds().init(start());
    descent.step(gradient(0));
    const taken = await descent.snapshot();
    descent.step(gradient(1));
    const before = await descent.snapshot();
    await expect(descent.restore(spoil(taken) as Snapshot)).rejects.toThrow(new SnapshotError(message));
    expect(await descent.snapshot()).toEqual(before);
    descent.dispose();
  });

  test("a step at which a schedule leaves its interval", async () => {
    const optimizer = chain(
      trace({ momentum: 0.5 }),
      scaleByLearningRate((count) => 2 - count),
    );
    const descent = await optimizer.init([1]);
    for (let step = 0; step < 2; step++) descent.step([1]);
    const before = await descent.snapshot();
    await expect(
      descent.restore(changed(before, { count: 4, params: { "": Float64Array.of(9) } })),
    ).rejects.toThrow(
      new HyperparameterError("learningRate must be in [0, inf); got -1 from its schedule at count 3"),
    );
    expect(await descent.snapshot()).toEqual(before);
    descent.dispose();
  });

  test("a hyperparameter outside its interval", async () => {
    const descent = await adam().init([1]);
    const taken = await descent.snapshot();
    descent.step([1]);
    const before = await descent.snapshot();
    const hyper = { ...taken.hyper, learningRate: 0.5, b2: 1 };
    await expect(descent.restore(changed(taken, { hyper }))).rejects.toThrow(
      new HyperparameterError("b2 must be in [0, 1); got 1"),
    );
    expect(await descent.snapshot()).toEqual(before);
    descent.dispose();
  });
});
