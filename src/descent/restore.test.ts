/** Snapshots through JSON, into other optimizers, with other rates, with numbers that no descent has. */
import * as fc from "fast-check";
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
  rule,
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

/** States of one number, of tensors, of elements, that take any value. */
const keeping = rule({
  name: "keeping",
  hyper: { h: 0 },
  state: { one: 0, each: 0, all: 0 },
  text: `
    one = h
    each = each + sum(g)
    all = g
    u = g`,
});

/** Numbers of all bit patterns, special ones often. */
const bits = fc.oneof(
  fc.constantFrom(Number.NaN, Infinity, -Infinity, -0, 0, 5e-324, 1e-45, 0.1),
  fc.double(),
  fc.float(),
);

const bytesOf = (array: Float32Array | Float64Array) => [
  ...new Uint8Array(array.buffer, array.byteOffset, array.byteLength),
];

/** All bits of a snapshot's arrays, all its numbers. */
function bitsOf({ params, state, hyper, ...rest }: Snapshot): unknown {
  const arrays = (of: Readonly<Record<string, Float32Array | Float64Array>>) =>
    Object.entries(of).map(([path, array]) => [path, array.constructor.name, bytesOf(array)]);
  return [
    Object.entries(state).map(([name, value]) => [name, typeof value === "number" ? value : arrays(value)]),
    arrays(params),
    hyper,
    { ...rest },
  ];
}

describe("through JSON", () => {
  test("every bit comes back, NaN, infinities and -0 included", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(bits, { minLength: 5, maxLength: 5 }),
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        fc.constantFrom("js", "wasm"),
        async (values, h, device) => {
          const start = () => ({ a: new Float32Array(2), b: { c: new Float64Array(2), d: 0 } });
          const make = () => keeping({ h }).init(start(), { device: device as "js" });
          const [descent, other] = [await make(), await make()];
          const [v0, v1, v2, v3, v4] = values as [number, number, number, number, number];
          descent.step({ a: [v0, v1], b: { c: [v2, v3], d: v4 } });
          descent.params.a.set([v4, v0]);
          descent.params.b.c.set([v1, v2]);
          const taken = await descent.snapshot();
          const text = JSON.stringify(taken);
          expect(text).not.toContain("null");
          await other.restore(JSON.parse(text) as Snapshot);
          expect(bitsOf(await other.snapshot())).toEqual(bitsOf(taken));
          // As a part of something else, copied by spreading.
          const { saved } = JSON.parse(JSON.stringify({ saved: { ...taken }, epoch: 3 })) as {
            saved: Snapshot;
          };
          await other.restore(saved);
          expect(bitsOf(await other.snapshot())).toEqual(bitsOf(taken));
          for (const one of [descent, other]) one.dispose();
        },
      ),
      { seed: 1, numRuns: 100 },
    );
  });

  test("large arrays and their payloads of NaN too", async () => {
    const x = new Float32Array(100_000).map((_, i) => Math.sin(i));
    new Uint32Array(x.buffer)[7] = 0xffc12345;
    const [descent, other] = [await sgd().init({ x }), await sgd().init({ x: new Float32Array(100_000) })];
    const taken = await descent.snapshot();
    await other.restore(throughJSON(taken));
    expect(new Uint32Array(other.params.x.slice().buffer)).toEqual(
      new Uint32Array(taken.params.x!.slice().buffer),
    );
    for (const one of [descent, other]) one.dispose();
  });

  const spoilt: [string, (snapshot: Snapshot) => unknown, string][] = [
    [
      "a clone's text, which has lost bits",
      (s) => JSON.parse(JSON.stringify(structuredClone(s))),
      'parameters at "x": expected Float64Array of 2, the snapshot has Object; JSON.stringify keeps the bits of what snapshot() returned, not of a clone',
    ],
    [
      "text that is not base64",
      (s) => ({ ...s, params: { x: { dtype: "float64", base64: "!" } } }),
      `parameters at "x": the snapshot's text is not base64`,
    ],
    [
      "text that was cut off",
      (s) => ({ ...s, params: { x: { dtype: "float64", base64: btoa("1234567") } } }),
      'parameters at "x": the snapshot has 7 bytes; float64 takes a multiple of 8',
    ],
    [
      "text of too few elements",
      (s) => ({ ...s, params: { x: { dtype: "float64", base64: btoa("12345678") } } }),
      'parameters at "x": expected Float64Array of 2, the snapshot has Float64Array of 1',
    ],
    [
      "text of another type",
      (s) => ({ ...s, params: { x: { dtype: "float32", base64: btoa("12345678") } } }),
      'parameters at "x": expected Float64Array of 2, the snapshot has Float32Array of 2',
    ],
    [
      "something that is not a number",
      (s) => ({ ...s, hyper: { ...s.hyper, b1: "0.9" } }),
      'b1: expected a number, the snapshot has "0.9"',
    ],
    [
      "null for a number",
      (s) => ({ ...s, hyper: { ...s.hyper, b1: null } }),
      "b1: expected a number, the snapshot has null",
    ],
  ];
  test.each(spoilt)("%s is refused", async (_, spoil, message) => {
    const descent = await adam().init({ x: [1, 2] });
    descent.step({ x: [1, 2] });
    const taken = await descent.snapshot();
    await expect(descent.restore(spoil(taken) as Snapshot)).rejects.toThrow(new SnapshotError(message));
    expect(await descent.snapshot()).toEqual(taken);
    descent.dispose();
  });
});

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
