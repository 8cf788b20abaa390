/** A small regression for tests of `fit`, and the events of a run on it. */
import type { Examples } from "../src/train/data/examples.ts";
import type { FitEvent } from "../src/train/fit/events.ts";
import { fit } from "../src/train/fit/fit.ts";
import type { FitOptions } from "../src/train/fit/options.ts";
import { modelFrom } from "../src/train/models/model-from.ts";
import { random } from "../src/train/random.ts";

/** y = 1 + 2 x0 - x1, with noise. */
export function plane(count: number, noise = 0, seed = 8): Examples<"x" | "y"> {
  const generator = random(seed);
  const x = Float32Array.from({ length: 2 * count }, () => generator.normal());
  const y = Float32Array.from(
    { length: count },
    (_, i) => 1 + 2 * x[2 * i]! - x[2 * i + 1]! + noise * generator.normal(),
  );
  return { x: { data: x, shape: [count, 2] }, y: { data: y, shape: [count] } };
}

/** Its parameters. */
export interface LinearParams {
  layer1: { weight: { data: Float32Array }; bias: { data: Float32Array } };
}

/** The model for it. */
export const linear = modelFrom("linear", { features: 2 });

/** The events of a run on a plane, sorted. */
export async function eventsOf(options: FitOptions, data = plane(10, 0.1)) {
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
