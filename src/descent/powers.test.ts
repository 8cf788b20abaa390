/** `b^t` of a hyperparameter is the product of the values that it has had, whatever happens between steps. */
import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { accumulate, adam, chain, type Optimizer, rule, sgd, skipNonFinite } from "../index.ts";
import { power } from "../language/arithmetic.ts";
import { SnapshotError } from "./snapshot.ts";

const hyper = { b: 0.9 };
const state = { now: 0, later: 0, earlier: 0, plain: 0, aliased: 0 };
const text = `
  now = b^t
  later = b^(2 + t)
  earlier = b^(t - 1)
  plain = b^(2*t)
  step = t + 1
  base = b
  aliased = base^(step - 1)
  u = g
  eval = b^t + 0*p`;
const probe = rule({ name: "probe", hyper, bounds: { b: "[0, 1]" }, state, text });
const present = rule({ name: "probe", hyper, bounds: { b: "[0, 1]" }, state, text, presentPowers: true });

/** What a descent holds after steps with these values of b. */
function meant(values: readonly number[]): Record<keyof typeof state, number> {
  const now = values.reduce((product, b) => product * b, 1);
  const b = values.at(-1)!;
  const earlier = values.slice(0, -1).reduce((product, value) => product * value, 1);
  return { now, later: now * b * b, earlier, plain: b ** (2 * values.length), aliased: now };
}

function expectMeant(found: object, values: readonly number[]): void {
  for (const [name, value] of Object.entries(meant(values)))
    expect((found as Record<string, number>)[name], name).toBeCloseTo(value, 12);
}

type Action =
  | { readonly kind: "step"; readonly count: number }
  | { readonly kind: "set"; readonly b: number }
  | { readonly kind: "decline" | "resume" };

const action: fc.Arbitrary<Action> = fc.oneof(
  fc.record({ kind: fc.constant("step" as const), count: fc.integer({ min: 1, max: 5 }) }),
  fc.record({ kind: fc.constant("set" as const), b: fc.constantFrom(0, 0.3, 0.9, 0.99, 1) }),
  fc.record({ kind: fc.constantFrom("decline" as const, "resume" as const) }),
);

async function play(
  optimizer: (b: number | ((count: number) => number)) => Optimizer,
  actions: readonly Action[],
  schedule: ((count: number) => number) | undefined,
  each: number,
): Promise<void> {
  const make = () => optimizer(schedule ?? 0.9).init({ x: [1, 2] });
  let descent = await make();
  let b: number | undefined = schedule ? undefined : 0.9;
  const values: number[] = [];
  for (const { kind, ...rest } of actions) {
    if (kind === "set") {
      b = (rest as { b: number }).b;
      descent.set({ b });
    } else if (kind === "decline") descent.step({ x: [Number.NaN, 1] });
    else if (kind === "resume" && (b === undefined || !schedule)) {
      const saved = JSON.parse(JSON.stringify(await descent.snapshot()));
      descent.dispose();
      descent = await make();
      await descent.restore(saved);
    } else if (kind === "step") {
      for (let i = 0; i < (rest as { count: number }).count; i++) {
        for (let gradient = 0; gradient < each; gradient++) descent.step({ x: [0.5, -1] });
        values.push(b ?? schedule!(values.length));
      }
    }
    if (values.length === 0) continue;
    expectMeant(descent.state, values);
    expect((await descent.evalParams()).x[0]).toBeCloseTo(meant(values).now, 12);
  }
  descent.dispose();
}

test.each([1, 3])(
  "through steps of %d gradients, changes, declined steps and restored snapshots",
  async (every) => {
    const optimizer = (b: number | ((count: number) => number)) => {
      const inner = probe({ b });
      return chain(skipNonFinite(), every > 1 ? accumulate(inner, { every }) : inner);
    };
    await fc.assert(
      fc.asyncProperty(fc.array(action, { maxLength: 12 }), (actions) =>
        play(optimizer, actions, undefined, every),
      ),
      { numRuns: 60 },
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(action, { maxLength: 12 }),
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1 }),
        (actions, list) => play(optimizer, actions, (count) => list[count % list.length]!, every),
      ),
      { numRuns: 60 },
    );
  },
);

describe("a constant hyperparameter", () => {
  it.each([0, 0.5, 0.9, 0.999, 1])("of %d has the bits of the power", async (b) => {
    const descent = await probe({ b }).init({ x: [1] });
    for (let t = 1; t <= 200; t++) {
      descent.step({ x: [1] });
      expect(descent.state).toMatchObject({
        now: power(b, t),
        later: power(b, t + 2),
        earlier: power(b, t - 1),
      });
    }
    descent.dispose();
  });
});

test("a rule may ask for powers of the present value", async () => {
  const descent = await present().init({ x: [1] });
  for (let t = 1; t <= 4; t++) descent.step({ x: [1] });
  descent.set({ b: 0.5 });
  descent.step({ x: [1] });
  const expected = {
    now: power(0.5, 5),
    later: power(0.5, 7),
    earlier: power(0.5, 4),
    plain: power(0.5, 10),
  };
  expect(descent.state).toMatchObject(expected);
  expect((await descent.evalParams()).x[0]).toBe(power(0.5, 5));
  expect((await descent.snapshot()).powers).toEqual({});
  descent.dispose();
});

test("each rule has the history of its own hyperparameter", async () => {
  const descent = await chain(probe({ b: 0.5 }), probe({ b: (count) => (count < 2 ? 0.9 : 0.1) })).init({
    x: [1],
  });
  for (let t = 1; t <= 3; t++) descent.step({ x: [1] });
  const states = Object.entries(descent.state).filter(([name]) => name.endsWith("now"));
  expect(states.map(([, value]) => value)).toEqual([0.125, expect.closeTo(0.081, 12)]);
  descent.dispose();
});

describe("snapshots", () => {
  it("that know only the step mean the power of the value they have", async () => {
    const descent = await probe().init({ x: [1] });
    for (let t = 1; t <= 4; t++) descent.step({ x: [1] });
    const { powers, ...old } = await descent.snapshot();
    expect(powers).toEqual({ b: { product: 1, since: 0, value: 0.9 } });
    descent.set({ b: 0.5 });
    descent.step({ x: [1] });
    await descent.restore(old);
    descent.set({ b: 0.5 });
    descent.step({ x: [1] });
    expectMeant(descent.state, [0.9, 0.9, 0.9, 0.9, 0.5]);
    descent.dispose();
  });

  it("before the first step have no values", async () => {
    const descent = await probe().init({ x: [1] });
    const saved = await descent.snapshot();
    expect(saved.powers).toEqual({});
    descent.step({ x: [1] });
    await descent.restore(saved);
    descent.set({ b: 0.5 });
    descent.step({ x: [1] });
    expectMeant(descent.state, [0.5]);
    descent.dispose();
  });

  test.each([
    [
      { b: { product: "1", since: 0, value: 0.9 } },
      'powers of b: product: expected a number, the snapshot has "1"',
    ],
    [{ b: { product: 1, since: 2, value: 0.9 } }, "powers of b: since must be a whole number from 0 to 1"],
    [{ b: { product: 1, since: 0.5, value: 0.9 } }, "since must be a whole number"],
    [{ b: null }, "the snapshot has no powers of b"],
    [
      { c: { product: 1, since: 0, value: 0.9 } },
      "the snapshot has powers of c; this descent raises b to the step",
    ],
  ])("with powers %j are refused", async (powers, message) => {
    const descent = await probe().init({ x: [1] });
    descent.step({ x: [1] });
    const saved = { ...(await descent.snapshot()), powers };
    await expect(descent.restore(saved as never)).rejects.toThrow(SnapshotError);
    await expect(descent.restore(saved as never)).rejects.toThrow(message);
    descent.dispose();
  });
});

test("what is never raised to the step has no history", async () => {
  for (const optimizer of [sgd(), rule({ name: "root", hyper, text: "u = b^(t*0.5)*g + b^2" })()]) {
    const descent = await optimizer.init({ x: [1] });
    descent.step({ x: [1] });
    expect((await descent.snapshot()).powers).toEqual({});
    descent.dispose();
  }
});

test("b1 that changes from .9 to .99 at step 10 leaves Adam's step as long as the rate", async () => {
  const b1 = (count: number) => (count < 9 ? 0.9 : 0.99);
  const descent = await adam({ learningRate: 1, b1, eps: 0 }).init({ x: [0] });
  for (let t = 1; t <= 20; t++) {
    descent.step({ x: [3] });
    expect(descent.params.x[0]).toBeCloseTo(-t, 10);
  }
  descent.dispose();
});
