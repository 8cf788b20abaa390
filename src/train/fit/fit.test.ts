/** `fit` against what is known of small problems, and what it says on the way. */
import { describe, expect, test } from "vitest";
import { eventsOf, type LinearParams, linear, plane } from "../../../test/plane.ts";
import { accumulate, adam, chain, emaParams, lossScale, type Optimizer, sam, sgd } from "../../index.ts";
import { datasetOf } from "../data/examples.ts";
import { squaredError } from "../models/losses.ts";
import type { Loss } from "../models/model.ts";
import { fit } from "./fit.ts";

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

describe("optimizers with needs of their own", () => {
  const stepsOf = async (optimizer: Optimizer, batchSize = 3) =>
    (await eventsOf({ optimizer, epochs: 2, batchSize })).result;

  test("a scale of the loss changes no bit of parameters or losses, whatever it has become", async () => {
    const inner = adam({ learningRate: 0.05 });
    const [scaled, plain] = [
      await stepsOf(chain(lossScale({ growthInterval: 2 }), inner)),
      await stepsOf(inner),
    ];
    expect(scaled.params).toEqual(plain.params);
    expect(scaled.history).toEqual(plain.history);
    expect(scaled.resume!.snapshot.state.scale).toBeGreaterThan(65536);
  });

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
