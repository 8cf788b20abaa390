/** What wrappers do with one another and with what stands inside them; their equations are the conformance table's. */
import { expect, test } from "vitest";
import {
  accumulate,
  adam,
  cautious,
  chain,
  HyperparameterError,
  minimize,
  PlanError,
  ProtocolError,
  sam,
  sgd,
  skipNonFinite,
} from "../index.ts";

test("the gradient of an accumulated step is the mean, also for masks that compare with it", async () => {
  const inner = () => cautious(sgd({ learningRate: 0.1, momentum: 0.9 }));
  const [large, small] = await Promise.all([
    inner().init({ x: [1, 1] }),
    accumulate(inner(), { every: 2 }).init({ x: [1, 1] }),
  ]);
  const pairs = [
    [
      [3, 3],
      [-1, 1],
    ],
    [
      [1, -2],
      [1, -6],
    ],
  ] as const;
  for (const [a, b] of pairs) {
    large.step({ x: a.map((value, i) => (value + b[i]!) / 2) });
    small.step({ x: [...a] });
    small.step({ x: [...b] });
  }
  expect(small.params).toEqual(large.params);
  for (const descent of [large, small]) descent.dispose();
});

test.each([
  ["accumulate", () => accumulate(chain(skipNonFinite(), adam()), { every: 2 })],
  ["sam", () => sam(chain(skipNonFinite(), adam()))],
])("a decision about the step stands before %s, not inside", async (name, make) => {
  await expect(make().init([1])).rejects.toThrow(PlanError);
  await expect(make().init([1])).rejects.toThrow(`skipNonFinite stands inside ${name}`);
});

test("in front of accumulate it leaves single gradients out", async () => {
  const descent = await chain(skipNonFinite(), accumulate(sgd({ learningRate: 1 }), { every: 2 })).init({
    x: [0],
  });
  for (const gradient of [1, Number.NaN, 3]) descent.step({ x: [gradient] });
  expect([descent.params.x[0], descent.count, descent.skipped, descent.pending]).toEqual([-2, 1, 1, 0]);
  descent.dispose();
});

test("there are no parameters to evaluate with between perturb() and step()", async () => {
  const descent = await sam(sgd({ learningRate: 0.1 })).init({ x: [1] });
  descent.perturb({ x: [2] });
  await expect(descent.evalParams()).rejects.toThrow(ProtocolError);
  descent.step({ x: [2] });
  expect((await descent.evalParams()).x[0]).toBeCloseTo(0.8, 12);
  descent.dispose();
});

test("accumulate says what it needs", () => {
  expect(() => accumulate(sgd(), undefined as never)).toThrow(HyperparameterError);
  expect(() => accumulate(sgd(), {} as never)).toThrow(
    "accumulate: every must be a whole number in [1, inf); got undefined",
  );
  expect(() => accumulate(sgd(), { each: 2 } as never)).toThrow(
    'accumulate has no option "each"; it has: every',
  );
});

test("minimize follows the gradient of parameters that are numbers", async () => {
  const parabola = (x: { a: number }, gradient: { a: number }) => {
    gradient.a = 2 * x.a;
    return x.a ** 2;
  };
  const { x, status } = await minimize(
    parabola,
    { a: 3 },
    { optimizer: sgd({ learningRate: 0.1 }), tolerance: 1e-3 },
  );
  expect(status).toBe("converged");
  expect(Math.abs(x.a)).toBeLessThan(1e-3);
});
