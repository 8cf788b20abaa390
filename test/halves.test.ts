/** Parameters in 16 bits as users meet them: views, what is written into them, gradients, snapshots, files, and what is refused. */
import { describe, expect, expectTypeOf, test } from "vitest";
import { decode, encode } from "../src/checkpoint/index.ts";
import {
  accumulate,
  adam,
  adamw,
  type Device,
  DeviceError,
  type Float16Values,
  type HalfTensor,
  type HalfType,
  minimize,
  minimizeMany,
  ParameterError,
  SnapshotError,
  sgd,
  tensor,
} from "../src/index.ts";
import { definition } from "./devices/definition.ts";
import { codesOf, halfTypes, numbersOf } from "./oracle/halves.ts";

const coded = (values: readonly number[], dtype: HalfType, shape: readonly number[] = [values.length]) =>
  tensor(codesOf(values, dtype), shape, { dtype });

/** What the tests need of a `Float16Array`, which not every engine has. */
type Float16 = Float16Values & { set(values: readonly number[]): void };

const { Float16Array } = globalThis as { Float16Array?: new (values: readonly number[]) => Float16 };

type Master = { readonly master: { readonly w: HalfTensor } };

describe.each(["js", "wasm"] as const)("on %s", (device) => {
  test.each(halfTypes)("views in %s are codes of the type that was given", async (dtype) => {
    const descent = await sgd({ learningRate: 1 }).init(
      { w: coded([1, 2, 3, 4], dtype, [2, 2]), b: new Float32Array(2) },
      { device },
    );
    expectTypeOf(descent.params.w).toEqualTypeOf<HalfTensor>();
    expect([descent.params.w.dtype, descent.params.w.shape]).toEqual([dtype, [2, 2]]);
    const { w } = descent.params;
    descent.step({ w: coded([0.25, 0, 0, -0.5], dtype, [2, 2]), b: [1, 2] });
    expect([...numbersOf(w.data, dtype)]).toEqual([0.75, 2, 3, 4.5]);
    expect([...numbersOf(descent.grads.w.data, dtype)]).toEqual([0.25, 0, 0, -0.5]);
    expect([...descent.params.b]).toEqual([-1, -2]);
    expect(String(descent)).toContain(`w ${dtype} [2, 2], b float32 [2]`);
    descent.dispose();
    expect(() => descent.state).toThrow("disposed");
  });

  test("small steps add up in the master, and the codes follow it", async () => {
    const descent = await sgd({ learningRate: 2 ** -12 }).init({ w: coded([1], "bfloat16") }, { device });
    const seen = [];
    for (let t = 0; t < 17; t++) {
      descent.step({ w: [-1] });
      seen.push(numbersOf(descent.params.w.data, "bfloat16")[0]);
    }
    // bfloat16 has steps of 2^-7 here: half of one, after 16 of 2^-12, goes to the even code.
    expect(seen).toEqual([...Array<number>(16).fill(1), 1 + 2 ** -7]);
    expect((descent.state as Master).master.w.data[0]).toBe(1 + 17 * 2 ** -12);
    descent.dispose();
  });

  test.each(halfTypes)("what is written over codes in %s counts from the next step on", async (dtype) => {
    const descent = await sgd({ learningRate: 1 }).init({ w: coded([1, 2, 3], dtype) }, { device });
    descent.step({ w: [2 ** -9 * 1.5, 0, 0] });
    const master = () => [...(descent.state as Master).master.w.data];
    const { data } = descent.params.w;
    const [first] = master();
    // The code that is there already changes nothing; another one becomes the master.
    data.set([data[0]!, ...codesOf([7, -0.5], dtype)]);
    expect(master()).toEqual([first, 7, -0.5]);
    descent.step({ w: [0, 1, 0] });
    expect(master()).toEqual([first, 6, -0.5]);
    expect([...numbersOf(data, dtype)].slice(1)).toEqual([6, -0.5]);
    data.set(codesOf([9], dtype));
    expect((await descent.snapshot()).state.master).toEqual({ w: Float32Array.of(9, 6, -0.5) });
    data.set(codesOf([10], dtype));
    descent.restart();
    expect([master()[0], descent.count]).toEqual([10, 0]);
    data.set(codesOf([11], dtype));
    const evaluated = await descent.evalParams();
    expect(evaluated.w).toEqual(coded([11, 6, -0.5], dtype));
    const { lines } = await descent.explainStep({ w: [1, 1, 1] }, { path: "w" });
    expect(lines.at(-1)!.value).toBe(10);
    descent.dispose();
  });

  test("gradients of other types become the nearest, and swapped views stay apart", async () => {
    const start = { a: coded([1, 2], "float16"), b: coded([3, 4], "float16") };
    const descent = await sgd({ learningRate: 1 }).init(start, { device });
    descent.step({ a: Float32Array.of(2049, 2 ** -26), b: coded([1 + 2 ** -7, 1e6], "bfloat16") });
    expect([...numbersOf(descent.grads.a.data, "float16")]).toEqual([2048, 0]);
    expect([...numbersOf(descent.grads.b.data, "float16")]).toEqual([1 + 2 ** -7, Number.POSITIVE_INFINITY]);
    const { a, b } = descent.grads;
    a.data.set(codesOf([1, 2], "float16"));
    b.data.set(codesOf([3, 4], "float16"));
    descent.step({ a: b, b: a });
    expect([...numbersOf(descent.grads.a.data, "float16")]).toEqual([3, 4]);
    expect([...numbersOf(descent.grads.b.data, "float16")]).toEqual([1, 2]);
    descent.dispose();
  });

  test("parameters without a gradient and frozen ones keep their masters, and what was written waits", async () => {
    const descent = await adam({ learningRate: 0.1 }).init(
      { w: coded([1], "bfloat16"), x: coded([1], "bfloat16") },
      { device },
    );
    for (let t = 0; t < 3; t++) descent.step({ w: [1], x: [1] });
    const before = [...(descent.state as Master).master.w.data];
    descent.step({ w: null, x: [1] });
    descent.freeze("w");
    descent.step({ w: [1], x: [1] });
    expect([...(descent.state as Master).master.w.data]).toEqual(before);
    descent.params.w.data.set(codesOf([5], "bfloat16"));
    descent.unfreeze("w");
    descent.step({ w: [0], x: [1] });
    expect(Math.abs((descent.state as Master).master.w.data[0]! - 5)).toBeLessThan(0.2);
    descent.dispose();
  });

  test.runIf(Float16Array)("a Float16Array has views of its own type, with a shape too", async () => {
    const start = { w: new Float16Array!([1, 2]), m: tensor(new Float16Array!([1, 2]), [2, 1]) };
    const descent = await sgd({ learningRate: 1 }).init(start, { device });
    descent.step({ w: new Float16Array!([0.5, 0]), m: [1, 1] });
    expect(descent.params.w).toEqual(new Float16Array!([0.5, 2]));
    expect(descent.params.m.data).toEqual(new Float16Array!([0, 1]));
    descent.grads.w.set([1, 1]);
    descent.step({ ...descent.grads, m: [0, 0] });
    expect(descent.params.w).toEqual(new Float16Array!([-0.5, 1]));
    descent.dispose();
  });
});

describe("a file", () => {
  test.each(halfTypes)(
    "has parameters in %s and their masters, and goes on to the same bits",
    async (dtype) => {
      const optimizer = adamw({ learningRate: 0.01, weightDecay: 0.1 });
      const start = { w: coded([1, -2, 3e-3], dtype), b: new Float32Array(1) };
      const grads = { w: [0.1, 0.2, -0.3], b: [1] };
      const descent = await optimizer.init(start);
      for (let t = 0; t < 5; t++) descent.step(grads);
      const { snapshot, params } = decode(encode(await descent.snapshot()));
      expect(params.w).toEqual(descent.params.w);
      expect(snapshot.dtypes).toEqual({ w: dtype });
      expect(snapshot.state.master).toEqual({ w: (descent.state as Master).master.w.data });
      const resumed = await optimizer.init(
        { w: params.w as HalfTensor, b: new Float32Array(1) },
        { from: snapshot, device: "js" },
      );
      for (const one of [descent, resumed]) one.step(grads);
      expect(encode(await resumed.snapshot())).toEqual(encode(await descent.snapshot()));
      for (const one of [descent, resumed]) one.dispose();
    },
  );

  test("whose types are others is refused, with both named; in part, the rest is taken", async () => {
    const descent = await adam().init({ w: coded([1, 2], "bfloat16"), b: new Float32Array(1) });
    const { snapshot } = decode(encode(await descent.snapshot()));
    const plain = await adam().init({ w: new Float32Array(2), b: new Float32Array(1) });
    await expect(plain.restore(snapshot)).rejects.toThrow(
      new SnapshotError("the snapshot has 16 bits in w; this descent has none"),
    );
    const part = await plain.restore(snapshot, { partial: true });
    expect([part.taken, part.kept.w]).toEqual([
      ["b"],
      'parameters at "w": expected Float32Array of 2, the snapshot has Uint16Array',
    ]);
    const other = await adam().init({ w: coded([1, 2], "float16"), b: new Float32Array(1) });
    const message =
      'parameters at "w": expected float16 with a master, the snapshot has bfloat16; give init parameters of that type';
    await expect(other.restore(snapshot)).rejects.toThrow(new SnapshotError(message));
    expect((await other.restore(snapshot, { partial: true })).kept).toEqual({ w: message });
    const exact = await plain.snapshot();
    await expect(descent.restore(exact)).rejects.toThrow(
      'parameters at "w": expected bfloat16 with a master, the snapshot has Float32Array',
    );
    for (const broken of [null, 7, { params: null }, { ...snapshot, state: {} }, { ...snapshot, params: {} }])
      await expect(descent.restore(broken as never)).rejects.toThrow(SnapshotError);
    for (const one of [descent, plain, other]) one.dispose();
  });
});

describe("is refused", () => {
  test("by what cannot do it", async () => {
    const w = coded([1, 2], "bfloat16");
    const sum = (x: unknown) => (x as HalfTensor).data[0]!;
    const options = { optimizer: sgd(), gradient: "central" } as const;
    const message = "is in 16 bits, and minimize takes float32, float64 or numbers; take steps with init()";
    await expect(minimize(sum as never, w, options)).rejects.toThrow(message);
    await expect(minimizeMany(sum as never, [w, w], options)).rejects.toThrow(message);
    const withoutCodes: Device = {
      ...definition,
      compile: async (plan, params) => {
        const made = await definition.compile(plan, params);
        return Object.assign(made, { codes: undefined });
      },
    };
    await expect(sgd().init({ w }, { device: withoutCodes })).rejects.toThrow(
      new DeviceError("this device has no arrays of codes, which parameters in 16 bits need; take another"),
    );
  });

  test("with a wrong type, and where gradients wait", async () => {
    expect(() => tensor(Uint16Array.of(1), [1], { dtype: "float8" as HalfType })).toThrow(ParameterError);
    const descent = await accumulate(sgd(), { every: 2 }).init({ w: coded([1, 2], "float16") });
    descent.step({ w: [1, 2] });
    expect(() => descent.step({ w: [1] })).toThrow('gradients at "w": expected 2 elements, got 1');
    await expect(descent.resetState("w")).resolves.toBeUndefined();
    descent.dispose();
  });
});

test("explain names the type, the masters and their bytes", async () => {
  const text = await adam().explain({ params: { w: coded([1, 2], "bfloat16") } });
  expect(text).toContain(
    "30 bytes moved a parameter and step, 12 bytes of state a parameter (bfloat16, with masters in float32)",
  );
  expect(text).toContain("reads m g v master p, writes m v master p");
});

test("moments on a tensor at the root are refused by its name", async () => {
  await expect(adam({ moments: "bf16" }).init([1, 2])).rejects.toThrow("parameters; the root is float64");
});
