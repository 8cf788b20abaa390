/** How runs of `fit` are judged, saved and ended. */
import { describe, expect, test } from "vitest";
import { eventsOf, plane } from "../../../test/plane.ts";
import { chain, type Snapshot, sgd, skipNonFinite } from "../../index.ts";
import type { Moment } from "./options.ts";

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
