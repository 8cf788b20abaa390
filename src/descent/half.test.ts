/** Gradients in 16 bits: every code, in trees of every kind, and a model that trains in float16 only where the loss is scaled. */
import { describe, expect, it, test } from "vitest";
import { adam, chain, type HalfType, lossScale, ParameterError, sgd, tensor } from "../index.ts";

/** The number of a code by the words of IEEE 754-2008, 3.4: exponents of e bits, precision p. */
function numberOf(code: number, e: number, p: number): number {
  const text = code.toString(2).padStart(16, "0");
  const [sign, exponent, fraction] = [text[0] === "1", text.slice(1, 1 + e), text.slice(1 + e)];
  const [biased, trailing] = [Number.parseInt(exponent, 2), Number.parseInt(fraction, 2)];
  const greatest = 2 ** (e - 1) - 1;
  const size =
    biased === 2 ** e - 1
      ? trailing === 0
        ? Number.POSITIVE_INFINITY
        : Number.NaN
      : biased === 0
        ? 2 ** (1 - greatest) * (trailing * 2 ** (1 - p))
        : 2 ** (biased - greatest) * (1 + trailing * 2 ** (1 - p));
  return sign ? -size : size;
}

const forms: Readonly<Record<HalfType, readonly [e: number, p: number]>> = {
  float16: [5, 11],
  bfloat16: [8, 8],
};
const all = Uint16Array.from({ length: 2 ** 16 }, (_, code) => code);
const NativeFloat16 = (globalThis as { Float16Array?: new (buffer: ArrayBufferLike) => Float32Array })
  .Float16Array;

describe.each(["js", "wasm"] as const)("all codes, on %s", (device) => {
  test.each(Object.entries(forms) as [HalfType, readonly [number, number]][])(
    "of %s",
    async (dtype, [e, p]) => {
      const descent = await sgd().init(new Float32Array(2 ** 16), { device });
      descent.step(tensor(all, [2 ** 16], { dtype }));
      for (const [code, g] of descent.grads.entries())
        if (!Object.is(g, numberOf(code, e, p))) expect.fail(`${code} is ${g}, not ${numberOf(code, e, p)}`);
      descent.dispose();
    },
  );

  test.runIf(NativeFloat16)("of a Float16Array", async () => {
    const [descent, other] = [
      await sgd().init(new Float32Array(2 ** 16), { device }),
      await sgd().init(new Float32Array(2 ** 16), { device }),
    ];
    descent.step(new NativeFloat16!(all.buffer));
    other.step(tensor(all, [2 ** 16], { dtype: "float16" }));
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

  it("but not as parameters, nor of other types", async () => {
    const codes = tensor(bf(1, 2), [2], { dtype: "bfloat16" });
    await expect(sgd().init({ x: codes })).rejects.toThrow("x");
    await expect(sgd().init({ x: codes })).rejects.toThrow(
      "parameters are float32 or float64, and gradients may be in 16 bits",
    );
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

/** Codes of the numbers of float16 that are nearest, ties to even. */
const codes = new Map([...all].map((code) => [numberOf(code, 5, 11), code]));
function inFloat16(values: readonly number[]): Uint16Array {
  return Uint16Array.from(values, (value) => {
    const ulp = 2 ** (Math.max(Math.floor(Math.log2(Math.abs(value) || 1e-30)), -14) - 10);
    const [low, rest] = [Math.floor(value / ulp), value / ulp - Math.floor(value / ulp)];
    const rounded = (low + (rest > 0.5 || (rest === 0.5 && low % 2 !== 0) ? 1 : 0)) * ulp;
    if (Number.isNaN(rounded)) return 0x7e00;
    if (Math.abs(rounded) > 65504) return rounded > 0 ? 0x7c00 : 0xfc00;
    return codes.get(rounded)!;
  });
}

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
      isHalf ? tensor(inFloat16([g]), [1], { dtype: "float16" }) : Float32Array.of(g);
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
