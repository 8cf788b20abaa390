/** Snapshots that no descent has taken, and those that the receiving descent's schedules do not go with: refused, with nothing changed. */
import { describe, expect, test } from "vitest";
import {
  adam,
  chain,
  type Hyper,
  HyperparameterError,
  projectionBox,
  type Snapshot,
  SnapshotError,
  sgd,
  skipNonFinite,
  tensor,
} from "../index.ts";

describe("powers", () => {
  const powers: [string, object, string][] = [
    ["a value outside its interval", { value: 7 }, "powers of b1: value must be in [0, 1); got 7"],
    ["a negative value", { value: -0.5 }, "powers of b1: value must be in [0, 1); got -0.5"],
    [
      "a product of no numbers",
      { product: Number.NaN, since: 2 },
      "powers of b1: product must be in [0, 1], as of 2 values in [0, 1); got NaN",
    ],
    [
      "a product above all products",
      { product: 5, since: 2 },
      "powers of b1: product must be in [0, 1], as of 2 values in [0, 1); got 5",
    ],
    [
      "a product before any value",
      { product: 0.5, since: 0 },
      "powers of b1: product must be in [1, 1], as of 0 values in [0, 1); got 0.5",
    ],
  ];
  test.each(powers)("%s is refused", async (_, part, message) => {
    const descent = await adam().init([1, 2]);
    for (let step = 0; step < 3; step++) descent.step([1, 2]);
    const taken = await descent.snapshot();
    descent.step([1, 2]);
    const before = await descent.snapshot();
    const b1 = { ...taken.powers!.b1!, ...part };
    const spoilt = { ...taken, powers: { ...taken.powers, b1 } };
    await expect(descent.restore(spoilt)).rejects.toThrow(message);
    expect(await descent.snapshot()).toEqual(before);
    descent.dispose();
  });
});

describe("shapes", () => {
  const shapes: [string, (shapes: Snapshot["shapes"]) => object, string][] = [
    ["none of a parameter", ({ w }) => ({ w }), "the snapshot has shapes of w; this descent has b, w"],
    ["one more", (s) => ({ ...s, z: [1] }), "the snapshot has shapes of b, w, z; this descent has b, w"],
    [
      "texts",
      (s) => ({ ...s, w: ["2", "3"] }),
      'parameters at "w": expected shape [2, 3], the snapshot has [2, 3]',
    ],
    [
      "another",
      (s) => ({ ...s, w: [3, 2] }),
      'parameters at "w": expected shape [2, 3], the snapshot has [3, 2]',
    ],
  ];
  test.each(shapes)("%s: refused", async (_, spoil, message) => {
    const descent = await adam().init({ w: tensor(new Float32Array(6), [2, 3]), b: [1] });
    const taken = await descent.snapshot();
    await expect(descent.restore({ ...taken, shapes: spoil(taken.shapes) } as Snapshot)).rejects.toThrow(
      new SnapshotError(message),
    );
    descent.dispose();
  });
});

describe("schedules of the receiving descent beside the snapshot's numbers", () => {
  const box = (min: Hyper, max: Hyper) =>
    chain(sgd({ learningRate: 1 }), projectionBox({ min, max })).init([0]);
  const takenAfter = async (steps: number, min: Hyper, max: Hyper) => {
    const descent = await box(min, max);
    for (let step = 0; step < steps; step++) descent.step([0]);
    const saved = await descent.snapshot();
    descent.dispose();
    return saved;
  };

  test("are refused where they are in the wrong order", async () => {
    const saved = await takenAfter(3, (count) => count / 10, 1);
    const other = await box((count) => count, 5);
    const before = await other.snapshot();
    await expect(other.restore(saved)).rejects.toThrow(
      new HyperparameterError("min must not be above max; got 2 and 1 at count 2"),
    );
    expect(await other.snapshot()).toEqual(before);
    other.step([1]);
    expect(other.hyper).toMatchObject({ min: 0, max: 5 });
    other.dispose();
  });

  test("are not held against numbers that the snapshot replaces", async () => {
    const saved = await takenAfter(3, (count) => count, 5);
    const other = await box((count) => count, 1);
    await other.restore(saved);
    expect(other.hyper).toMatchObject({ min: 2, max: 5 });
    other.dispose();
  });
});

test("a number set back after a step that was declined and one that a schedule refused counts again", async () => {
  const descent = await chain(skipNonFinite(), sgd({ learningRate: 1, momentum: 0.5 })).init([0]);
  descent.step([1]);
  descent.set({ momentum: 0.875 });
  descent.step([Number.NaN]);
  descent.set({ momentum: 0.5, learningRate: () => Number.NaN });
  expect(() => descent.step([1])).toThrow(HyperparameterError);
  descent.set({ learningRate: 1 });
  descent.step([1]);
  expect([...descent.params]).toEqual([-2.5]);
  descent.dispose();
});
