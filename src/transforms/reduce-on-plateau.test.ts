/** Reduction on a plateau against scales that optax and torch gave along the same losses; state that is saved. */
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { chain, ParameterError, reduceOnPlateau, scaleByLearningRate } from "../index.ts";

interface Case {
  readonly like: "optax" | "torch";
  readonly options: Readonly<Record<string, number>>;
  readonly scales: readonly number[];
}

const golden = new URL("../../test/golden/plateau.json", import.meta.url);
const { losses, cases } = JSON.parse(readFileSync(golden, "utf8")) as {
  readonly losses: readonly number[];
  readonly cases: readonly Case[];
};

/** The scale after each loss: what a gradient of 1 at rate 1 moves a parameter by. */
async function scalesOf(optimizer: ReturnType<typeof reduceOnPlateau>, from = 0, resume = false) {
  const descent = await chain(optimizer, scaleByLearningRate(1)).init(new Float64Array(1));
  const scales: number[] = [];
  for (const [index, loss] of losses.entries()) {
    if (resume && index === from) await descent.restore(structuredClone(await descent.snapshot()));
    descent.params[0] = 0;
    descent.step([1], { loss });
    scales.push(-descent.params[0]!);
  }
  descent.dispose();
  return scales;
}

test.each(cases)("like $like with $options", async ({ like, options, scales }) => {
  const found = await scalesOf(reduceOnPlateau({ like, ...options }));
  for (const [step, scale] of scales.entries()) expect(found[step]! / scale).toBeCloseTo(1, 13);
});

test("the form without like is optax's, and goes on from a snapshot", async () => {
  const { options, scales } = cases.find(({ options: own }) => "cooldown" in own)!;
  const found = await scalesOf(reduceOnPlateau(options), 60, true);
  for (const [step, scale] of scales.entries()) expect(found[step]! / scale).toBeCloseTo(1, 13);
});

test("a step without a loss is refused, and changes nothing", async () => {
  const descent = await chain(reduceOnPlateau(), scaleByLearningRate(1)).init(new Float64Array([2]));
  expect(() => descent.step([1])).toThrow(ParameterError);
  expect(() => descent.step([1])).toThrow("this optimizer reads the loss: call step(grads, { loss })");
  expect([descent.params[0], descent.count]).toEqual([2, 0]);
  descent.dispose();
});

/** How often the scale has fallen by 0.5. */
async function fallsOf(losses: readonly number[], options = {}): Promise<number> {
  const descent = await reduceOnPlateau({ factor: 0.5, patience: 3, ...options }).init([0]);
  for (const loss of losses) descent.step([1], { loss });
  const { scale } = descent.state as { readonly scale: number };
  descent.dispose();
  return Math.log2(1 / scale);
}

test("a loss that stays the same is not better, whatever its sign and size", async () => {
  const loss = fc.double({ noNaN: true, noDefaultInfinity: true });
  await fc.assert(
    fc.asyncProperty(loss, fc.double({ min: 0, max: 0.9, noNaN: true }), async (value, rtol) => {
      // The first is better than none, then come six times three.
      expect(
        await fallsOf(
          Array.from({ length: 19 }, () => value),
          { rtol },
        ),
      ).toBe(6);
    }),
  );
});

test("a loss that gets better by more than its share never falls, whatever its sign", async () => {
  const falling = [900, 80, 7, 0.5, 0, -1e-3, -0.5, -7, -80, -900];
  expect(await fallsOf(falling, { patience: 1, rtol: 0.4 })).toBe(0);
  expect(
    await fallsOf(
      falling.map((loss) => loss / 1e300),
      { patience: 1, rtol: 0.4 },
    ),
  ).toBe(0);
});

test("a loss that is NaN is not better", async () => {
  expect(await fallsOf([Number.NaN, 2, Number.NaN, Number.NaN, 1, 1, 1, 1])).toBe(1);
});
