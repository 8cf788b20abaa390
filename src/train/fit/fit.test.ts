import { expect, test } from "vitest";
import { adam } from "../../index.ts";
import type { Examples } from "../data/examples.ts";
import { modelFrom } from "../models/model-from.ts";
import { random } from "../random.ts";
import type { FitEvent } from "./events.ts";
import { fit } from "./fit.ts";

/** y = 1 + 2 x0 - x1, with some noise. */
function plane(count: number, noise = 0): Examples<"x" | "y"> {
  const generator = random(8);
  const x = Float32Array.from({ length: 2 * count }, () => generator.normal());
  const y = Float32Array.from(
    { length: count },
    (_, i) => 1 + 2 * x[2 * i]! - x[2 * i + 1]! + noise * generator.normal(),
  );
  return { x: { data: x, shape: [count, 2] }, y: { data: y, shape: [count] } };
}

const linear = modelFrom("linear", { features: 2 });

test("a linear regression finds the plane", async () => {
  const run = fit(linear, plane(50), { optimizer: adam({ learningRate: 0.05 }), epochs: 100, batchSize: 10 });
  const types: FitEvent["type"][] = [];
  for await (const event of run) types.push(event.type);
  expect([types[0], types[5], types[6], types.at(-1)]).toEqual(["start", "step", "epoch", "end"]);
  const { params, reason, steps } = await run.result;
  expect(reason).toBe("done");
  expect(steps).toBe(500);
  const { layer1 } = params as unknown as {
    layer1: { weight: { data: Float32Array }; bias: { data: Float32Array } };
  };
  expect(layer1.weight.data[0]).toBeCloseTo(2, 3);
  expect(layer1.weight.data[1]).toBeCloseTo(-1, 3);
  expect(layer1.bias.data[0]).toBeCloseTo(1, 3);
});
