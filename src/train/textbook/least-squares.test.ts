/** Least squares where the answer is known by hand, and where columns depend on each other. */
import { describe, expect, it } from "vitest";
import type { Regression } from "../data/standardize.ts";
import { leastSquares } from "./least-squares.ts";

const problem = (x: number[][], y: number[]): Regression => ({
  name: "test",
  origin: "",
  features: [],
  target: "",
  count: y.length,
  width: x[0]!.length,
  x: Float32Array.from(x.flat()),
  y: Float32Array.from(y),
  mean: new Float64Array(),
  deviation: new Float64Array(),
});

describe("leastSquares", () => {
  it("recovers an exact line", () => {
    const { weight, bias, loss } = leastSquares(problem([[0], [1], [2]], [1, 3, 5]));
    expect(weight[0]).toBeCloseTo(2, 12);
    expect(bias).toBeCloseTo(1, 12);
    expect(loss).toBeCloseTo(0, 12);
  });

  it("halves the mean squared residual", () => {
    expect(leastSquares(problem([[1], [1], [-1], [-1]], [2, 0, 2, 0])).loss).toBeCloseTo(0.5, 12);
  });

  it("gives a dependent or constant column weight 0 and the same loss", () => {
    const plain = leastSquares(problem([[0], [1], [3]], [1, 2, 5]));
    const doubled = leastSquares(
      problem(
        [
          [0, 0, 7],
          [1, 2, 7],
          [3, 6, 7],
        ],
        [1, 2, 5],
      ),
    );
    expect([...doubled.weight.slice(1)]).toEqual([0, 0]);
    expect(doubled.weight[0]).toBeCloseTo(plain.weight[0]!, 12);
    expect(doubled.loss).toBeCloseTo(plain.loss, 12);
  });
});
