/** A call means what it said when it was made, whatever is done while it is waited for; and memory that is given away. */
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  accumulate,
  adam,
  adamw,
  chain,
  DisposedError,
  emaParams,
  minimize,
  type Optimizer,
  ParameterError,
  scale,
  scaleByFactoredRms,
  scheduleFreeSgd,
  sgd,
  sm3,
  tensor,
} from "../index.ts";

const start = () => ({ w: tensor(Float32Array.of(1, 2, 3, 4, 5, 6), [2, 3]), b: { c: [7, 8], d: 9 } });
const gradient = (step: number) => ({
  w: Float32Array.from({ length: 6 }, (_, i) => Math.sin(step + i)),
  b: { c: [Math.cos(step), 1], d: -step },
});
const optimizers: [string, Optimizer][] = [
  ["adam", adam()],
  ["states of rows", sm3()],
  ["an average", emaParams(adam(), { decay: 0.5 })],
  ["schedule-free", scheduleFreeSgd()],
];
const devices = ["js", "wasm"] as const;

describe.each(devices)("on %s", (device) => {
  describe.each(optimizers)("%s", (_, optimizer) => {
    test("snapshots and parameters to evaluate with are those of the call", async () => {
      const [watched, waited] = [
        await optimizer.init(start(), { device }),
        await optimizer.init(start(), { device }),
      ];
      const taken: Promise<unknown>[] = [];
      const meant: unknown[] = [];
      for (let step = 0; step < 4; step++) {
        watched.step(gradient(step));
        taken.push(watched.snapshot(), watched.evalParams());
        waited.step(gradient(step));
        meant.push(structuredClone(await waited.snapshot()), structuredClone(await waited.evalParams()));
      }
      watched.params.w.data.fill(0);
      watched.dispose();
      // Memory that the next descent writes to.
      const next = await optimizer.init(start(), { device });
      next.params.w.data.fill(-1);
      expect(structuredClone(await Promise.all(taken))).toEqual(meant);
      for (const descent of [waited, next]) descent.dispose();
    });

    test("restoring takes place at the call", async () => {
      const descent = await optimizer.init(start(), { device });
      descent.step(gradient(0));
      const saved = structuredClone(await descent.snapshot());
      for (let step = 1; step < 3; step++) descent.step(gradient(step));
      const given = structuredClone(saved);
      const restored = descent.restore(given);
      given.params.w!.fill(Number.NaN);
      Object.assign(given, { count: 99 });
      descent.step(gradient(1));
      await restored;
      const meant = await optimizer.init(start(), { device });
      for (let step = 0; step < 2; step++) meant.step(gradient(step));
      expect(await descent.snapshot()).toEqual(await meant.snapshot());
      for (const one of [descent, meant]) one.dispose();
    });

    test("a descent begins with the tree of the call", async () => {
      const tree = start() as Record<string, unknown> & ReturnType<typeof start>;
      const options = { device, measure: false };
      const made = optimizer.init(tree, options);
      tree.w.data.fill(100);
      tree.b.c[0] = 100;
      tree.b.c.push(5);
      tree.b.d = 100;
      tree.added = [1];
      (tree as { w: unknown }).w = "replaced";
      Object.assign(options, { device: "nowhere" });
      const [descent, meant] = [await made, await optimizer.init(start(), { device })];
      expect(descent.device).toBe(device);
      expect(descent.params).toEqual(meant.params);
      for (const one of [descent, meant]) one.step(gradient(0));
      expect(await descent.snapshot()).toEqual(await meant.snapshot());
      for (const one of [descent, meant]) one.dispose();
    });
  });

  test("minimize begins at the start of the call", async () => {
    const x0 = [1, 2];
    const seen: number[] = [];
    const found = minimize(
      (x, g) => {
        seen.push(x[0]!);
        g.set([1, 1]);
        return 0;
      },
      x0,
      { optimizer: sgd(), steps: 1, device },
    );
    x0.fill(50);
    x0.push(3);
    await found;
    expect(seen[0]).toBe(1);
  });
});

test("an explanation is of the parameters of the call", async () => {
  const params = start();
  const meant = await adam().explain({ params });
  const options = { params: params as object, format: "text" as const };
  const given = adam().explain(options);
  Object.assign(params, { w: "replaced" });
  options.params = {};
  Object.assign(options, { format: "tex" });
  expect(await given).toBe(meant);
});

describe.each(devices)("views of a descent as gradients, on %s", (device) => {
  test("in each other's place", async () => {
    const descent = await scale(-1).init({ a: [0, 0], b: [0, 0] }, { device });
    descent.grads.a.set([1, 2]);
    descent.grads.b.set([3, 4]);
    descent.step({ a: descent.grads.b, b: descent.grads.a });
    expect(descent.params).toEqual({ a: Float64Array.of(-3, -4), b: Float64Array.of(-1, -2) });
    descent.step(descent.grads);
    expect(descent.params).toEqual({ a: Float64Array.of(-6, -8), b: Float64Array.of(-2, -4) });
    descent.dispose();
  });

  test("in any place, at any offset, of any type: as if they had been copied", async () => {
    const sources = fc.array(fc.tuple(fc.nat(), fc.nat(), fc.constantFrom("float32", "float64")), {
      minLength: 4,
      maxLength: 4,
    });
    await fc.assert(
      fc.asyncProperty(fc.constantFrom("float32", "float64"), sources, async (dtype, places) => {
        const ArrayType = dtype === "float32" ? Float32Array : Float64Array;
        const make = () =>
          chain(scale(-1)).init(
            Array.from({ length: 4 }, (_, i) => new ArrayType(4 + (i % 2)).fill(i)),
            { device },
          );
        const [one, other] = [await make(), await make()];
        for (const descent of [one, other]) {
          for (const [i, g] of descent.grads.entries()) g.set(g.map((_, j) => 10 * i + j));
        }
        const from = ({ grads, params }: typeof one) =>
          places.map(([place, shift, kind], i) => {
            const view = [...grads, ...params][place % 8]!;
            const Type = kind === "float32" ? Float32Array : Float64Array;
            const at = view.byteOffset + 8 * (shift % 4);
            return new Type(view.buffer as ArrayBuffer, at, one.grads[i]!.length);
          });
        const copies = from(other).map((view) => view.slice());
        one.step(from(one));
        other.step(copies);
        expect([...one.params]).toEqual([...other.params]);
        for (const descent of [one, other]) descent.dispose();
      }),
      { seed: 1, numRuns: 100 },
    );
  });

  test("and of a snapshot", async () => {
    const descent = await adam().init({ a: [1, 2], b: [3, 4] }, { device });
    const saved = await descent.snapshot();
    await descent.restore({ ...saved, params: { a: descent.params.b, b: descent.params.a } });
    expect(descent.params).toEqual({ a: Float64Array.of(3, 4), b: Float64Array.of(1, 2) });
    descent.dispose();
  });
});

describe("an array that is transferred", () => {
  const transfer = (array: { readonly buffer: ArrayBufferLike }) =>
    structuredClone<object>(array, { transfer: [array.buffer as ArrayBuffer] });
  const uses: [string, (descent: Awaited<ReturnType<Optimizer["init"]>>) => unknown][] = [
    ["step", (descent) => descent.step()],
    ["step with gradients", (descent) => descent.step(gradient(0))],
    ["params", (descent) => descent.params],
    ["grads", (descent) => descent.grads],
    ["state", (descent) => descent.state],
    ["hyper", (descent) => descent.hyper],
    ["last", (descent) => descent.last],
    ["set", (descent) => descent.set({})],
    ["evalParams", (descent) => descent.evalParams()],
    ["snapshot", (descent) => descent.snapshot()],
    ["restore", (descent) => descent.restore({} as never)],
  ];

  test.each(["params", "grads"] as const)("of js takes only its own descent with it: %s", async (role) => {
    const [lost, before] = [await adam().init(start(), { device: "js" }), await adam().init(start())];
    const beside = await adam().init(start(), { device: "js" });
    transfer(lost[role].w.data);
    for (const [, use] of uses) {
      await expect((async () => use(lost as never))()).rejects.toThrow(DisposedError);
    }
    await expect((async () => lost.step())()).rejects.toThrow(
      "this descent has lost its memory: one of its arrays was transferred; post copies, array.slice(), and call init again",
    );
    lost.dispose();
    const after = await adam().init(start(), { device: "js" });
    for (const descent of [before, beside, after]) descent.step(gradient(0));
    expect(structuredClone(beside.params.w.data)).toEqual(structuredClone(before.params.w.data));
    expect(structuredClone(after.params.w.data)).toEqual(structuredClone(before.params.w.data));
    for (const descent of [before, beside, after]) descent.dispose();
  });

  test.each(devices)("of a state beside rows is missed too, on %s", async (device) => {
    const descent = await scaleByFactoredRms({ minDimSizeToFactor: 1 }).init(start(), { device });
    descent.step(gradient(0));
    const views = Object.values(descent.state).flatMap((state) =>
      Object.values(state as object).filter((view) => view instanceof Float64Array),
    ) as Float64Array<ArrayBuffer>[];
    const own = views.find(({ buffer }) => buffer !== descent.params.w.data.buffer)!;
    transfer(own);
    expect(() => descent.step(gradient(1))).toThrow(DisposedError);
    descent.dispose();
  });

  test("of wasm stays where it is: engines refuse, or copy", async () => {
    const descent = await adamw().init(start(), { device: "wasm" });
    try {
      transfer(descent.params.w.data);
    } catch (error) {
      expect(error).toMatchObject({ name: "DataCloneError" });
    }
    descent.step(gradient(0));
    expect([descent.count, descent.params.w.data.length]).toEqual([1, 6]);
    descent.dispose();
  });

  test.each(devices)("cannot be a parameter, a gradient or part of a snapshot, on %s", async (device) => {
    const array = new Float32Array(2);
    const descent = await accumulate(sgd(), { every: 2 }).init({ x: new Float32Array(2) }, { device });
    const saved = await descent.snapshot();
    transfer(array);
    transfer(saved.params.x!);
    const message = '"x" has lost its memory, which was transferred away; give an array that is still there';
    await expect(sgd().init({ x: array }, { device })).rejects.toThrow(new ParameterError(message));
    expect(() => descent.step({ x: array })).toThrow(new ParameterError(`gradients: ${message}`));
    await expect(descent.restore(saved)).rejects.toThrow(
      'parameters at "x": expected Float32Array of 2, the snapshot has Float32Array of 0',
    );
    expect([descent.count, descent.pending]).toEqual([0, 0]);
    descent.dispose();
  });
});

test.each(devices)(
  "arrays of classes whose slice() gives something else are copied as they are, on %s",
  async (device) => {
    class Odd extends Float32Array {
      static get [Symbol.species](): Float32ArrayConstructor {
        return Uint8Array as unknown as Float32ArrayConstructor;
      }
    }
    const descent = await sgd({ learningRate: 1 }).init({ x: Odd.of(0.5, -2) }, { device });
    expect(descent.params.x).toEqual(Float32Array.of(0.5, -2));
    descent.step({ x: Odd.of(0.25, 300) });
    expect(descent.params.x).toEqual(Float32Array.of(0.25, -302));
    const own = new Odd(descent.grads.x.buffer as ArrayBuffer, descent.params.x.byteOffset, 2);
    descent.step({ x: own });
    expect(descent.params.x).toEqual(new Float32Array(2));
    descent.dispose();
  },
);
