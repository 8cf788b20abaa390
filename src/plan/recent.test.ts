/** Plans are made once for tensors and rules alike, and have the values of each optimizer. */
import { expect, test } from "vitest";
import { adam, adamw, chain, projectionBox, rule, scaleByLearningRate, sgd } from "../index.ts";
import { recentPlan } from "./recent.ts";

const tensors = [{ path: "x", shape: [2], size: 2, dtype: "float64" }] as const;

test("the work is shared, the values are those of each", () => {
  const schedule = (count: number) => 1 / (1 + count);
  const [a, b] = [
    recentPlan(adam({ learningRate: 0.5, b1: 0.8 }), tensors),
    recentPlan(adam({ learningRate: schedule }), tensors),
  ];
  expect(b.phases).toBe(a.phases);
  const valuesOf = ({ hypers }: typeof a) =>
    Object.fromEntries(hypers.map(({ name, value }) => [name, value]));
  expect(valuesOf(a)).toMatchObject({ learningRate: 0.5, b1: 0.8 });
  expect(valuesOf(b)).toMatchObject({ learningRate: schedule, b1: 0.9 });
});

test.each([
  ["another path", adam(), [{ ...tensors[0], path: "y" }], false],
  ["another shape", adam(), [{ ...tensors[0], shape: [2, 1] }], false],
  ["another type", adam(), [{ ...tensors[0], dtype: "float32" as const }], false],
  ["more tensors", adam(), [...tensors, { ...tensors[0], path: "y" }], false],
  ["another rule", adamw(), tensors, false],
  ["the other direction", adam({ maximize: true }), tensors, false],
  ["measurements", adam(), tensors, true],
] as const)("%s is another plan", (_, optimizer, given, measured) => {
  expect(recentPlan(optimizer, given, measured).phases).not.toBe(recentPlan(adam(), tensors).phases);
});

test("descents of one plan keep to their own values and bounds", async () => {
  const limited = (min: number[]) => chain(sgd({ learningRate: 1 }), projectionBox({ min }));
  const [low, high] = [await limited([-1, -2]).init([0, 0]), await limited([-5, -9]).init([0, 0])];
  for (const descent of [low, high]) descent.step([9, 9]);
  expect([...low.params]).toEqual([-1, -2]);
  expect([...high.params]).toEqual([-5, -9]);
});

test("rules of one text made twice are two rules, however many there are", async () => {
  for (let k = 0; k < 200; k++) {
    const own = chain(rule({ name: "own", hyper: { k }, text: "u = k*g" })(), scaleByLearningRate(1));
    const descent = own.initSync([0]);
    descent.step([1]);
    expect(descent.params[0]).toBe(-k + 0);
    descent.dispose();
  }
});
