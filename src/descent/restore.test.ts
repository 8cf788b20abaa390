/** Snapshots restored as a whole and in part: what is taken, what is kept, and why. */
import { describe, expect, test } from "vitest";
import {
  accumulate,
  adam,
  adamw,
  chain,
  clipByGlobalNorm,
  HyperparameterError,
  lookahead,
  type Optimizer,
  OptionError,
  type Snapshot,
  SnapshotError,
  sam,
  scaleByLearningRate,
  sgd,
  signSgd,
  tensor,
  yogi,
} from "../index.ts";

const throughJSON = (snapshot: Snapshot) => JSON.parse(JSON.stringify(snapshot)) as Snapshot;

describe("into another optimizer", () => {
  const refusals: [string, Optimizer, Optimizer, string][] = [
    [
      "yogi's into adam",
      yogi(),
      adam(),
      "the snapshot is of an optimizer with the rules yogi, scaleByLearningRate; this descent's has adam, scaleByLearningRate",
    ],
    ["one without states", sgd(), signSgd(), "the snapshot is of an optimizer with the rules"],
    [
      "one more rule",
      adam(),
      chain(clipByGlobalNorm(1), adam()),
      "the snapshot is of an optimizer with the rules",
    ],
    ["another wrapper", lookahead(sgd()), sgd(), "the snapshot is of an optimizer with the rules"],
    ["another form", adam({ like: "keras" }), adam(), "the snapshot is of another form of "],
    [
      "another form, Nesterov's",
      sgd({ momentum: 0.9 }),
      sgd({ momentum: 0.9, nesterov: true }),
      "the snapshot is of another form of ",
    ],
    [
      "one that climbs",
      adam({ maximize: true }),
      adam(),
      "the snapshot is of an optimizer that maximizes; this descent's minimizes",
    ],
  ];
  test.each(refusals)("%s is refused", async (_, from, into, message) => {
    const [one, other] = [await from.init({ x: [1, 2] }), await into.init({ x: [1, 2] })];
    one.step({ x: [1, 2] });
    const before = await other.snapshot();
    for (const [saved, target] of [
      [await one.snapshot(), other],
      [throughJSON(await one.snapshot()), other],
    ] as const) {
      await expect(target.restore(saved)).rejects.toThrow(SnapshotError);
      await expect(target.restore(saved)).rejects.toThrow(message);
    }
    expect(await other.snapshot()).toEqual(before);
    for (const descent of [one, other]) descent.dispose();
  });

  test("of other hyperparameters, rates or patterns is taken", async () => {
    const params = { w: [1, 2], b: [3] };
    const one = await adamw({ learningRate: 1, where: "w" }).init(params);
    one.step({ w: [1, 2], b: [3] });
    const other = await adamw({ learningRate: 2, b1: 0.5, where: "b" }).init(params);
    await other.restore(await one.snapshot());
    expect(other.hyper).toEqual(one.hyper);
    for (const descent of [one, other]) descent.dispose();
  });

  test("of parameters of another shape is refused", async () => {
    const make = (shape: number[]) => sgd().init({ w: tensor(new Float32Array(6), shape) });
    const [one, other] = [await make([2, 3]), await make([3, 2])];
    await expect(other.restore(await one.snapshot())).rejects.toThrow(
      new SnapshotError('parameters at "w": expected shape [3, 2], the snapshot has [2, 3]'),
    );
    for (const descent of [one, other]) descent.dispose();
  });
});

describe("{ hyper: false }", () => {
  test("keeps the rates of the descent, numbers and schedules", async () => {
    const one = await adam({ learningRate: 0.5 }).init([1, 2]);
    one.step([1, 1]);
    const saved = throughJSON(await one.snapshot());
    for (const learningRate of [0.25, (count: number) => 1 / (count + 4)]) {
      const other = await adam({ learningRate }).init([0, 0]);
      await other.restore(saved, { hyper: false });
      expect(other.hyper.learningRate).toBe(0.25);
      expect([...other.params]).toEqual([...one.params]);
      expect(other.count).toBe(1);
      other.dispose();
    }
    one.dispose();
  });

  test("does not ask what rates the snapshot has", async () => {
    const descent = await sgd().init([1]);
    const { hyper, ...rest } = await descent.snapshot();
    await descent.restore({ ...rest, hyper: { learningRate: -1 } }, { hyper: false });
    await descent.restore(rest as Snapshot, { hyper: false });
    await expect(descent.restore({ ...rest, hyper: { learningRate: -1 } })).rejects.toThrow(
      HyperparameterError,
    );
    expect(descent.hyper).toEqual(hyper);
    descent.dispose();
  });

  test.each([{ hyper: 1 }, { hypers: false }, null, true])("%o are not options", async (options) => {
    const descent = await sgd().init([1]);
    await expect(descent.restore(await descent.snapshot(), options as never)).rejects.toThrow(OptionError);
    descent.dispose();
  });
});

describe("gradients that have come since the last step", () => {
  test.each<[string, Optimizer, number, string | undefined]>([
    ["some", accumulate(sgd(), { every: 3 }), 2, undefined],
    [
      "as many as a step takes",
      accumulate(sgd(), { every: 3 }),
      3,
      "must be less than 3, the gradients of a step; got 3",
    ],
    ["the first of two", sam(sgd()), 1, undefined],
    ["both of two", sam(sgd()), 2, "must be less than 2, the gradients of a step; got 2"],
    ["none", sgd(), 0, undefined],
    ["one where a step takes one", sgd(), 1, "must be less than 1, the gradients of a step; got 1"],
    ["part of one", sgd(), 0.5, "must be a whole number; got 0.5"],
  ])("%s", async (_, optimizer, pending, problem) => {
    const descent = await optimizer.init([1]);
    const before = await descent.snapshot();
    const restored = descent.restore({ ...before, pending });
    if (problem === undefined) {
      await restored;
      expect(descent.pending).toBe(pending);
    } else {
      await expect(restored).rejects.toThrow(new SnapshotError(`the snapshot's pending ${problem}`));
      expect(await descent.snapshot()).toEqual(before);
    }
    descent.dispose();
  });

  test("are held against the number that the snapshot restores, or that stays", async () => {
    const three = await accumulate(sgd(), { every: 3 }).init([1]);
    for (let i = 0; i < 2; i++) three.step([1]);
    const saved = await three.snapshot();
    const two = await accumulate(sgd(), { every: 2 }).init([1]);
    await expect(two.restore(saved, { hyper: false })).rejects.toThrow("must be less than 2");
    expect(two.pending).toBe(0);
    await two.restore(saved);
    two.step([1]);
    expect([two.count, two.pending]).toEqual([1, 0]);
    for (const descent of [two, three]) descent.dispose();
  });
});

test.each([2 ** 53, Infinity, Number.NaN, "1", null, -1, undefined])("count %o is refused", async (count) => {
  const descent = await chain(scaleByLearningRate((step) => 1 / (step + 1))).init([1]);
  const saved = await descent.snapshot();
  await expect(descent.restore({ ...saved, count } as never)).rejects.toThrow(
    new SnapshotError(`the snapshot's count must be a whole number; got ${String(count)}`),
  );
  descent.dispose();
});
