/** A run whose batches are cut into micro-batches, in one process; `npm run mpi` shares it among ranks. */
import { expect, test } from "vitest";
import { adam, type Descent } from "../../index.ts";
import { alone } from "../../mpi/transport.ts";
import { modelFrom } from "../models/model-from.ts";
import { fit } from "./fit.ts";
import type { FitOptions } from "./options.ts";
import { partsOf } from "./ranks.ts";

const rows = 30;
const data = {
  x: { data: Float32Array.from({ length: rows }, (_, i) => Math.sin(i)), shape: [rows, 1] },
  y: { data: Float32Array.from({ length: rows }, (_, i) => 2 * Math.sin(i) + 1), shape: [rows] },
};
const model = modelFrom("linear", { features: 1 });
const base: FitOptions = {
  optimizer: adam({ learningRate: 0.1 }),
  batchSize: 8,
  epochs: 3,
  validation: 0.2,
  device: "js",
} as never;
const parallel = (microBatches?: number) => ({
  parallel: { world: alone, ...(microBatches && { microBatches }) },
});

test("parts of a batch differ by at most one row, the larger first", () => {
  expect(partsOf(10, 4)).toEqual([3, 3, 2, 2]);
  expect(partsOf(8, 4)).toEqual([2, 2, 2, 2]);
  expect(partsOf(2, 3)).toEqual([1, 1, 0]);
});

test("micro-batches are the batch, up to rounding", async () => {
  const whole = await fit(model, data, base as never).result;
  // 24 rows to train on: the last batch of an epoch is as large as the others; five parts of eight rows are not alike.
  const cut = await fit(model, data, { ...base, ...parallel(5) } as never).result;
  expect(cut.steps).toBe(whole.steps);
  const [a, b] = [whole, cut].map(({ params }) =>
    JSON.stringify(params, (_, value) =>
      ArrayBuffer.isView(value) ? [...(value as Float32Array)].map((x) => x.toFixed(4)) : value,
    ),
  );
  expect(b).toBe(a);
});

test("ranks that share the optimizer's state have the bits of those that do not, and each saves", async () => {
  const saved: number[] = [];
  const run = (shard?: "state") =>
    fit(model, data, {
      ...base,
      parallel: { world: alone, microBatches: 3, ...(shard && { shard }) },
      checkpoint: { save: ({ descent }: { descent: Descent }) => saved.push(descent.shard?.bytes.here ?? 0) },
    } as never).result;
  const whole = await run();
  const shared = await run("state");
  expect(shared.params).toEqual(whole.params);
  expect(shared.resume!.snapshot).toEqual(whole.resume!.snapshot);
  const [first, last] = [saved[0]!, saved.at(-1)!];
  expect(first).toBe(0);
  expect(last).toBeGreaterThan(0);
  expect(() => fit(model, data, { ...base, parallel: { world: alone, shard: "all" } } as never)).toThrow(
    'fit, parallel: shard must be "state"',
  );
});

test("a run that goes on keeps the number of micro-batches", async () => {
  const meant = await fit(model, data, { ...base, ...parallel(3) } as never).result;
  const first = await fit(model, data, { ...base, ...parallel(3), steps: 4 } as never).result;
  const resume = first.resume!;
  const later = await fit(model, data, { ...base, ...parallel(), resume } as never).result;
  expect(later.params).toEqual(meant.params);
  expect(later.history.at(-1)!.validation).toEqual(meant.history.at(-1)!.validation);
  const other = () => fit(model, data, { ...base, ...parallel(2), resume } as never);
  expect(other).toThrow("fit: resume: microBatches was 3 and is 2 now");
  const none = () => fit(model, data, { ...base, resume } as never);
  expect(none).toThrow("fit: resume: microBatches was 3 and is undefined now");
});

test("as many threads as the ranks of a host leave to each", async () => {
  const features = 40_000;
  const large = modelFrom("linear", { features });
  const examples = {
    x: { data: new Float32Array(2 * features).fill(1), shape: [2, features] },
    y: { data: new Float32Array(2), shape: [2] },
  };
  const threads: number[] = [];
  const save = ({ descent }: { descent: Descent }) => threads.push(descent.threads);
  const world = { ...alone, threads: 2 };
  for (const device of ["wasm", "js"] as const)
    await fit(large, examples, {
      optimizer: adam(),
      epochs: 1,
      device,
      checkpoint: { save },
      parallel: { world },
    }).result;
  expect(threads).toEqual([2, 1]);
});

test("more ranks than micro-batches are refused", async () => {
  const world = { ...alone, size: 4 };
  const run = fit(model, data, { ...base, parallel: { world, microBatches: 2 } } as never);
  await expect(run.result).rejects.toThrow("microBatches must be at least 4, the number of ranks; got 2");
  expect(() => fit(model, data, { ...base, parallel: { world: 3 } } as never)).toThrow(
    "fit, parallel: world must be what connect() of glissade/mpi gives, or alone",
  );
});
