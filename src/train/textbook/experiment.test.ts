/** The training loop: its schedule of evaluations, its seeds, its two presets; the book's losses are in test/textbook. */
import { afterEach, describe, expect, it, vi } from "vitest";
import { autoMpgRegression } from "../../datasets/textbook-data.ts";
import { accumulate, polyakAverage, polyakSgd, sam, sgd } from "../../index.ts";
import { concise, experiment, scratch } from "./experiment.ts";
import { leastSquares } from "./least-squares.ts";
import { batchGradient, type LinearParams, meanLoss } from "./linear-regression.ts";

const data = autoMpgRegression();
const optimizer = sgd({ learningRate: 0.05 });
const still = sgd({ learningRate: 0 });

afterEach(() => {
  vi.restoreAllMocks();
});

describe("experiment", () => {
  it.each([
    [10, [0, 200, 402, 602, 784]],
    [150, [0, 300, 542, 692, 784]],
    [1000, [0, 392, 784]],
  ])(
    "evaluates at the start, at least every 200 examples if told to, and at the end, at batch size %i",
    async (batchSize, examples) => {
      const { curve } = await experiment(optimizer, data, { ...scratch, batchSize, evaluateEvery: 200 });
      expect(curve.epochs.map((epochs) => Math.round(epochs * data.count))).toEqual(examples);
      expect(curve.loss).toHaveLength(curve.epochs.length);
    },
  );

  it("begins its curve before the first step", async () => {
    const { curve, params } = await experiment(still, data, scratch);
    expect([curve.epochs[0], curve.seconds[0]]).toEqual([0, 0]);
    expect(new Set(curve.loss)).toEqual(new Set([meanLoss(data, params)]));
    const { curve: moving } = await experiment(optimizer, data, scratch);
    expect(moving.loss[0]).toBe(curve.loss[0]);
    expect(moving.loss[1]).toBeLessThan(moving.loss[0]!);
  });

  it.each([
    [1500, 2, 10, 15],
    [1500, 4, 10, 30],
    [392, 2, 10, 16],
    [392, 200, 10, 60],
    [20, 1, 1, 20],
    [20, 1000, 20, 60],
    [3, 2, 1, 6],
    [40, 1, 40, 1],
  ])(
    "has points that follow the length of the run: %i examples, %i epochs, batches of %i",
    async (count, epochs, batchSize, points) => {
      const some = {
        ...data,
        count,
        x: Float32Array.from({ length: count * data.width }, (_, i) => data.x[i % data.x.length]!),
        y: Float32Array.from({ length: count }, (_, i) => data.y[i % data.y.length]!),
      };
      const { curve } = await experiment(still, some, { ...scratch, epochs, batchSize });
      expect(curve.epochs).toHaveLength(1 + points);
      expect(curve.epochs.at(-1)).toBe(epochs);
    },
  );

  it("approaches the least squares floor", async () => {
    const floor = leastSquares(data).loss;
    const { loss, params, curve } = await experiment(optimizer, data, {
      ...scratch,
      epochs: 100,
      batchSize: 100,
    });
    expect(loss).toBeGreaterThan(floor);
    expect(loss).toBeLessThan(floor * 1.02);
    expect(loss).toBe(curve.loss.at(-1));
    expect(loss).toBe(meanLoss(data, params));
  });

  it("repeats a seed exactly and differs between seeds", async () => {
    const [first, again, other] = await Promise.all(
      [1, 1, 2].map((seed) => experiment(optimizer, data, { ...scratch, seed })),
    );
    expect(again!.curve.loss).toEqual(first!.curve.loss);
    expect(other!.loss).not.toBe(first!.loss);
  });

  it("gives the same curve on both devices", async () => {
    const onJs = await experiment(optimizer, data, { ...scratch, device: "js" });
    const onWasm = await experiment(optimizer, data, { ...scratch, device: "wasm" });
    expect(onWasm.curve.loss).toEqual(onJs.curve.loss);
  });

  it("starts from small normal weights and, as the preset says, a zero or uniform bias", async () => {
    const starts = await Promise.all(
      Array.from({ length: 200 }, (_, seed) => experiment(still, data, { ...concise, epochs: 1, seed })),
    );
    const weights = starts.flatMap(({ params }) => [...params.weight]);
    const biases = starts.map(({ params }) => params.bias[0]!);
    const deviation = Math.sqrt(weights.reduce((sum, value) => sum + value ** 2, 0) / weights.length);
    expect(deviation).toBeGreaterThan(0.009);
    expect(deviation).toBeLessThan(0.011);
    const bound = 1 / Math.sqrt(5);
    expect(Math.max(...biases.map(Math.abs))).toBeLessThan(bound);
    expect(Math.max(...biases)).toBeGreaterThan(0.9 * bound);
    expect(Math.min(...biases)).toBeLessThan(-0.9 * bound);
    expect((await experiment(still, data, scratch)).params.bias[0]).toBe(0);
  });

  it("doubles the gradient in the concise preset", async () => {
    const halved = await experiment(sgd({ learningRate: 0.025 }), data, { ...concise, initialBias: "zero" });
    const plain = await experiment(optimizer, data, { ...scratch, epochs: concise.epochs });
    expect(halved.loss).toBeCloseTo(plain.loss, 5);
    expect(concise.epochs).toBe(4);
  });

  it("reports each evaluation and a time, and returns what diverged", async () => {
    const seen: number[] = [];
    const run = await experiment(sgd({ learningRate: 1e6 }), data, {
      ...scratch,
      onEvaluate: (_, loss) => seen.push(loss),
    });
    expect(seen).toEqual(run.curve.loss);
    expect(Number.isFinite(run.loss)).toBe(false);
    expect(run.secondsPerEpoch).toBeGreaterThan(0);
  });

  it("waits for what onEvaluate promises", async () => {
    const order: string[] = [];
    const onEvaluate = async () => {
      order.push("begins");
      await new Promise(setImmediate);
      order.push("ends");
    };
    const { curve } = await experiment(optimizer, data, { ...scratch, onEvaluate });
    expect(order).toEqual(curve.loss.flatMap(() => ["begins", "ends"]));
  });

  it("leaves evaluations out of the time", async () => {
    let clock = 0;
    vi.spyOn(performance, "now").mockImplementation(() => clock++);
    const onEvaluate = () => {
      clock += 1e6;
    };
    const run = await experiment(optimizer, data, { ...scratch, onEvaluate });
    // Each of the stretches between evaluations reads the clock at its start and its end.
    expect(run.secondsPerEpoch).toBe(((run.curve.loss.length - 1) * 1e-3) / scratch.epochs);
    expect(run.curve.seconds).toEqual(run.curve.loss.map((_, index) => index / 1000));
  });

  it.each([
    [{ batchSize: 0 }, "batchSize must be a whole number, at least 1; got 0"],
    [{ epochs: 1.5 }, "epochs must be a whole number, at least 1; got 1.5"],
    [{ evaluateEvery: Number.NaN }, 'evaluateEvery must be a whole number, at least 1 or "auto"; got NaN'],
  ])("refuses %o", async (options, message) => {
    await expect(experiment(optimizer, data, { ...scratch, ...options })).rejects.toThrow(message);
  });
});

describe("a step", () => {
  /** One step a pass. */
  const whole = { ...scratch, batchSize: data.count, epochs: 1 };
  const order = Uint32Array.from({ length: data.count }, (_, index) => index);
  const flat = ({ weight, bias }: LinearParams) => [...weight, ...bias];
  const close = (values: readonly number[]) => values.map((value) => expect.closeTo(value, 6));
  /** Where all runs of seed 0 start, and a step of the gradient somewhere else. */
  const startOf = async () => (await experiment(still, data, whole)).params;
  const gradientAt = (params: LinearParams) => {
    const grads = { weight: new Float32Array(data.width), bias: new Float32Array(1) };
    const loss = batchGradient(data, params, grads, order, 0, data.count, 1);
    return { loss, gradient: flat(grads), norm: Math.hypot(...flat(grads)) };
  };

  it("knows the loss of its batch", async () => {
    const start = await startOf();
    const { loss, gradient, norm } = gradientAt(start);
    const rate = 0.1 * Math.min(loss / norm ** 2, 1);
    const { params } = await experiment(polyakSgd({ learningRate: 0.1 }), data, whole);
    expect(flat(params)).toEqual(close(flat(start).map((value, i) => value - rate * gradient[i]!)));
  });

  it("takes two gradients of its batch where the optimizer asks for them", async () => {
    const start = await startOf();
    const { gradient, norm } = gradientAt(start);
    const [weight, bias] = [start.weight.slice(), start.bias.slice()];
    for (const i of weight.keys()) weight[i]! += (0.5 / norm) * gradient[i]!;
    bias[0]! += (0.5 / norm) * gradient.at(-1)!;
    const near = gradientAt({ weight, bias });
    const { params } = await experiment(sam(optimizer, { rho: 0.5 }), data, whole);
    expect(flat(params)).toEqual(close(flat(start).map((value, i) => value - 0.05 * near.gradient[i]!)));
  });

  it("is taken after several batches where the optimizer adds them up", async () => {
    const settings = { ...scratch, evaluateEvery: 200 };
    const many = await experiment(accumulate(optimizer, { every: 4 }), data, settings);
    const large = await experiment(optimizer, data, { ...settings, batchSize: 40 });
    // After 200 examples both have taken five steps on the same examples.
    expect(many.curve.loss[1]).toBeCloseTo(large.curve.loss[1]!, 6);
    expect(many.curve.loss[1]).not.toBe(many.curve.loss[0]);
  });

  it("is taken at the end of an epoch with the batches that are left, on their mean", async () => {
    const alone = { ...whole, epochs: 3 };
    const [left, plain] = await Promise.all(
      [accumulate(optimizer, { every: 4 }), optimizer].map((each) => experiment(each, data, alone)),
    );
    expect(left!.curve.loss).toEqual(plain!.curve.loss);
    // Six batches: a step of four and one of two, or three of two.
    const settings = { ...scratch, epochs: 1, batchSize: 66 };
    const some = await experiment(accumulate(optimizer, { every: 4 }), data, settings);
    const all = await experiment(accumulate(optimizer, { every: 2 }), data, settings);
    expect(some.loss).toBeLessThan(some.curve.loss.at(-2)!);
    expect(some.loss).toBeGreaterThan(all.loss);
  });

  it("leads to averages that are evaluated, where the optimizer keeps some", async () => {
    const [first, second, mean] = await Promise.all([
      experiment(optimizer, data, whole),
      experiment(optimizer, data, { ...whole, epochs: 2 }),
      experiment(polyakAverage(optimizer), data, { ...whole, epochs: 2 }),
    ]);
    const expected = flat(first.params).map((value, i) => (value + flat(second.params)[i]!) / 2);
    expect(flat(mean.params)).toEqual(close(expected));
    expect(mean.loss).toBe(meanLoss(data, mean.params));
  });
});
