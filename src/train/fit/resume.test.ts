/** A run that was stopped and goes on gives the bits of one that was not: after any step, with every kind of optimizer. */
import { describe, expect, test } from "vitest";
import {
  accumulate,
  adamw,
  chain,
  cosineDecay,
  emaParams,
  type Optimizer,
  polyakSgd,
  reduceOnPlateau,
  type Snapshot,
  sam,
  scheduleFreeSgd,
  sgd,
  skipNonFinite,
} from "../../index.ts";
import { modelFrom } from "../models/model-from.ts";
import { random } from "../random.ts";
import { fit } from "./fit.ts";
import type { FitOptions } from "./options.ts";
import type { FitResult, Resume } from "./result.ts";

const generator = random(5);
const data = {
  x: { data: Float32Array.from({ length: 2 * 22 }, () => generator.normal()), shape: [22, 2] },
  y: { data: Int32Array.from({ length: 22 }, () => generator.integer(3)), shape: [22] },
};
const model = modelFrom("mlp:3", { features: 2, task: "classes", classes: 3 });

/** The best parameters are tensors of a checkpoint, the rest is JSON. */
const throughJson = ({ state, snapshot, best }: Resume): Resume => ({
  ...(JSON.parse(JSON.stringify({ state, snapshot })) as Resume),
  ...(best && { best: structuredClone(best) }),
});

/** What must be the same. */
const essence = ({ reason, steps, epochs, params, best, history, resume }: FitResult) =>
  JSON.parse(JSON.stringify({ reason, steps, epochs, params, best, history, resume }));

const optimizers: Record<string, () => Optimizer> = {
  adamw: () => adamw({ learningRate: cosineDecay({ init: 0.1, steps: 20 }) }),
  "sam, two gradients a step": () => sam(sgd({ learningRate: 0.1, momentum: 0.9 })),
  "accumulate, several batches a step": () => accumulate(adamw({ learningRate: 0.05 }), { every: 2 }),
  "schedule-free, averages": () => scheduleFreeSgd({ learningRate: 0.1 }),
  "moving averages": () => emaParams(sgd({ learningRate: 0.1 }), { decay: 0.9 }),
  "polyakSgd, which reads the loss": () => polyakSgd(),
  "reduceOnPlateau, which reads the loss": () => chain(sgd({ learningRate: 0.1 }), reduceOnPlateau()),
  skipNonFinite: () => chain(skipNonFinite(), sgd({ learningRate: 0.1 })),
};

describe.each(Object.entries(optimizers))("%s", (_, optimizer) => {
  const options = (): FitOptions => ({
    optimizer: optimizer(),
    epochs: 2,
    batchSize: 5,
    validation: 0.2,
    evaluateEvery: 3,
    seed: 4,
  });

  test("stopped after any step and resumed equals the unbroken run", async () => {
    const moments: Resume[] = [];
    const unbroken = await fit(model, data, {
      ...options(),
      checkpoint: {
        everySteps: 1,
        save: async ({ descent, state, best }) => {
          const snapshot: Snapshot = await descent.snapshot();
          moments.push(throughJson({ state, snapshot, ...(best && { best }) }));
        },
      },
    }).result;
    expect(unbroken.reason).toBe("done");
    expect(moments).toHaveLength(unbroken.steps);
    for (const resume of moments)
      expect(essence(await fit(model, data, { ...options(), resume }).result)).toEqual(essence(unbroken));
  });

  test("stopped by its signal, it says so and goes on", async () => {
    const controller = new AbortController();
    const stopped = await fit(model, data, {
      ...options(),
      signal: controller.signal,
      callbacks: [(event) => event.type === "step" && event.step === 3 && controller.abort()],
    }).result;
    expect([stopped.reason, stopped.steps, stopped.message]).toEqual(["stopped", 3, "stopped after step 3"]);
    const rest = await fit(model, data, { ...options(), resume: throughJson(stopped.resume!) }).result;
    const unbroken = await fit(model, data, options()).result;
    expect(essence(rest)).toEqual(essence(unbroken));
  });
});

test("a run goes on for more epochs", async () => {
  const options = { optimizer: sgd({ learningRate: 0.1 }), batchSize: 6 };
  const short = await fit(model, data, { ...options, epochs: 2 }).result;
  const long = await fit(model, data, { ...options, epochs: 4, resume: short.resume! }).result;
  expect(essence(long)).toEqual(essence(await fit(model, data, { ...options, epochs: 4 }).result));
  const again = await fit(model, data, { ...options, epochs: 2, resume: short.resume! }).result;
  expect(again.steps).toBe(short.steps);
  expect(again.params).toEqual(short.params);
});

describe("what does not fit is refused", () => {
  const options = { optimizer: sgd({ learningRate: 0.1 }), batchSize: 6, epochs: 1 };

  test.each([
    [{ batchSize: 7 }, "resume: batchSize was 6 and is 7 now"],
    [{ seed: 1 }, "resume: seed was 0 and is 1 now"],
    [{ validation: 0.5 }, "resume: examples was 22 and is 11 now"],
  ])("%o", async (changed, message) => {
    const { resume } = await fit(model, data, options).result;
    expect(() => fit(model, data, { ...options, ...changed, resume: resume! })).toThrow(message);
  });

  test("a state of another version, a snapshot of another step", async () => {
    const { resume } = await fit(model, data, options).result;
    const other = { ...resume!, state: { ...resume!.state, version: 2 } } as unknown as Resume;
    expect(() => fit(model, data, { ...options, resume: other })).toThrow("version 1; got 2");
    const late = { ...resume!, state: { ...resume!.state, step: 3 } };
    expect(() => fit(model, data, { ...options, resume: late })).toThrow(
      "the snapshot is of step 4, the state of step 3",
    );
  });

  test.each([
    { batch: -1 },
    { batch: 0.5 },
    { epoch: "1" },
    { trainLoss: null },
    { trainLoss: [1, null] },
    { history: [null] },
    { run: null },
  ])("a damaged state: %j", async (part) => {
    const { resume } = await fit(model, data, options).result;
    const damaged = { ...resume!, state: { ...resume!.state, ...part } } as unknown as Resume;
    expect(() => fit(model, data, { ...options, resume: damaged })).toThrow("fit: resume.state is damaged");
  });

  test("a batch that the epoch does not have", async () => {
    const { resume } = await fit(model, data, options).result;
    const beyond = { ...resume!, state: { ...resume!.state, batch: 4 } };
    expect(() => fit(model, data, { ...options, resume: beyond })).toThrow(
      "must be in a batch below 4, the batches of an epoch; got 4",
    );
  });

  test("the best parameters are missing", async () => {
    const validated = { ...options, epochs: 8, validation: 0.3, optimizer: sgd({ learningRate: 3 }) };
    const { resume, best, steps } = await fit(model, data, validated).result;
    expect(best!.step).toBeLessThan(steps);
    const { state, snapshot } = resume!;
    const half = { "layer1.weight": resume!.best!["layer1.weight"]! };
    await expect(
      fit(model, data, { ...validated, resume: { ...resume!, best: half } }).result,
    ).rejects.toThrow('resume.best must have 3 values for "layer1.bias"; got none');
    await expect(fit(model, data, { ...validated, resume: { state, snapshot } }).result).rejects.toThrow(
      `resume.best must be the parameters of step ${best!.step}`,
    );
  });
});
