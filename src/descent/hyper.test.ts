/** Hyperparameters while a descent runs: read, set, scheduled, and refused without harm. */
import { describe, expect, test } from "vitest";
import {
  adam,
  adamw,
  chain,
  clip,
  clipByGlobalNorm,
  ema,
  emaParams,
  HyperparameterError,
  partition,
  scale,
  scaleByLearningRate,
  sgd,
  skipNonFinite,
} from "../index.ts";

/** What a descent remembers, to the bit. */
const seen = (descent: {
  params: unknown;
  state: Readonly<Record<string, unknown>>;
  count: number;
  hyper: unknown;
}) => structuredClone([descent.params, { ...descent.state }, descent.count, descent.hyper]);

describe("hyper", () => {
  test("has the values by name, before the first step those of count 0", async () => {
    const optimizer = adamw({ learningRate: (count) => 0.5 ** count, b1: 0.8 });
    const descent = await optimizer.init([1]);
    const fixed = { b1: 0.8, b2: 0.999, eps: 1e-8, weightDecay: 0.01 };
    expect(descent.hyper).toEqual({ ...fixed, learningRate: 1 });
    const rates = [0, 1, 2].map(() => {
      descent.step([1]);
      return descent.hyper.learningRate;
    });
    expect(rates).toEqual([1, 0.5, 0.25]);
    descent.dispose();
  });

  test("qualifies names that several rules have", async () => {
    const optimizer = partition([
      ["*.bias", sgd({ learningRate: 0.1 })],
      ["*", chain(clip(3), sgd({ learningRate: 0.2 }))],
    ]);
    const descent = await optimizer.init({ w: [1], l: { bias: [1] } });
    expect(descent.hyper).toEqual({
      "*.bias.learningRate": 0.1,
      "*.learningRate": 0.2,
      maxDelta: 3,
    });
    descent.set({ "*.bias.learningRate": 1 });
    descent.step({ w: [1], l: { bias: [1] } });
    expect(descent.params).toEqual({ w: Float64Array.of(0.8), l: { bias: Float64Array.of(0) } });
    descent.dispose();
  });

  test("calls the learning rate of adamw learningRate, whatever multiplies the decay", async () => {
    for (const options of [{}, { decoupling: "schedule" }, { like: "paper" }] as const) {
      const descent = await adamw({ learningRate: 0.25, ...options }).init([1]);
      expect(descent.hyper.learningRate).toBe(0.25);
      descent.dispose();
    }
  });

  test("is a copy: writing into it sets nothing", async () => {
    const descent = await sgd({ learningRate: 0.5 }).init([1]);
    (descent.hyper as Record<string, number>).learningRate = 7;
    descent.step([1]);
    expect(descent.params[0]).toBe(0.5);
    descent.dispose();
  });
});

describe.each(["js", "wasm"] as const)("set on %s", (device) => {
  test("takes numbers from the next step on", async () => {
    const descent = await sgd({ learningRate: 0.5 }).init([0], { device });
    descent.step([1]);
    descent.set({ learningRate: 0.25 });
    expect(descent.hyper.learningRate).toBe(0.5);
    expect(descent.params[0]).toBe(-0.5);
    descent.step();
    expect(descent.hyper.learningRate).toBe(0.25);
    expect(descent.params[0]).toBe(-0.75);
    descent.dispose();
  });

  test("takes schedules, which see the number of steps taken so far", async () => {
    const descent = await sgd({ learningRate: 0.5 }).init([0], { device });
    descent.step([1]);
    descent.step();
    const counts: number[] = [];
    descent.set({
      learningRate: (count) => {
        counts.push(count);
        return count;
      },
    });
    descent.step();
    descent.step();
    expect(counts).toEqual([2, 3]);
    expect(descent.params[0]).toBe(-1 - 2 - 3);
    descent.dispose();
  });

  test("moves every hyperparameter that a rule has", async () => {
    const changes = { b1: 0.5, b2: 0.9, eps: 0.1, learningRate: 0.2, maxNorm: 3 };
    const run = async (change: Readonly<Record<string, number>>) => {
      const descent = await chain(clipByGlobalNorm(5), adam({ learningRate: 0.1 })).init([1], { device });
      descent.step([10]);
      descent.set(change);
      descent.step([-2]);
      descent.step([4]);
      const [found] = descent.params;
      descent.dispose();
      return found;
    };
    const unchanged = await run({});
    for (const [name, value] of Object.entries(changes))
      expect(await run({ [name]: value }), name).not.toBe(unchanged);
  });

  test("of each group of parameters are set by their name, those of one group by its pattern", async () => {
    const optimizer = partition([
      ["*.bias", sgd({ learningRate: 0.1, momentum: 0.5 })],
      ["*", adamw({ learningRate: 0.2 })],
    ]);
    const descent = await optimizer.init({ l: { bias: [1], weight: [1] } }, { device });
    const rates = () => [descent.hyper["*.bias.learningRate"], descent.hyper["*.learningRate"]];
    const set = (values: Record<string, number>) => {
      descent.set(values);
      descent.step({ l: { bias: [0], weight: [0] } });
      return rates();
    };
    expect(rates()).toEqual([0.1, 0.2]);
    expect(set({ learningRate: 0.3 })).toEqual([0.3, 0.3]);
    expect(set({ "*.bias.learningRate": 0.4 })).toEqual([0.4, 0.3]);
    expect(set({ "*.bias.scaleByLearningRate.learningRate": 0.5, b1: 0.8 })).toEqual([0.5, 0.3]);
    expect(set({ "scaleByLearningRate.learningRate": 0.6 })).toEqual([0.6, 0.6]);
    expect(() => descent.set({ learningRate: 1, "*.bias.learningRate": 2 })).toThrow(
      new HyperparameterError("set: two of the names given mean *.bias.learningRate"),
    );
    expect(() => descent.set({ lr: 1 } as object)).toThrow(/there are: .*; did you mean learningRate\?$/);
    expect(() => descent.set({ "*.bias.learningRat": 1 } as object)).toThrow(
      /did you mean \*\.bias\.learningRate\?$/,
    );
    expect(set({})).toEqual([0.6, 0.6]);
    descent.dispose();
  });

  test("of two rules in one chain are set by the rule's name or place, never both by accident", async () => {
    const descent = await chain(ema(0.5), ema(0.6), emaParams(sgd(), { decay: 0.7 })).init([1], { device });
    expect(() => descent.set({ decay: 0.1 })).toThrow(
      new HyperparameterError(
        '"decay" may mean any of 0.ema.decay, 1.ema.decay, emaParams.decay; name one of them',
      ),
    );
    descent.set({ "1.ema.decay": 0.1, "emaParams.decay": 0.2 });
    descent.step([0]);
    expect(descent.hyper).toMatchObject({ "0.ema.decay": 0.5, "1.ema.decay": 0.1, "emaParams.decay": 0.2 });
    const failing = {
      get "1.ema.decay"(): number {
        throw new Error("not today");
      },
    };
    expect(() => descent.set(failing)).toThrow(HyperparameterError);
    expect(() => descent.set(failing)).toThrow("set: the values cannot be read");
    expect(() => descent.set({ [Symbol("decay")]: 0.5 } as never)).toThrow(
      'there is no hyperparameter "Symbol(decay)"',
    );
    for (const values of [undefined, null, 0.1, "lr", [0.1], new Map([["learningRate", 1]]), adam()])
      expect(() => descent.set(values as never), String(values)).toThrow(
        /^set takes an object of hyperparameters/,
      );
    descent.dispose();
  });

  test("refuses unknown names and values outside their intervals, and then sets nothing", async () => {
    const descent = await adam({ learningRate: 0.1 }).init([1], { device });
    const refuse = (values: Record<string, number>, message: string) => {
      expect(() => descent.set(values)).toThrow(new HyperparameterError(message));
    };
    refuse(
      { learningRate: 0.5, lr: 1 },
      'there is no hyperparameter "lr"; there are: b1, b2, eps, learningRate; did you mean learningRate?',
    );
    refuse({ learningRate: 0.5, b1: 1 }, "b1 must be in [0, 1); got 1");
    refuse({ learningRate: 0.5, eps: -1e-9 }, "eps must be in [0, inf); got -1e-9");
    refuse({ b2: 0.5, learningRate: Number.NaN }, "learningRate must be in [0, inf); got NaN");
    refuse({ b2: 0.5, learningRate: "1" as unknown as number }, 'learningRate must be in [0, inf); got "1"');
    refuse(
      { b2: 0.5, learningRate: undefined as unknown as number },
      "learningRate must be in [0, inf); got undefined",
    );
    descent.step([1]);
    expect(descent.hyper).toEqual({ b1: 0.9, b2: 0.999, eps: 1e-8, learningRate: 0.1 });
    descent.dispose();
  });
});

describe.each(["js", "wasm"] as const)("a schedule that leaves its interval on %s", (device) => {
  test("fails the step by name and count, and leaves everything bit for bit", async () => {
    const optimizer = adam({
      learningRate: (count) => 0.1 + count / 1000,
      b1: (count) => (count === 2 ? 1.5 : 0.9),
    });
    const descent = await optimizer.init({ x: Float32Array.of(1, 2), y: [3] }, { device });
    descent.step({ x: [0.3, -0.7], y: [1] });
    descent.step();
    const before = seen(descent);
    for (let attempt = 0; attempt < 2; attempt++) {
      expect(() => descent.step({ x: [9, 9], y: [9] })).toThrow(
        new HyperparameterError("b1 must be in [0, 1); got 1.5 from its schedule at count 2"),
      );
      expect(seen(descent)).toEqual(before);
      expect(descent.grads.x).toEqual(Float32Array.of(0.3, -0.7));
    }
    descent.set({ b1: 0.9 });
    descent.step();
    expect(descent.count).toBe(3);
    descent.dispose();
  });

  test("leaves the values of the last step in hyper, those of earlier rules too", async () => {
    const optimizer = chain(
      scale((count) => count),
      scaleByLearningRate((count) => (count < 2 ? 1 : -1)),
    );
    const descent = await optimizer.init([0], { device });
    descent.step([1]);
    descent.step();
    expect(descent.hyper).toEqual({ factor: 1, learningRate: 1 });
    expect(() => descent.step()).toThrow(HyperparameterError);
    expect(descent.hyper).toEqual({ factor: 1, learningRate: 1 });
    descent.dispose();
  });

  test("that throws leaves the descent as it was", async () => {
    const broken = new Error("no more data");
    const learningRate = (count: number) => {
      if (count === 1) throw broken;
      return 1;
    };
    const descent = await sgd({ learningRate, momentum: 0.5 }).init([0], { device });
    descent.step([1]);
    const before = seen(descent);
    expect(() => descent.step([5])).toThrow(broken);
    expect(seen(descent)).toEqual(before);
    descent.dispose();
  });

  test("fails init where it does so at count 0", async () => {
    await expect(sgd({ learningRate: () => Number.NaN }).init([1], { device })).rejects.toThrow(
      new HyperparameterError("learningRate must be in [0, inf); got NaN from its schedule at count 0"),
    );
  });
});

test("a value that was set for a step that was declined is gone with the next one", async () => {
  const descent = await chain(skipNonFinite(), sgd({ learningRate: 1 })).init([0]);
  descent.step([1]);
  descent.set({ learningRate: 0.5 });
  descent.step([Number.NaN]);
  descent.set({ learningRate: 1 });
  descent.step([1]);
  expect(descent.params[0]).toBe(-2);
  expect(descent.hyper.learningRate).toBe(1);
  descent.dispose();
});
