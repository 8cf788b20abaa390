/** The scale of the loss against torch's GradScaler along the same gradients; what a declined step changes, and what it leaves. */
import { readFileSync } from "node:fs";
import { describe, expect, it, test } from "vitest";
import { definition } from "../../test/devices/definition.ts";
import {
  accumulate,
  adam,
  cautious,
  chain,
  clipByGlobalNorm,
  DeclinedError,
  type Device,
  HyperparameterError,
  lossScale,
  minimize,
  type Optimizer,
  partition,
  rule,
  sam,
  scaleByLearningRate,
  sgd,
  skipNonFinite,
} from "../index.ts";

interface Golden {
  readonly start: readonly number[];
  readonly gradients: readonly (readonly (number | string)[])[];
  readonly cases: readonly {
    readonly options: Readonly<Record<string, number>>;
    readonly scales: readonly number[];
    readonly params: readonly number[];
  }[];
}

const file = new URL("../../test/golden/loss-scale.json", import.meta.url);
const { start, gradients, cases } = JSON.parse(readFileSync(file, "utf8")) as Golden;
const rows = gradients.map((row) => row.map((value) => Number(String(value).replace("inf", "Infinity"))));
const devices: readonly ("js" | "wasm" | Device)[] = ["js", "wasm", definition];

describe.each(devices)("like torch's GradScaler, on %o", (device) => {
  test.each(cases)("$options", async ({ options, scales, params }) => {
    const optimizer = chain(lossScale(options), sgd({ learningRate: 0.05, momentum: 0.9 }));
    const descent = await optimizer.init(Float64Array.from(start), { device });
    for (const [step, row] of rows.entries()) {
      const scale = descent.lossScale;
      descent.step(row.map((g) => g * scale));
      // torch keeps the scale in float32.
      expect(descent.lossScale / scales[step]!).toBeCloseTo(1, 6);
    }
    for (const [i, p] of params.entries()) expect(descent.params[i]! / p).toBeCloseTo(1, 6);
    expect([descent.skipped, descent.count]).toEqual([6, rows.length - 6]);
    descent.dispose();
  });
});

const by2 = { initScale: 8, growthInterval: 2 };

describe("a declined step", () => {
  it.each(devices)("changes the scale and its count alone, on %o", async (device) => {
    const descent = await chain(lossScale(by2), adam()).init([1, 2], { device, measure: true });
    descent.step([8, 16]);
    expect(descent.last.gradNorm).toBe(Math.hypot(1, 2));
    const before = await descent.snapshot();
    descent.step([Infinity, 1]);
    const { state, skipped, ...rest } = await descent.snapshot();
    expect(rest).toEqual({ ...rest, params: before.params, count: before.count, powers: before.powers });
    expect(skipped).toBe(1);
    expect(state).toEqual({ ...before.state, scale: 4, growthTracker: 0 });
    expect([descent.lossScale, descent.state.scale, descent.state.growthTracker]).toEqual([4, 4, 0]);
    descent.dispose();
  });

  it("goes on from a snapshot to the same scales", async () => {
    const optimizer = chain(lossScale(by2), sgd());
    const [one, other] = [await optimizer.init([1]), await optimizer.init([1])];
    for (const g of [1, Number.NaN, 1]) one.step([g]);
    await other.restore(JSON.parse(JSON.stringify(await one.snapshot())));
    for (const descent of [one, other]) descent.step([1]);
    expect([one.lossScale, other.lossScale]).toEqual([8, 8]);
    one.restart();
    expect([one.lossScale, one.state.growthTracker]).toEqual([8, 0]);
    for (const descent of [one, other]) descent.dispose();
  });

  it("leaves the scale where another rule declines it", async () => {
    const small = rule({ name: "small", text: "accept = globalNorm(g) < 10\n u = g" });
    const descent = await chain(lossScale(by2), small(), sgd()).init([1]);
    descent.step([8]);
    descent.step([8 * 20]);
    expect([descent.skipped, descent.lossScale, descent.state.growthTracker]).toEqual([1, 8, 1]);
  });

  it("makes an error of too many in a row, and stops at the least scale", async () => {
    const optimizer = chain(skipNonFinite({ maxConsecutive: 3 }), lossScale({ ...by2, minScale: 4 }), sgd());
    const descent = await optimizer.init([1]);
    const decline = () => descent.step([Number.NaN]);
    decline();
    decline();
    expect(decline).toThrow(DeclinedError);
    expect(descent.lossScale).toBe(4);
  });

  it.each(devices)("is that of all parameters, also of those without a gradient, on %o", async (device) => {
    const descent = await chain(lossScale(by2), adam()).init({ a: [1], b: [1], c: [1] }, { device });
    descent.step({ a: [8], b: null, c: [8] });
    descent.step({ a: null, b: [Number.NaN], c: [8] });
    expect([descent.lossScale, descent.skipped, descent.state.growthTracker]).toEqual([4, 1, 0]);
    descent.step({ a: [4], b: [4], c: null });
    descent.step({ a: [4], b: [4], c: [4] });
    expect([descent.lossScale, descent.state.growthTracker]).toEqual([8, 0]);
    expect((descent.state.m as typeof descent.params).b[0]).toBeCloseTo(0.1 * (1 + 0.9), 12);
  });

  it("changes states of the tensors that take part alone, where a rule has such states", async () => {
    const counting = rule({
      name: "counting",
      hyper: { closed: 0 },
      state: { number: 0 },
      text: "accept = closed == 0\n u = g\n number = number",
      declined: "number = number + 1",
    });
    for (const device of devices) {
      const descent = await chain(counting(), sgd()).init({ a: [1], b: [1] }, { device });
      descent.step({ a: [1], b: null });
      descent.set({ closed: 1 });
      descent.step({ a: [1], b: [1] });
      descent.step({ a: [1], b: null });
      expect([descent.state.number, descent.skipped]).toEqual([{ a: 2, b: 1 }, 2]);
      descent.dispose();
    }
  });
});

describe("with others", () => {
  test("clipping and cautious steps see gradients without the scale", async () => {
    const clipped = await chain(lossScale({ scale: 8 }), clipByGlobalNorm(1), scaleByLearningRate(1)).init([
      0, 0,
    ]);
    clipped.step([24, 32]);
    expect([...clipped.params]).toEqual([-3 / 5, -4 / 5].map((value) => expect.closeTo(value, 15)));
    const optimizer = cautious(sgd({ learningRate: 1, momentum: 0.5 }));
    const [plain, scaled] = [
      await optimizer.init([1, 2]),
      await chain(lossScale(by2), optimizer).init([1, 2]),
    ];
    for (let t = 0; t < 7; t++) {
      const g = [Math.sin(t), -Math.cos(t)];
      plain.step(g);
      scaled.step(g.map((value) => value * scaled.lossScale));
    }
    expect([...scaled.params]).toEqual([...plain.params]);
  });

  test("accumulate takes gradients of several scales; one that is not finite is left out", async () => {
    const optimizer = chain(lossScale(by2), accumulate(sgd({ learningRate: 1 }), { every: 2 }));
    const descent = await optimizer.init([0], { measure: true });
    descent.step([1 * descent.lossScale]);
    descent.step([Number.NaN]);
    expect([descent.pending, descent.skipped, descent.lossScale]).toEqual([1, 1, 4]);
    descent.step([3 * descent.lossScale]);
    expect([descent.params[0], descent.last.gradNorm]).toEqual([-2, 3]);
    descent.step([5 * descent.lossScale]);
    descent.flush();
    expect([descent.params[0], descent.last.gradNorm, descent.lossScale]).toEqual([-7, 5, 8]);
  });

  test("sam", async () => {
    const inner = sam(sgd({ learningRate: 0.1 }));
    const [plain, scaled] = [await inner.init([3]), await chain(lossScale(by2), inner).init([3])];
    const declined = () => scaled.perturb([Infinity]);
    declined();
    for (let t = 0; t < 4; t++) {
      for (const descent of [plain, scaled]) {
        descent.perturb([descent.params[0]! * descent.lossScale]);
        if (t === 2) descent.lossScale > 1 && descent.step([Number.NaN]);
        descent.step([descent.params[0]! * descent.lossScale]);
      }
    }
    expect(scaled.params[0]).toBe(plain.params[0]);
    expect(scaled.skipped).toBe(2);
  });

  test("gradients of one type and the other have one scale", async () => {
    const descent = await chain(lossScale(by2), sgd()).init({
      a: new Float32Array(1),
      b: new Float64Array(1),
    });
    descent.step({ a: [1], b: [Number.NaN] });
    expect(descent.lossScale).toBe(4);
  });
});

describe("a scale that stays", () => {
  test("divides", async () => {
    const descent = await chain(lossScale({ scale: 4 }), sgd({ learningRate: 1 })).init([0]);
    expect(descent.lossScale).toBe(4);
    descent.step([2]);
    expect([descent.params[0], descent.hyper.scale]).toEqual([-0.5, 4]);
    descent.set({ scale: 2 });
    expect(descent.lossScale).toBe(2);
  });

  test("or follows a schedule, of which it is the value of the step that comes", async () => {
    const descent = await chain(lossScale({ scale: (count) => 2 ** count }), sgd({ learningRate: 1 })).init([
      0,
    ]);
    for (let t = 0; t < 3; t++) descent.step([descent.lossScale]);
    expect([descent.params[0], descent.lossScale]).toEqual([-3, 8]);
  });

  test("is 1 where there is none, and gone with the descent", async () => {
    const descent = await adam().init([1]);
    expect(descent.lossScale).toBe(1);
    descent.dispose();
    expect(() => descent.lossScale).toThrow("disposed");
  });
});

test("explains what becomes of the scale, with a step's numbers too", async () => {
  const optimizer = chain(lossScale(), sgd());
  const text = await optimizer.explain();
  expect(text).toContain("scale = max(scale*backoffFactor, minScale)   (in a step that it declines)");
  expect(await optimizer.explain({ format: "tex" })).toContain("\\mathrm{scale} &\\leftarrow \\max");
  const descent = await optimizer.init([1]);
  const declined = await descent.explainStep([Number.NaN]);
  expect(declined.lines.filter(({ name }) => name === "scale").at(-1)).toMatchObject({ value: 32768 });
  const taken = await descent.explainStep([1]);
  expect(taken.lines.filter(({ name }) => name === "scale").at(-1)).toMatchObject({ value: 65536 });
});

describe("is refused", () => {
  const front = "put it in front of the whole optimizer, chain(lossScale(), ...)";
  const own = chain(lossScale(), sgd());
  test.each<[string, Optimizer, string]>([
    [
      "for some parameters",
      partition([
        ["a", own],
        ["*", sgd()],
      ]),
      "does not act on all parameters",
    ],
    [
      "for each by itself",
      partition([
        ["a", own],
        ["*", chain(lossScale(), sgd())],
      ]),
      "does not act on all",
    ],
    ["twice", chain(lossScale(), lossScale({ scale: 2 })), "stands there twice"],
    [
      "inside accumulate",
      accumulate(chain(lossScale({ scale: 2 }), sgd()), { every: 2 }),
      "stands inside accumulate",
    ],
  ])("%s", async (_, optimizer, message) => {
    const begun = optimizer.init({ a: [1], b: [1] });
    await expect(begun).rejects.toThrow(message);
    await expect(begun).rejects.toThrow(front);
  });

  test("by minimize", async () => {
    const run = minimize((x: Float64Array) => x[0]!, [1], { optimizer: own, gradient: "central" });
    await expect(run).rejects.toThrow("leave lossScale out of the optimizer, or take steps with init()");
  });

  test("as one rule", async () => {
    await expect(own.asRule()).rejects.toThrow("lossScale takes the scale of the loss out of gradients");
  });

  test.each([
    [{ scale: 0 }, "lossScale: scale must be"],
    [{ scale: Number.NaN }, "lossScale: scale must be"],
    [1024, "lossScale takes an object of options"],
    [{ scale: undefined }, "scale"],
    [{ scale: 2, growthFactor: 2 }, "growthFactor"],
    [{ growthFactor: 1 }, "growthFactor must be in (1, inf)"],
    [{ backoffFactor: 1 }, "backoffFactor must be in (0, 1)"],
    [{ growthInterval: 0.5 }, "growthInterval must be"],
    [{ initScale: 1, minScale: 2 }, "minScale must not be above initScale"],
    ["1024", "lossScale"],
    [null, "lossScale"],
  ])("with %o", (options, message) => {
    const make = () => lossScale(options as never);
    expect(make).toThrow(HyperparameterError);
    expect(make).toThrow(message);
  });
});
