/** What `fit` says on its way, and which examples it uses when. */
import { describe, expect, test } from "vitest";
import { eventsOf, linear, plane } from "../../../test/plane.ts";
import { adam, sgd } from "../../index.ts";
import { datasetOf } from "../data/examples.ts";
import type { Loss } from "../models/model.ts";
import { fit } from "./fit.ts";
import type { FitOptions } from "./options.ts";

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
