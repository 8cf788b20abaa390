/** Restoring in part from a snapshot of other rules: nothing is taken for what another rule has saved under the same name. */
import { expect, it } from "vitest";
import { adam, chain, partition, sgd, trace, yogi } from "../index.ts";

it("keeps the hyperparameters of a rule of which no parameter is taken", async () => {
  const saved = await (await adam({ learningRate: 0.5 }).init({ a: [1] })).snapshot();
  const descent = await yogi().init({ a: [5] }, { from: saved, partial: true });
  expect(descent.restored!.taken).toEqual([]);
  expect(descent.hyper).toEqual((await yogi().init({ a: [5] })).hyper);
  expect(descent.params.a).toEqual(new Float64Array([5]));
});

it("takes hyperparameters and states under shorter names where one rule can be meant", async () => {
  const before = await adam({ learningRate: 0.5 }).init({ w: [1] });
  before.step({ w: [2] });
  const optimizer = partition([
    ["b", sgd({ learningRate: 0.25 })],
    ["*", adam({ learningRate: 0.125 })],
  ]);
  const after = await optimizer.init({ w: [0], b: [0] }, { from: await before.snapshot(), partial: true });
  expect(after.restored!.taken).toEqual(["w"]);
  expect((after.state as Record<string, Record<string, unknown>>).m!.w).toEqual(
    (before.state as Record<string, Record<string, unknown>>).m!.w,
  );
  expect(after.hyper["b.learningRate" as never]).toBe(0.25);
});

it("takes no state under a name that two states of a parameter could have", async () => {
  const before = await chain(trace({ momentum: 0.5 })).init({ a: [1] });
  before.step({ a: [2] });
  const two = chain(trace({ momentum: 0.5 }), trace({ momentum: 0.5 }));
  const after = await two.init({ a: [7] }, { from: await before.snapshot(), partial: true });
  expect(after.restored!.taken).toEqual([]);
  expect(Object.keys(after.restored!.kept)).toEqual(["a"]);
  expect(after.params.a).toEqual(new Float64Array([7]));
});
