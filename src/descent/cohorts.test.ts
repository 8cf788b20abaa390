/** Cohorts: whatever the steps that tensors take part in, each takes those of a descent of its own, also where betas change. */
import fc from "fast-check";
import { expect, test } from "vitest";
import {
  adam,
  adamw,
  chain,
  emaParams,
  nadam,
  type Optimizer,
  radam,
  scheduleFreeAdamw,
  trace,
} from "../index.ts";

const optimizers: Readonly<Record<string, () => Optimizer>> = {
  adam: () => adam({ learningRate: 0.1 }),
  "adam, betas of the present": () => adam({ learningRate: 0.1, like: "torch" }),
  nadam: () => nadam({ learningRate: 0.1 }),
  radam: () => radam({ learningRate: 0.1 }),
  scheduleFree: () => scheduleFreeAdamw({ learningRate: 0.1, warmup: 3 }),
  averaged: () => emaParams(chain(trace({ momentum: 0.9, dampening: 0.5 }), adamw({ learningRate: 0.1 }))),
};
const paths = ["a", "b", "c"] as const;
/** Who takes part in each step, whether b1 is set before it, and whether a snapshot is restored. */
const course = fc.array(
  fc.record({
    part: fc.tuple(fc.boolean(), fc.boolean(), fc.boolean()),
    b1: fc.option(fc.double({ min: 0.01, max: 0.99, noNaN: true }), { nil: undefined }),
    isResumed: fc.boolean(),
  }),
  { minLength: 1, maxLength: 14 },
);

test.each(Object.entries(optimizers))("%s", async (_, make) => {
  await fc.assert(
    fc.asyncProperty(course, fc.constantFrom("js" as const, "wasm" as const), async (steps, device) => {
      const params = { a: [1, 2], b: new Float32Array([3]), c: [-1] };
      let together = await make().init(params, { device });
      const alone = await Promise.all(paths.map((path) => make().init({ [path]: params[path] }, { device })));
      for (const [t, { part, b1, isResumed }] of steps.entries()) {
        if (b1 !== undefined) for (const descent of [together, ...alone]) descent.set({ b1 });
        const gradients = { a: [1, t - 2], b: [0.5 - t], c: [t % 3] };
        for (const [k, path] of paths.entries()) if (part[k]) alone[k]!.step({ [path]: gradients[path] });
        const given = paths.map((path, k) => [path, part[k] ? gradients[path] : null]);
        together.step(Object.fromEntries(given) as typeof gradients);
        // Of hyperparameters, snapshots have the present values, not those of each tensor's last step.
        if (!isResumed || steps.some((step) => step.b1 !== undefined)) continue;
        const from = JSON.parse(JSON.stringify(await together.snapshot()));
        together = await make().init(params, { device, from });
      }
      const evaluated = await together.evalParams();
      for (const [k, path] of paths.entries()) {
        expect(together.params[path], path).toEqual((alone[k]!.params as typeof together.params)[path]);
        expect(evaluated[path], path).toEqual(((await alone[k]!.evalParams()) as typeof evaluated)[path]);
      }
      for (const descent of [together, ...alone]) descent.dispose();
    }),
    { numRuns: 40 },
  );
});

test("a snapshot in which all have taken part in all steps makes them one again", async () => {
  const [whole, parted] = [await nadam().init({ a: [1], b: [1] }), await nadam().init({ a: [1], b: [1] })];
  for (let t = 0; t < 3; t++) whole.step({ a: [1], b: [1] });
  parted.freeze("a");
  for (let t = 0; t < 2; t++) parted.step({ a: [1], b: [1] });
  await parted.restore(await whole.snapshot());
  expect(parted.frozen).toEqual([]);
  for (const descent of [whole, parted]) descent.step({ a: [1], b: [1] });
  expect(await parted.snapshot()).toEqual(await whole.snapshot());
  expect(parted.state.muProduct).toBe(whole.state.muProduct);
});
