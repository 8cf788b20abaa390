/** `flush()`: the step of a partial accumulation, for every inner optimizer, schedule of `every` and device. */
import fc from "fast-check";
import { expect, test } from "vitest";
import {
  accumulate,
  adamw,
  cautious,
  chain,
  clip,
  ema,
  emaParams,
  lion,
  type Optimizer,
  ProtocolError,
  polyakSgd,
  prodigy,
  projectionBox,
  sam,
  scheduleFreeAdamw,
  sgd,
  skipNonFinite,
} from "../index.ts";

const inners: Readonly<Record<string, () => Optimizer>> = {
  sgd: () => sgd({ learningRate: 0.1, momentum: 0.9 }),
  adamw: () => adamw({ weightDecay: 0.1 }),
  lion: () => lion(),
  prodigy: () => prodigy(),
  scheduleFree: () => scheduleFreeAdamw(),
  cautious: () => cautious(sgd({ learningRate: 0.1, momentum: 0.9 })),
  averaged: () => emaParams(sgd()),
  bounded: () => chain(sgd({ learningRate: 1 }), projectionBox({ min: -0.5, max: 0.5 })),
};
const gradients = fc.array(fc.tuple(fc.integer({ min: -8, max: 8 }), fc.integer({ min: -8, max: 8 })), {
  minLength: 1,
  maxLength: 12,
});

test.each(Object.entries(inners))(
  "%s steps on the mean of the gradients that have come, and states begin anew",
  async (_, inner) => {
    await fc.assert(
      fc.asyncProperty(
        gradients,
        fc.integer({ min: 2, max: 5 }),
        fc.constantFrom("js" as const, "wasm" as const),
        async (all, every, device) => {
          const [parts, means] = await Promise.all([
            accumulate(inner(), { every }).init([0.25, -0.5], { device }),
            inner().init([0.25, -0.5], { device }),
          ]);
          const halves = [all.slice(0, Math.ceil(all.length / 2)), all.slice(Math.ceil(all.length / 2))];
          for (const epoch of halves) {
            for (let from = 0; from < epoch.length; from += every) {
              const some = epoch.slice(from, from + every);
              for (const gradient of some) parts.step(gradient);
              means.step([0, 1].map((i) => some.reduce((sum, g) => sum + g[i]!, 0) / some.length));
            }
            expect(parts.flush()).toBe(epoch.length % every !== 0);
            expect([parts.pending, parts.count]).toEqual([0, means.count]);
            expect([...parts.params]).toEqual([...means.params]);
            expect([...(await parts.evalParams())]).toEqual([...(await means.evalParams())]);
            expect(parts.flush()).toBe(false);
          }
          for (const each of [parts, means]) each.dispose();
        },
      ),
      { numRuns: 15 },
    );
  },
);

test("what stands before it works on each gradient, and not on what is flushed", async () => {
  const optimizer = chain(
    clip(1),
    ema(0.5, { debias: false }),
    accumulate(sgd({ learningRate: 1 }), { every: 4 }),
  );
  const descent = await optimizer.init([0]);
  descent.step([8]);
  descent.step([8]);
  const before = await descent.snapshot();
  descent.flush();
  // Means of gradients that were clipped to 1: 0.5, then 0.75.
  expect(descent.params[0]).toBe(-0.625);
  const after = await descent.snapshot();
  expect(after.state["ema.m"] ?? after.state.m).toEqual(before.state["ema.m"] ?? before.state.m);
  descent.dispose();
});

test("is measured as a step", async () => {
  const descent = await accumulate(sgd({ learningRate: 1 }), { every: 9 }).init([0], { measure: true });
  descent.step([1]);
  descent.step([2]);
  descent.flush();
  expect(descent.last).toEqual({ gradNorm: 2, updateNorm: 1.5, finite: true, taken: true });
  descent.dispose();
});

test("reads the loss of the last gradient where the optimizer does", async () => {
  const make = () => polyakSgd();
  const [parts, mean] = await Promise.all([accumulate(make(), { every: 5 }).init([4]), make().init([4])]);
  parts.step([1], { loss: 9 });
  parts.step([3], { loss: 5 });
  parts.flush();
  mean.step([2], { loss: 5 });
  expect(parts.params).toEqual(mean.params);
  for (const each of [parts, mean]) each.dispose();
});

test("no gradient is lost where `every` is set or follows a schedule", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: -9, max: 9 }), fc.boolean()), {
        maxLength: 20,
      }),
      async (calls) => {
        const descent = await accumulate(sgd({ learningRate: 1 }), {
          every: (count) => 1 + (count % 3),
        }).init([0]);
        let [total, number, x] = [0, 0, 0];
        for (const [every, gradient, isFlushed] of calls) {
          descent.set({ every });
          descent.step([gradient]);
          total += gradient;
          number++;
          if (isFlushed && descent.pending > 0) expect(descent.flush()).toBe(true);
          if (descent.pending === 0) {
            x -= total / number;
            [total, number] = [0, 0];
          }
          expect(descent.pending).toBe(number);
          expect(descent.params[0]).toBeCloseTo(x, 12);
        }
        descent.dispose();
      },
    ),
  );
});

test("a snapshot in the middle is flushed to the same bits", async () => {
  const make = () => accumulate(adamw(), { every: 4 }).init([1]);
  const [one, other] = await Promise.all([make(), make()]);
  one.step([3]);
  one.step([4]);
  await other.restore(JSON.parse(JSON.stringify(await one.snapshot())));
  expect([one.flush(), other.flush()]).toEqual([true, true]);
  expect(other.params).toEqual(one.params);
  for (const each of [one, other]) each.dispose();
});

test("does nothing where nothing waits, whatever the optimizer", async () => {
  for (const optimizer of [adamw(), accumulate(sgd(), { every: 2 }), sam(sgd())]) {
    const descent = await optimizer.init([1]);
    expect([descent.flush(), descent.count, descent.params[0]]).toEqual([false, 0, 1]);
    descent.dispose();
    expect(() => descent.flush()).toThrow("disposed");
  }
});

test("is refused between the halves of a step", async () => {
  const descent = await sam(sgd()).init([1]);
  descent.perturb([1]);
  expect(() => descent.flush()).toThrow(
    new ProtocolError("perturb() has moved the parameters; call step() before flush()"),
  );
  descent.step([1]);
  expect(descent.flush()).toBe(false);
  descent.dispose();
});

test("gradients that were declined do not count", async () => {
  const descent = await chain(skipNonFinite(), accumulate(sgd({ learningRate: 1 }), { every: 4 })).init([0]);
  for (const gradient of [1, Number.NaN, 2]) descent.step([gradient]);
  expect([descent.flush(), descent.params[0], descent.skipped]).toEqual([true, -1.5, 1]);
  descent.dispose();
});
