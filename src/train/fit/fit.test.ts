/** `fit` against what is known of small problems, and what it says on the way. */
import { describe, expect, test } from "vitest";
import {
  accumulate,
  adam,
  chain,
  emaParams,
  type Optimizer,
  type Snapshot,
  sam,
  sgd,
  skipNonFinite,
} from "../../index.ts";
import { datasetOf, type Examples } from "../data/examples.ts";
import { squaredError } from "../models/losses.ts";
import type { Loss } from "../models/model.ts";
import { modelFrom } from "../models/model-from.ts";
import { random } from "../random.ts";
import type { FitEvent } from "./events.ts";
import { fit } from "./fit.ts";
import type { FitOptions, Moment } from "./options.ts";

/** y = 1 + 2 x0 - x1, with noise. */
function plane(count: number, noise = 0, seed = 8): Examples<"x" | "y"> {
  const generator = random(seed);
  const x = Float32Array.from({ length: 2 * count }, () => generator.normal());
  const y = Float32Array.from(
    { length: count },
    (_, i) => 1 + 2 * x[2 * i]! - x[2 * i + 1]! + noise * generator.normal(),
  );
  return { x: { data: x, shape: [count, 2] }, y: { data: y, shape: [count] } };
}

interface LinearParams {
  layer1: { weight: { data: Float32Array }; bias: { data: Float32Array } };
}

const linear = modelFrom("linear", { features: 2 });

async function eventsOf(options: FitOptions, data = plane(10, 0.1)) {
  const events: FitEvent[] = [];
  for await (const event of fit(linear, data, options)) events.push(event);
  const of = <T extends FitEvent["type"]>(type: T) =>
    events.filter((event): event is Extract<FitEvent, { type: T }> => event.type === type);
  return {
    events,
    start: of("start")[0]!,
    steps: of("step"),
    epochs: of("epoch"),
    result: of("end")[0]!.result,
  };
}

test("a linear regression finds the plane", async () => {
  const run = fit(linear, plane(50), { optimizer: adam({ learningRate: 0.05 }), epochs: 100, batchSize: 10 });
  const { params, reason, steps } = await run.result;
  expect([reason, steps, run.state.step]).toEqual(["done", 500, 500]);
  const { weight, bias } = (params as LinearParams).layer1;
  expect(weight.data[0]).toBeCloseTo(2, 3);
  expect(weight.data[1]).toBeCloseTo(-1, 3);
  expect(bias.data[0]).toBeCloseTo(1, 3);
});

test("steps of gradient descent are those written out by hand", async () => {
  const data = plane(6, 0.5);
  const { steps, result } = await eventsOf(
    { optimizer: sgd({ learningRate: 0.1 }), epochs: 3, batchSize: 6 },
    data,
  );
  let [a, b, c] = [0, 0, 0];
  const losses: number[] = [];
  for (let step = 0; step < 3; step++) {
    let [loss, da, db, dc] = [0, 0, 0, 0];
    for (let i = 0; i < 6; i++) {
      const [x0, x1] = [data.x.data[2 * i]!, data.x.data[2 * i + 1]!];
      const error = a * x0 + b * x1 + c - data.y.data[i]!;
      loss += error ** 2 / 6;
      da += (2 * error * x0) / 6;
      db += (2 * error * x1) / 6;
      dc += (2 * error) / 6;
    }
    losses.push(loss);
    [a, b, c] = [a - 0.1 * da, b - 0.1 * db, c - 0.1 * dc];
  }
  for (const [i, { loss }] of steps.entries()) expect(loss).toBeCloseTo(losses[i]!, 5);
  const { weight, bias } = (result.params as LinearParams).layer1;
  for (const [i, value] of [a, b].entries()) expect(weight.data[i]).toBeCloseTo(value, 5);
  expect(bias.data[0]).toBeCloseTo(c, 5);
});

describe("events", () => {
  test("start, steps, epochs, end", async () => {
    const { events, start, steps, epochs, result } = await eventsOf({
      optimizer: adam({ learningRate: 0.1 }),
      epochs: 2,
      batchSize: 4,
      validation: 0.2,
    });
    expect(events.map(({ type }) => type).join(" ")).toBe("start step step epoch step step epoch end");
    expect(start).toMatchObject({
      parameters: 3,
      trainCount: 8,
      validationCount: 2,
      batchesPerEpoch: 2,
      droppedPerEpoch: 0,
    });
    expect(steps.map(({ step, epoch, progress }) => [step, epoch, progress])).toEqual([
      [1, 1, 0.5],
      [2, 1, 1],
      [3, 2, 1.5],
      [4, 2, 2],
    ]);
    expect(steps[0]).toMatchObject({ learningRate: 0.1, taken: true });
    expect(steps[0]!.gradNorm).toBeGreaterThan(0);
    expect(epochs[0]!.trainLoss).toBe((steps[0]!.loss + steps[1]!.loss) / 2);
    expect(Object.keys(epochs[0]!.validation!)).toEqual(["loss", "mse", "rmse", "mae", "r2"]);
    expect(result.history).toHaveLength(2);
    expect(result.optimizerShare).toBeGreaterThan(0);
    expect(result.optimizerShare).toBeLessThan(1);
  });

  test("norms of each tensor, or none", async () => {
    const options = { optimizer: sgd({ learningRate: 0.1 }), epochs: 1, batchSize: 10 };
    const { steps } = await eventsOf({ ...options, measure: "tensors" });
    const { tensors, gradNorm } = steps[0]!;
    expect(Object.keys(tensors!)).toEqual(["layer1.weight", "layer1.bias"]);
    expect(Math.hypot(...Object.values(tensors!).map((of) => of.gradNorm))).toBeCloseTo(gradNorm!, 6);
    const [without] = (await eventsOf({ ...options, measure: false })).steps;
    expect(without).not.toHaveProperty("gradNorm");
    expect(without!.loss).toBe(steps[0]!.loss);
  });

  test("callbacks are awaited, readers are not; leaving the loop does not end the run", async () => {
    const seen: string[] = [];
    const run = fit(linear, plane(10), {
      optimizer: sgd({ learningRate: 0.1 }),
      epochs: 2,
      batchSize: 5,
      callbacks: [
        async ({ type }) => {
          await new Promise((resolve) => setTimeout(resolve, 1));
          seen.push(type);
        },
      ],
    });
    for await (const { type } of run) if (type === "step") break;
    expect((await run.result).steps).toBe(4);
    expect(seen).toHaveLength(8);
  });
});

describe("batches", () => {
  /** The gradient of the mean of w x is the mean of x: with rate 1 every step says which examples were used. */
  const mean: Loss<{ w: Float32Array }> = ({ w }, { x }) => w.mul(x!).mean();
  const ones = { x: { data: Float32Array.of(1, 10, 100, 1000, 10_000), shape: [5] } };

  test.each([
    ["keep", 3, 0],
    ["drop", 2, 1],
  ] as const)("%s", async (lastBatch, steps, dropped) => {
    const sizes: number[] = [];
    const used: number[] = [];
    const whole = datasetOf(ones);
    const data = {
      count: 5,
      batch: (indices: Uint32Array) => {
        sizes.push(indices.length);
        used.push(...indices);
        return whole.batch(indices);
      },
    };
    const run = fit(mean, data, {
      optimizer: sgd({ learningRate: 1 }),
      params: { w: Float32Array.of(0) },
      epochs: 1,
      batchSize: 2,
      lastBatch,
      callbacks: (event) => event.type === "start" && expect(event.droppedPerEpoch).toBe(dropped),
    });
    expect((await run.result).steps).toBe(steps);
    expect(sizes).toEqual(steps === 3 ? [2, 2, 1] : [2, 2]);
    expect(new Set(used).size).toBe(used.length);
  });

  test("every epoch has another order, the same for the same seed; or the data's", async () => {
    const orders = async (options: Partial<FitOptions>) => {
      const used: number[] = [];
      const whole = datasetOf(plane(8));
      const data = {
        count: 8,
        batch(indices: Uint32Array) {
          used.push(...indices);
          return whole.batch(indices);
        },
      };
      await fit(linear, data, { optimizer: sgd({ learningRate: 0.1 }), epochs: 2, batchSize: 8, ...options })
        .result;
      return [used.slice(0, 8).join(), used.slice(8).join()];
    };
    const [first, second] = await orders({ seed: 1 });
    expect(first).not.toBe(second);
    expect(await orders({ seed: 1 })).toEqual([first, second]);
    expect(await orders({ seed: 2 })).not.toEqual([first, second]);
    expect(await orders({ shuffle: false })).toEqual(["0,1,2,3,4,5,6,7", "0,1,2,3,4,5,6,7"]);
  });
});

describe("optimizers with needs of their own", () => {
  const stepsOf = async (optimizer: Optimizer, batchSize = 3) =>
    (await eventsOf({ optimizer, epochs: 2, batchSize })).result;

  test("accumulate: two batches a step, and what is left at the end of an epoch", async () => {
    // Three batches of 4, 4 and 2 examples: a step of two, and one of one.
    expect((await stepsOf(accumulate(sgd({ learningRate: 0.1 }), { every: 2 }), 4)).steps).toBe(4);
    // Two batches of 5 are one of 10.
    const halves = await stepsOf(accumulate(sgd({ learningRate: 0.1 }), { every: 2 }), 5);
    const whole = await stepsOf(sgd({ learningRate: 0.1 }), 10);
    const [a, b] = [halves, whole].map(({ params }) => (params as LinearParams).layer1.weight.data);
    for (const [i, value] of a!.entries()) expect(value).toBeCloseTo(b![i]!, 6);
  });

  test("sam: two gradients a step, at the same batch", async () => {
    let batches = 0;
    const whole = datasetOf(plane(10));
    const data = {
      count: 10,
      batch(indices: Uint32Array) {
        batches++;
        return whole.batch(indices);
      },
    };
    const { steps } = await fit(linear, data, {
      optimizer: sam(sgd({ learningRate: 0.1 })),
      epochs: 1,
      batchSize: 5,
    }).result;
    expect([steps, batches]).toEqual([2, 2]);
  });

  test("averages: the result and the validation are of the averages", async () => {
    const optimizer = emaParams(sgd({ learningRate: 0.1 }), { decay: 0.9 });
    let averages: unknown;
    const { params } = await fit(linear, plane(10), {
      optimizer,
      epochs: 2,
      batchSize: 5,
      checkpoint: {
        save: async ({ descent }) => {
          averages = await descent.evalParams();
        },
      },
    }).result;
    expect(params).toEqual(averages);
  });
});

describe("validation", () => {
  test("metrics are in the target's own units", async () => {
    const data = plane(12, 0.3);
    const options = { optimizer: sgd({ learningRate: 0.05 }), epochs: 1, batchSize: 12, validation: data };
    const [one, ten] = await Promise.all(
      [1, 10].map(
        async (targetScale) => (await eventsOf({ ...options, targetScale }, data)).epochs[0]!.validation!,
      ),
    );
    expect(ten!.loss).toBe(one!.loss);
    expect(one!.mse).toBe(one!.loss);
    for (const [metric, factor] of [
      ["mse", 100],
      ["rmse", 10],
      ["mae", 10],
      ["r2", 1],
    ] as const)
      expect(ten![metric]! / one![metric]!).toBeCloseTo(factor, 10);
  });

  test("the best parameters are kept", async () => {
    const data = plane(20, 0.3);
    const { epochs, result } = await eventsOf(
      {
        optimizer: sgd({ learningRate: 0.95 }),
        epochs: 6,
        batchSize: 4,
        seed: 3,
        validation: 0.3,
      },
      data,
    );
    const losses = epochs.map(({ validation }) => validation!.loss!);
    expect(result.best!.validation!.loss).toBe(Math.min(...losses));
    expect(epochs.filter(({ isBest }) => isBest).at(-1)!.step).toBe(result.best!.step);
  });

  test("early stopping waits for patience evaluations", async () => {
    // At rate 0 nothing gets better after the first evaluation.
    const { result } = await eventsOf({
      optimizer: sgd({ learningRate: 0 }),
      epochs: 20,
      batchSize: 5,
      validation: 0.3,
      earlyStopping: { patience: 3 },
    });
    expect([result.reason, result.epochs]).toEqual(["early", 4]);
    expect(result.message).toBe("stopped early: loss was no better in 3 evaluations");
  });
});

describe("divergence is a result", () => {
  const explode = { optimizer: sgd({ learningRate: 1e20 }), epochs: 20, batchSize: 5 };

  test("of a loss, said, and with the best parameters before it", async () => {
    const saved: Moment[] = [];
    const { result } = await eventsOf({
      ...explode,
      checkpoint: { save: (moment) => saved.push(moment), everySteps: 1 },
    });
    expect(result.reason).toBe("diverged");
    expect(result.message).toMatch(
      /^diverged: .* (is (Infinity|NaN)|is not finite); a smaller learning rate may help$/,
    );
    expect(result.resume).toBeUndefined();
    expect(saved.length).toBe(result.steps - 1);
  });

  test("declined steps are none, until there are too many", async () => {
    const { steps, result } = await eventsOf({
      ...explode,
      epochs: 2,
      optimizer: chain(sgd({ learningRate: 1e30 }), skipNonFinite()),
    });
    expect(result.reason).toBe("done");
    expect(steps.some(({ taken }) => !taken)).toBe(true);
    const limited = await eventsOf({
      ...explode,
      optimizer: chain(sgd({ learningRate: 1e30 }), skipNonFinite({ maxConsecutive: 2 })),
    });
    expect(limited.result.reason).toBe("diverged");
  });
});

test("checkpoints: as often as is asked, the best, and at the end", async () => {
  const moments: (Omit<Moment, "descent"> & { snapshot: Snapshot })[] = [];
  const save = async ({ descent, ...moment }: Moment) => {
    moments.push({ ...moment, snapshot: await descent.snapshot() });
  };
  await eventsOf({
    optimizer: sgd({ learningRate: 0 }),
    epochs: 3,
    batchSize: 4,
    validation: 0.2,
    steps: 5,
    checkpoint: { save, everySteps: 4 },
  });
  // Of 8 examples: two steps an epoch. At rate 0 the first evaluation is the best.
  expect(moments.map(({ state, isBest, isLast }) => [state.step, isBest, isLast])).toEqual([
    [2, true, false],
    [4, false, false],
    [5, false, true],
  ]);
  for (const { state, snapshot } of moments) expect(snapshot.count).toBe(state.step);
});

test("a custom model is a function of parameters and a batch", async () => {
  const line: Loss<{ w: Float32Array; b: Float32Array }> = ({ w, b }, { x, y }, jax) =>
    squaredError(jax.numpy.matmul(x!, w).add(b), y!, jax);
  const { params, best } = await fit(line, plane(30), {
    optimizer: adam({ learningRate: 0.1 }),
    params: { w: new Float32Array(2), b: new Float32Array(1) },
    epochs: 60,
    batchSize: 10,
    validation: 0.2,
  }).result;
  expect(params.w[0]).toBeCloseTo(2, 2);
  expect(Object.keys(best!.validation!)).toEqual(["loss"]);
});

test("the event loop turns while a run goes on", async () => {
  let turns = 0;
  const timer = setInterval(() => turns++, 1);
  const { seconds } = await fit(linear, plane(100), {
    optimizer: sgd({ learningRate: 0.1 }),
    epochs: 100,
    batchSize: 10,
  }).result;
  clearInterval(timer);
  expect(turns).toBeGreaterThan((seconds * 1000) / 100);
});
