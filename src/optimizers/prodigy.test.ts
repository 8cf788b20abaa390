/** Optimizers that estimate their step size: which steps count, and what the estimate's options mean. */
import { describe, expect, it } from "vitest";
import type { Optimizer } from "../compose/optimizer.ts";
import type { Schedule } from "../schedules/schedule.ts";
import { dadaptAdam } from "./dadapt-adam.ts";
import { prodigy } from "./prodigy.ts";

const gradients = [
  [1, -2, 0.5],
  [3, 1, -1],
  [1, -1, 0.25],
  [2, -3, 1],
];

/** Parameters and state after steps at these gradients. */
async function run(optimizer: Optimizer, rows: readonly (readonly number[])[]) {
  const descent = await optimizer.init([1, -2, 3]);
  for (const row of rows) descent.step(row);
  const { m, v, s, r, d, k } = structuredClone({ ...descent.state });
  const found = { params: descent.params.slice(), m, v, s, r, d, k };
  descent.dispose();
  return found;
}

describe.each([
  ["prodigy", prodigy],
  ["dadaptAdam", dadaptAdam],
])("%s", (_, make) => {
  const rest = { biasCorrection: true, growthRate: 1.5, weightDecay: 0.1, d0: 1e-3 };

  it.each([0, 2])("leaves out a step of rate 0 altogether: number %i", async (skipped) => {
    const learningRate: Schedule = (count) => (count === skipped ? 0 : 1);
    const rows = gradients.toSpliced(skipped, 0, [7, 7, -7]);
    expect(await run(make({ ...rest, learningRate }), rows)).toEqual(await run(make(rest), gradients));
  });

  it('goes on in a step of rate 0 with like: "optax"', async () => {
    const learningRate: Schedule = (count) => (count === 1 ? 0 : 1);
    const [first, second] = gradients as [number[], number[]];
    const optimizer = make({ like: "optax", learningRate });
    const [one, two] = [await run(optimizer, [first]), await run(optimizer, [first, second])];
    expect(two.v).not.toEqual(one.v);
    expect([one.k, two.k]).toEqual([2, 3]);
  });

  it.each([undefined, "optax"] as const)("waits for the first gradient, like %s", async (like) => {
    const zero = [0, 0, 0];
    expect((await run(make({ ...rest, like }), [zero, zero])).params).toEqual(Float64Array.of(1, -2, 3));
    expect(await run(make({ ...rest, like }), [zero, zero, ...gradients])).toEqual(
      await run(make({ ...rest, like }), gradients),
    );
  });

  it("corrects no moments unless told to, but like optax", async () => {
    const [plain, corrected] = await Promise.all(
      [false, true].map((biasCorrection) => run(make({ biasCorrection }), gradients)),
    );
    expect(await run(make(), gradients)).toEqual(plain);
    const { m, v, params } = await run(make({ like: "optax" }), gradients);
    const near = (values: unknown) => Array.from(values as Float64Array, (x) => expect.closeTo(x, 12));
    expect([m, v, params].map((values) => [...(values as Float64Array)])).toEqual(
      [corrected!.m, corrected!.v, corrected!.params].map(near),
    );
    expect(await run(make({ like: "optax", biasCorrection: false }), gradients)).toEqual(plain);
    expect(plain).not.toEqual(corrected);
  });

  it("has one estimate for all tensors", async () => {
    const whole = await run(make(rest), gradients);
    const descent = await make(rest).init({ a: [1], b: [-2, 3] });
    for (const [a, ...b] of gradients) descent.step({ a: [a], b });
    expect(descent.state.d).toBe(whole.d);
    expect([...descent.params.a, ...descent.params.b]).toEqual([...whole.params]);
    descent.dispose();
  });

  it("refuses a growth below 1 and a start that is not a distance", () => {
    expect(() => make({ growthRate: 0.5 })).toThrow("growthRate must be in [1, inf]; got 0.5");
    expect(() => make({ d0: 0 })).toThrow("d0 must be in (0, inf); got 0");
    expect(() => make({ growthRate: Number.POSITIVE_INFINITY })).not.toThrow();
  });

  it("has no form that nobody published", () => {
    expect(() => make({ like: "torch" })).toThrow(/: like must be "optax"; got "torch"$/);
  });
});

describe("b3 of prodigy", () => {
  it("is the root of b2 without one, also where b2 follows a schedule", async () => {
    const b2: Schedule = (count) => [0.5, 0.9, 0.99, 0.999][count]!;
    const b3: Schedule = (count) => Math.sqrt(b2(count));
    expect(await run(prodigy({ b2 }), gradients)).toEqual(await run(prodigy({ b2, b3 }), gradients));
  });

  it("is the user's where there is one", async () => {
    expect(await run(prodigy({ b3: 0.5 }), gradients)).not.toEqual(await run(prodigy(), gradients));
  });
});
