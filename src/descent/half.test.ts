/** Gradients in 16 bits: every code, in trees of every kind, and a model that trains in float16 only where the loss is scaled. */
import { describe, expect, it, test } from "vitest";
import { allCodes, codesOf, halfTypes, numberOf } from "../../test/oracle/halves.ts";
import { adam, chain, type HalfType, lossScale, ParameterError, sgd, tensor } from "../index.ts";

const NativeFloat16 = (globalThis as { Float16Array?: new (buffer: ArrayBufferLike) => Float32Array })
  .Float16Array;

describe.each(["js", "wasm"] as const)("all codes, on %s", (device) => {
  test.each(halfTypes)("of %s", async (dtype) => {
    const descent = await sgd().init(new Float32Array(2 ** 16), { device });
    descent.step(tensor(allCodes, [2 ** 16], { dtype }));
    for (const [code, g] of descent.grads.entries())
      if (!Object.is(g, numberOf(code, dtype))) expect.fail(`${code} is ${g}, not ${numberOf(code, dtype)}`);
    descent.dispose();
  });

  test.runIf(NativeFloat16)("of a Float16Array", async () => {
    const [descent, other] = [
      await sgd().init(new Float32Array(2 ** 16), { device }),
      await sgd().init(new Float32Array(2 ** 16), { device }),
    ];
    descent.step(new NativeFloat16!(allCodes.buffer));
    other.step(tensor(allCodes, [2 ** 16], { dtype: "float16" }));
    expect(descent.grads).toEqual(other.grads);
    for (const each of [descent, other]) each.dispose();
  });
});

const bf = (...values: number[]) =>
  Uint16Array.from(values, (value) => new Uint32Array(Float32Array.of(value).buffer)[0]! >>> 16);

describe("are taken", () => {
  it("where any gradient is, beside others, in any order of keys, and for float64", async () => {
    const start = { w: tensor(new Float32Array(4), [2, 2]), b: [0, 0], s: 0 };
    const descent = await sgd({ learningRate: 1 }).init(start);
    const w = tensor(bf(1, 2, 3, 4), [2, 2], { dtype: "bfloat16" });
    descent.step({ w, b: tensor(bf(-1, 5), [2], { dtype: "bfloat16" }), s: 7 });
    descent.step({ s: 1, b: [0, 0], w } as never);
    descent.step({ w: null, b: tensor(bf(1, 1), [2], { dtype: "bfloat16" }), s: 0 });
    expect([...descent.params.w.data]).toEqual([-2, -4, -6, -8]);
    expect([...descent.params.b]).toEqual([0, -6]);
    expect(descent.params.s).toBe(-8);
  });

  test.each<[string, unknown, string]>([
    ["of another length", tensor(bf(1), [1], { dtype: "float16" }), "expected 2 elements, got 1"],
    [
      "of another shape",
      tensor(bf(1, 2), [2, 1], { dtype: "float16" }),
      "expected the parameter's shape [2], got [2, 1]",
    ],
    ["without a type", bf(1, 2), "Uint16Array"],
    ["without a type in a tensor", { data: bf(1, 2), shape: [2] }, "codes in 16 bits need their type"],
  ])("but not %s", async (_, x, message) => {
    const descent = await sgd().init({ x: new Float32Array(2) });
    const step = () => descent.step({ x } as never);
    expect(step).toThrow(ParameterError);
    expect(step).toThrow(message);
    expect([...descent.params.x, descent.count]).toEqual([0, 0, 0]);
  });

  it("but not of other types", () => {
    for (const [data, dtype] of [
      [bf(1), "float8"],
      [Float32Array.of(1), "float16"],
      [bf(1), undefined],
    ])
      expect(() => tensor(data as Uint16Array, [1], { dtype: dtype as HalfType })).toThrow(ParameterError);
    expect(() => tensor(bf(1), [1] as never, null as never)).toThrow('"float16" or "bfloat16"');
    expect(() => tensor(bf(1), [2], { dtype: "float16" })).toThrow("has 2 elements; the data has 1");
  });
});

describe("a line of small slope, whose gradients vanish in float16", () => {
  const xs = Array.from({ length: 16 }, (_, i) => (i - 7.5) * 1e-6);
  const ys = xs.map((x) => 3 * x + 2e-6);

  /** Fits it with gradients in float16, or as they are; what is left of the loss. */
  async function fit(isScaled: boolean, isHalf: boolean): Promise<readonly [loss: number, skipped: number]> {
    const inner = adam({ learningRate: (count) => 0.05 * (1 - count / 800), eps: 1e-20 });
    const optimizer = isScaled ? chain(lossScale({ initScale: 2 ** 50, growthInterval: 100 }), inner) : inner;
    const descent = await optimizer.init({ w: new Float32Array([0]), b: new Float32Array([0]) });
    const { w, b } = descent.params;
    const errors = () => xs.map((x, i) => w[0]! * x + b[0]! * 1e-6 - ys[i]!);
    const loss = () => errors().reduce((sum, e) => sum + e * e, 0);
    const start = loss();
    const given = (g: number) =>
      isHalf ? tensor(codesOf([g], "float16"), [1], { dtype: "float16" }) : Float32Array.of(g);
    while (descent.count < 800) {
      const scale = descent.lossScale;
      const e = errors();
      const dw = e.reduce((sum, value, i) => sum + 2 * value * xs[i]!, 0);
      const db = e.reduce((sum, value) => sum + 2 * value * 1e-6, 0);
      descent.step({ w: given(scale * dw), b: given(scale * db) });
    }
    return [loss() / start, descent.skipped];
  }

  it("is not learnt without a scale, and as in float32 with one", async () => {
    const [[still], [scaled, skipped], [plain]] = [
      await fit(false, true),
      await fit(true, true),
      await fit(false, false),
    ];
    expect(still).toBe(1);
    expect(skipped).toBeGreaterThan(3);
    expect(scaled).toBeLessThan(1e-3);
    expect(plain).toBeLessThan(1e-3);
  });
});
