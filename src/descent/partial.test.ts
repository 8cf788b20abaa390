/** Snapshots of models that have changed: `restore` in part, and `init` with `from`. */
import { expect, it } from "vitest";
import {
  adafactor,
  adam,
  adamw,
  nadam,
  OptionError,
  partition,
  type Snapshot,
  SnapshotError,
  sgd,
  tensor,
} from "../index.ts";

const matrix = (value: number) => tensor(new Float32Array(6).fill(value), [2, 3]);

it("takes what fits and says what it left, and why", async () => {
  const old = await adam().init({ a: [1, 2], b: [1], c: matrix(1), d: new Float32Array(1) });
  old.step({ a: [1, 1], b: [1], c: matrix(1), d: [1] });
  const from = await old.snapshot();
  const descent = await adam().init({
    a: [3, 4],
    b: [1, 2],
    c: tensor(new Float32Array(6), [3, 2]),
    d: [5],
    e: [6],
  });
  const restored = await descent.restore(from, { partial: true });
  expect(restored).toEqual({
    taken: ["a"],
    kept: {
      b: 'parameters at "b": expected shape [2], the snapshot has [1]',
      c: 'parameters at "c": expected shape [3, 2], the snapshot has [2, 3]',
      d: 'parameters at "d": expected Float64Array of 1, the snapshot has Float32Array of 1',
      e: "the snapshot does not have it",
    },
    unknown: [],
  });
  expect(descent.restored).toBe(restored);
  expect([...descent.params.a]).toEqual([...old.params.a]);
  expect([...descent.params.b, ...descent.params.e]).toEqual([1, 2, 6]);
  expect(descent.count).toBe(1);
  const counts = (await descent.snapshot()).counts!;
  expect([counts.a!.count, counts.b!.count]).toEqual([1, 0]);
});

it("is refused as a whole without it, with nothing changed", async () => {
  const old = await adam().init({ a: [1], b: [1] });
  const descent = await adam().init({ a: [2] });
  await expect(descent.restore(await old.snapshot())).rejects.toThrow(
    "the snapshot has parameters a, b; this descent has a",
  );
  expect(descent.params.a[0]).toBe(2);
  expect(descent.restored).toBeUndefined();
  await expect(adam().init({ a: [2] }, { from: await old.snapshot() })).rejects.toThrow(SnapshotError);
});

it("init continues from a snapshot, and from what fits of it", async () => {
  const old = await nadam().init({ a: [1], b: [1] });
  for (let t = 0; t < 3; t++) old.step({ a: [1], b: [1] });
  const from = await old.snapshot();
  const same = await nadam().init({ a: [9], b: [9] }, { from });
  expect(await same.snapshot()).toEqual(from);
  expect(same.restored!.taken).toEqual(["a", "b"]);
  const grown = await nadam().init(
    { b: [9], head: [1] },
    { from: JSON.parse(JSON.stringify(from)), partial: true },
  );
  expect(grown.restored).toEqual({
    taken: ["b"],
    kept: { head: "the snapshot does not have it" },
    unknown: ["a"],
  });
  const [alone, whole] = [await nadam().init({ head: [1] }), old];
  for (let t = 0; t < 3; t++) {
    grown.step({ b: [1], head: [1] });
    alone.step({ head: [1] });
    whole.step({ a: [1], b: [1] });
  }
  expect(grown.params.head).toEqual(alone.params.head);
  expect(grown.params.b).toEqual(whole.params.b);
  expect(grown.count).toBe(6);
});

it("under one count, what is new begins at the descent's", async () => {
  const keras = adam({ like: "keras", learningRate: 0.1 });
  const old = await keras.init({ a: [1] });
  for (let t = 0; t < 4; t++) old.step({ a: [0] });
  const grown = await keras.init({ a: [1], b: [1] }, { from: await old.snapshot(), partial: true });
  grown.step({ a: [1], b: [1] });
  old.step({ a: [1] });
  expect(grown.params.a).toEqual(old.params.a);
  expect(grown.params.b).toEqual(old.params.a);
});

it("finds states whose names or rules are others in the changed model", async () => {
  const old = await adafactor().init({ w: matrix(1) });
  old.step({ w: matrix(1) });
  const grown = await adafactor().init(
    { w: matrix(9), bias: [1] },
    { from: await old.snapshot(), partial: true },
  );
  expect(grown.restored!.taken).toEqual(["w"]);
  expect(grown.params.w).toEqual(old.params.w);
  const plain = await adam().init({ w: [1] });
  plain.step({ w: [1] });
  const parts = partition([
    ["bias", sgd({ momentum: 0.9 })],
    ["*", adam()],
  ]);
  const other = await parts.init({ w: [9], bias: [1] }, { from: await plain.snapshot(), partial: true });
  expect(other.restored!.taken).toEqual(["w"]);
  const none = await adamw().init({ w: [9] }, { from: await old.snapshot(), partial: true });
  expect(none.restored!.taken).toEqual([]);
});

it("keeps what parameters have and count that it does not take", async () => {
  const old = await adam({ learningRate: 0.1 }).init({ a: [1] });
  for (let t = 0; t < 3; t++) old.step({ a: [1] });
  const make = () => adam({ learningRate: 0.1 }).init({ a: [1], b: [1] });
  const [descent, other] = [await make(), await make()];
  for (const each of [descent, other]) each.step({ a: [1], b: [1] });
  descent.freeze("b");
  await descent.restore(await old.snapshot(), { partial: true });
  expect(descent.frozen).toEqual(["b"]);
  descent.unfreeze("b");
  for (const each of [descent, other]) each.step({ a: [1], b: [1] });
  expect(descent.params.b).toEqual(other.params.b);
  expect(descent.count).toBe(4);
});

it("refuses counts that are impossible, and partial without from", async () => {
  const descent = await adam().init({ a: [1], b: [1] });
  descent.step({ a: [1], b: null });
  const taken = await descent.snapshot();
  const spoilt = (part: object) => descent.restore({ ...taken, ...part } as Snapshot);
  await expect(spoilt({ counts: { ...taken.counts, a: { count: 1.5, powers: {} } } })).rejects.toThrow(
    'count of "a": must be a whole number, at least 0; got 1.5',
  );
  await expect(spoilt({ counts: { a: taken.counts!.a } })).rejects.toThrow(
    "the snapshot has counts of a; this descent has a, b",
  );
  await expect(spoilt({ frozen: ["z"] })).rejects.toThrow(
    'the snapshot\'s frozen has "z", which is not a parameter',
  );
  await expect(spoilt({ frozen: "b" })).rejects.toThrow("the snapshot's frozen must be paths of parameters");
  expect(await descent.snapshot()).toEqual(taken);
  await expect(adam().init({ a: [1] }, { partial: true })).rejects.toThrow(OptionError);
});

it("restores what a descent with parameters that were kept has saved, whatever they have counted", async () => {
  const [young, old, other] = await Promise.all([
    adam().init({ a: [1] }),
    adam().init({ a: [1], b: [1] }),
    adam().init({ a: [1], b: [1] }),
  ]);
  young.step({ a: [1] });
  for (let t = 0; t < 5; t++) old.step({ a: [1], b: [1] });
  await old.restore(await young.snapshot(), { partial: true });
  expect(old.count).toBe(1);
  const saved = await old.snapshot();
  expect(saved.counts!.b!.count).toBe(5);
  await other.restore(JSON.parse(JSON.stringify(saved)));
  for (const descent of [old, other]) descent.step({ a: [1], b: [1] });
  expect(await other.snapshot()).toEqual(await old.snapshot());
});
