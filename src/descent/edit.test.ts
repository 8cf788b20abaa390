/** Edits of rows: what follows, what stays, what happens to old arrays. */
import { describe, expect, test } from "vitest";
import { definition } from "../../test/devices/definition.ts";
import { accumulate, adam, adamMini, chain, emaParams, nadam, rule, sgd, tensor } from "../index.ts";
import { ProtocolError } from "./errors.ts";

const points = () => tensor(new Float32Array([1, 2, 3, 4, 5, 6]), [3, 2]);
const gradient = (rows: number, seed = 1) =>
  Float32Array.from({ length: rows * 2 }, (_, i) => Math.sin(i + seed));
type States = Readonly<Record<string, Readonly<Record<string, Float32Array>>>>;

describe.each(["js", "wasm", "native", "definition"] as const)("on %s", (name) => {
  const device = name === "definition" ? definition : name;

  test("rows go, come and stay with their states", async () => {
    const descent = await adam({ learningRate: 0.1 }).init({ points: points(), bias: [1, 2] }, { device });
    descent.step({ points: gradient(3), bias: [1, 1] });
    const before = await descent.snapshot();
    const { params, grads } = await descent.edit("points", { keep: [2, 0], append: [7, 8] });
    expect([params, grads]).toEqual([descent.params, descent.grads]);
    expect(params.points.shape).toEqual([3, 2]);
    const p = before.params.points!;
    expect([...params.points.data]).toEqual([p[4], p[5], p[0], p[1], 7, 8]);
    expect([...grads.points.data]).toEqual([...gradient(3).slice(4), ...gradient(3).slice(0, 2), 0, 0]);
    const { m, v } = (await descent.snapshot()).state as unknown as States;
    const old = before.state as unknown as States;
    for (const [found, was] of [
      [m!, old.m!],
      [v!, old.v!],
    ]) {
      const at = was!.points!;
      expect([...found!.points!]).toEqual([at[4], at[5], at[0], at[1], 0, 0]);
      expect([...found!.bias!]).toEqual([...was!.bias!]);
    }
    expect(descent.count).toBe(1);
  });

  test("a step after an edit is that of a snapshot edited by hand", async () => {
    const optimizer = emaParams(nadam({ learningRate: 0.1 }), { decay: 0.9 });
    const descent = await optimizer.init({ points: points(), bias: [1, 2] }, { device });
    for (const seed of [1, 2]) descent.step({ points: gradient(3, seed), bias: [1, seed] });
    const saved = structuredClone(await descent.snapshot());
    await descent.edit("points", { keep: [1], append: [7, 8, 9, 10] });
    const rows = (values: Float32Array, added: readonly number[]) =>
      Float32Array.of(values[2]!, values[3]!, ...added);
    const states = saved.state as unknown as States;
    const starting = { ...states };
    const added = [7, 8, 9, 10];
    for (const state of ["m", "v", "compensation", "average"])
      starting[state] = {
        ...states[state],
        points: rows(states[state]!.points!, state === "average" ? added : [0, 0, 0, 0]),
      };
    const byHand = await optimizer.init(
      { points: tensor(new Float32Array(6), [3, 2]), bias: [0, 0] },
      {
        device,
        from: {
          ...saved,
          shapes: { ...saved.shapes, points: [3, 2] },
          params: { ...saved.params, points: rows(saved.params.points as Float32Array, added) },
          state: starting as typeof saved.state,
        },
      },
    );
    for (const seed of [3, 4]) {
      for (const one of [descent, byHand]) one.step({ points: gradient(3, seed), bias: [seed, 1] });
    }
    const [found, meant] = [await descent.snapshot(), await byHand.snapshot()];
    expect(JSON.stringify(found)).toBe(JSON.stringify(meant));
    expect(await descent.evalParams()).toEqual(await byHand.evalParams());
  });

  test("old arrays are empty or NaN, and are not written in silence", async () => {
    const descent = await sgd({ learningRate: 1 }).init({ x: new Float32Array(4) }, { device });
    const { params } = descent;
    const { x } = await descent.edit("x", { keep: [0, 1] }).then((found) => found.params);
    expect(x.length).toBe(2);
    const isTaken = params.x.length === 0;
    const areGone = Array.from({ length: params.x.length }, (_, i) => Number.isNaN(params.x[i]));
    if (name !== "definition") expect(areGone).not.toContain(false);
    params.x[0] = 3;
    const step = () => descent.step({ x: [1, 1] });
    if (!isTaken && name !== "definition") expect(step).toThrow("from before edit() was written");
    // Said once: the arrays are gone.
    step();
    expect([...descent.params.x].slice(0, 2)).toEqual([-1, -1]);
  });
});

test("large descents on wasm lose the memory of old arrays", async () => {
  const descent = await sgd().init({ x: new Float32Array(50_000) }, { device: "wasm" });
  const { params, grads } = descent;
  await descent.edit("x", { keep: [1, 2] });
  expect([params.x.length, grads.x.length]).toEqual([0, 0]);
  descent.step({ x: [1, 1] });
});

test("arrays of slices are taken away too", async () => {
  const descent = await adamMini().init({ points: points() });
  const { v } = descent.state as unknown as States;
  const values = v!.points!;
  expect(values.length).toBeGreaterThan(0);
  await descent.edit("points", { keep: [0] });
  expect(values.length).toBe(0);
});

test("gradients that wait for a step follow", async () => {
  const optimizer = accumulate(sgd({ learningRate: 1 }), { every: 2 });
  const descent = await optimizer.init({ points: points() });
  descent.step({ points: [1, 2, 3, 4, 5, 6] });
  const { params } = await descent.edit("points", { keep: [0, 2], append: [0, 0] });
  expect(descent.pending).toBe(1);
  descent.step({ points: [1, 1, 1, 1, 2, 2] });
  expect([...params.points.data]).toEqual([0, 0.5, 2, 2.5, -1, -1]);
});

test("a row that is named twice is there twice, with its state", async () => {
  const descent = await adam().init({ points: points() });
  descent.step({ points: gradient(3) });
  await descent.edit("points", { keep: [1, 1, 0] });
  const { m } = (await descent.snapshot()).state as unknown as States;
  const values = [...m!.points!];
  expect(values.slice(0, 2)).toEqual(values.slice(2, 4));
  expect(values[0]).not.toBe(0);
});

test("states of rows begin anew, others stay", async () => {
  const start = rule({
    name: "start",
    hyper: { rate: 1 },
    state: { at: "2*p", sum: "rate", mean: 0 },
    text: "at = at + g\n sum = sum + g\n mean = mean(g)\n u = -rate*g",
  });
  const descent = await chain(start({ rate: 0.5 })).init({ points: points() });
  descent.step({ points: gradient(3) });
  const before = (await descent.snapshot()).state as unknown as States;
  await descent.resetState("points", [2]);
  const after = await descent.snapshot();
  const { at, sum, mean } = after.state as unknown as States;
  const p = after.params.points!;
  expect([...at!.points!]).toEqual([
    ...before.at!.points!.slice(0, 4),
    Math.fround(2 * p[4]!),
    Math.fround(2 * p[5]!),
  ]);
  expect([...sum!.points!]).toEqual([...before.sum!.points!.slice(0, 4), 0.5, 0.5]);
  expect(mean).toEqual(before.mean);
  await descent.resetState("points");
  const all = (await descent.snapshot()).state as unknown as States;
  expect([...all.sum!.points!]).toEqual(Array(6).fill(0.5));
});

test("calls that come while rows are edited are refused", async () => {
  const descent = await adam().init({ points: points() });
  const keep = [0];
  const edit = descent.edit("points", { keep });
  keep[0] = 2;
  expect(() => descent.step({ points: gradient(3) })).toThrow(ProtocolError);
  expect(() => descent.dispose()).toThrow("await edit()");
  await expect(descent.edit("points", { keep: [1] })).rejects.toThrow(ProtocolError);
  const { params } = await edit;
  expect([...params.points.data]).toEqual([1, 2]);
  descent.step({ points: gradient(1) });
});

test("frozen parameters, those that count less, hyperparameters that were set and measurements stay", async () => {
  const descent = await adam().init({ points: points(), a: [1], b: [2] }, { measure: "tensors" });
  descent.freeze("a");
  descent.step({ points: gradient(3), a: [1], b: null });
  descent.set({ learningRate: 0.5 });
  const [last, before] = [descent.last, await descent.snapshot()];
  await descent.edit("points", { append: [1, 1] });
  const after = await descent.snapshot();
  expect(descent.last).toEqual(last);
  expect(descent.frozen).toEqual(["a"]);
  expect([after.counts, after.hyper, after.powers]).toEqual([before.counts, before.hyper, before.powers]);
  descent.step({ points: gradient(4), a: [1], b: [1] });
  expect(descent.hyper.learningRate).toBe(0.5);
});
