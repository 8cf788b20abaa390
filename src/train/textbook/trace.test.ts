/** Paths of optimizers that want more than one gradient a step. Those of the textbook are in test/textbook. */
import { expect, it } from "vitest";
import { polyakSgd, sam, sgd } from "../../index.ts";
import { trace } from "./trace.ts";

const parabola = (x: Float64Array, gradient: Float64Array) => {
  gradient[0] = 2 * (x[0]! - 3);
  return (x[0]! - 3) ** 2;
};
const path = (points: readonly Float64Array[]) => points.map(([x]) => x);

it("gives the value to optimizers that read the loss", async () => {
  expect(path(await trace(parabola, polyakSgd(), [1], 2))).toEqual([1, 2, 2.5]);
});

it("has the points between steps alone, where a step takes two gradients", async () => {
  const optimizer = sam(sgd({ learningRate: 0.25 }), { rho: 0.5 });
  expect(path(await trace(parabola, optimizer, [0], 2))).toEqual([0, 1.75, 2.625]);
});

it("needs no value where nobody reads it", async () => {
  const slope = (_: Float64Array, gradient: Float64Array) => {
    gradient[0] = 1;
  };
  expect(path(await trace(slope, sgd({ learningRate: 1 }), [0], 2))).toEqual([0, -1, -2]);
});
