/** How many steps in a row may be declined before that is an error. */
import { expect, test } from "vitest";
import {
  accumulate,
  adam,
  chain,
  DeclinedError,
  HyperparameterError,
  minimize,
  sam,
  sgd,
  skipNonFinite,
} from "../index.ts";

const bad = [Number.NaN, Infinity, -Infinity];

test.each(["js", "wasm"] as const)(
  "throws at the third step in a row, on %s, and at each after it, until one is taken",
  async (device) => {
    const descent = await chain(skipNonFinite({ maxConsecutive: 3 }), adam()).init([1], { device });
    const declined = (i: number) => () => descent.step([bad[i % 3]!]);
    for (let round = 0; round < 2; round++) {
      const { skipped, count } = descent;
      declined(0)();
      declined(1)();
      expect(declined(2)).toThrow(DeclinedError);
      expect(declined(3)).toThrow("skipNonFinite has declined 4 steps in a row; maxConsecutive is 3");
      expect([descent.skipped, descent.count]).toEqual([skipped + 4, count]);
      expect(Number.isFinite(descent.params[0])).toBe(true);
      descent.step([1]);
      expect(descent.count).toBe(count + 1);
    }
    descent.dispose();
  },
);

test("without a limit never throws", async () => {
  const descent = await chain(skipNonFinite(), sgd()).init([1]);
  for (let i = 0; i < 100; i++) descent.step([Number.NaN]);
  expect([descent.skipped, descent.params[0], descent.hyper]).toEqual([100, 1, { learningRate: 0.01 }]);
  descent.dispose();
});

test("counts gradients and halves of steps", async () => {
  const gathering = await chain(skipNonFinite({ maxConsecutive: 2 }), accumulate(sgd(), { every: 2 })).init([
    1,
  ]);
  gathering.step([Number.NaN]);
  gathering.step([1]);
  gathering.step([Number.NaN]);
  expect(() => gathering.step([Number.NaN])).toThrow(DeclinedError);
  const twice = await chain(skipNonFinite({ maxConsecutive: 1 }), sam(sgd())).init([1]);
  expect(() => twice.perturb([Number.NaN])).toThrow(DeclinedError);
  twice.perturb([1]);
  expect(() => twice.step([Number.NaN])).toThrow(DeclinedError);
  for (const each of [gathering, twice]) each.dispose();
});

test("is set, follows a schedule, and begins anew after restore", async () => {
  const descent = await chain(skipNonFinite({ maxConsecutive: () => 9 }), sgd()).init([1]);
  descent.step([Number.NaN]);
  descent.set({ maxConsecutive: 2 });
  expect(() => descent.step([Number.NaN])).toThrow(DeclinedError);
  const saved = await descent.snapshot();
  await descent.restore(saved);
  descent.step([Number.NaN]);
  expect(() => descent.step([Number.NaN])).toThrow("declined 2 steps in a row");
  descent.dispose();
});

test("ends minimize", async () => {
  const optimizer = chain(skipNonFinite({ maxConsecutive: 2 }), sgd({ learningRate: 1 }));
  const fun = (x: Float64Array, g: Float64Array) => {
    g[0] = x[0]! < 0 ? Number.NaN : 1;
    return x[0]!;
  };
  // minimize ends by itself where a gradient is not finite.
  expect((await minimize(fun, [1.5], { optimizer })).status).toBe("notFinite");
});

test.each([0, 1.5, -1, Number.NaN, "3", Infinity])("refuses %o", (maxConsecutive) => {
  expect(() => skipNonFinite({ maxConsecutive: maxConsecutive as never })).toThrow(HyperparameterError);
  expect(() => skipNonFinite({ maxConsecutive: maxConsecutive as never })).toThrow(
    /^skipNonFinite: maxConsecutive must be/,
  );
});
