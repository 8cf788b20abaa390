/** Problems with data: gradients against differences, data against the library's own reading, minibatches, and that they are learnt. */
import { adam } from "glissade";
import { autoMpgRegression } from "glissade/datasets";
import { leastSquares, quadraticDeepProblem, quadraticDeepStart } from "glissade/train";
import { expect, test } from "vitest";
import type { ProblemSetup, TableSetup } from "../experiment.ts";
import { tableOf } from "./auto-mpg.ts";
import { batchesOf } from "./batches.ts";
import { tanhOf } from "./perceptron.ts";
import { prepare } from "./prepare.ts";
import type { Problem } from "./problem.ts";

const regression = (batchSize: number, data: "auto-mpg" | TableSetup = "auto-mpg"): ProblemSetup => ({
  kind: "regression",
  data,
  batchSize,
});
const spirals = (hidden: number[], batchSize: number): ProblemSetup => ({
  kind: "spirals",
  hidden,
  batchSize,
  noise: 0.1,
});

test.each<[string, ProblemSetup]>([
  ["regression", regression(1000)],
  ["spirals", spirals([5, 4], 1000)],
  ["spirals of one layer", spirals([3], 1000)],
])("%s: over all data the gradient is that of differences of the loss", (_, setup) => {
  const { dimension, start, loss, gradient } = prepare(setup).forSeed(2);
  const p = start.map((value, i) => value + 0.3 * ((i % 3) - 1));
  const into = new Float64Array(dimension);
  expect(gradient(p, 1, into)).toBeCloseTo(loss(p), 13);
  const h = 1e-3;
  for (let i = 0; i < dimension; i++) {
    const at = (d: number) => loss(p.with(i, p[i]! + d));
    expect(into[i]).toBeCloseTo((8 * (at(h) - at(-h)) - (at(2 * h) - at(-2 * h))) / (12 * h), 9);
  }
});

test("minibatches of an epoch are all examples once, in another order each epoch, the same for all who ask", () => {
  const batch = batchesOf(3, 10, 4);
  const epoch = (from: number) => [from, from + 1, from + 2].flatMap((step) => [...batch(step)]);
  const [first, second] = [epoch(1), epoch(4)];
  expect(first.toSorted((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  expect(second.toSorted((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  expect(second).not.toEqual(first);
  expect(batch(3)).toHaveLength(2);
  const other = batchesOf(3, 10, 4);
  expect([...other(5)]).toEqual([...batch(5)]);
  expect([...batchesOf(4, 10, 4)(1)]).not.toEqual([...batch(1)]);
  expect(() => batchesOf(0, 10, 0)).toThrow("the batch size must be a whole number, at least 1; got 0");
});

test("every order of three comes about equally often", () => {
  const counts = new Map<string, number>();
  const batch = batchesOf(1, 3, 2);
  for (let epoch = 0; epoch < 3000; epoch++) {
    const order = [...batch(2 * epoch + 1), ...batch(2 * epoch + 2)].join("");
    counts.set(order, (counts.get(order) ?? 0) + 1);
  }
  expect(counts.size).toBe(6);
  for (const count of counts.values()) expect(Math.abs(count - 500)).toBeLessThan(90);
});

test("Auto MPG is the library's, standardized as it does", () => {
  const own = autoMpgRegression();
  const { rows, columns } = tableOf("auto-mpg");
  expect([own.count, own.width]).toEqual([rows.length, columns.length - 1]);
  const {
    weight,
    bias,
    loss: least,
  } = leastSquares(own) as unknown as {
    weight: ArrayLike<number>;
    bias: number | ArrayLike<number>;
    loss: number;
  };
  const { loss } = prepare(regression(10)).forSeed(0);
  const solution = Float64Array.from([...Array.from(weight), typeof bias === "number" ? bias : bias[0]!]);
  expect(loss(solution)).toBeCloseTo(least, 6);
  // Variance 1 of a target whose prediction is always its mean.
  expect(loss(new Float64Array(6))).toBeCloseTo(0.5, 12);
});

async function trained({ start, gradient, loss }: Problem, learningRate: number, steps: number) {
  const descent = await adam({ learningRate }).init({ p: start });
  for (let step = 1; step <= steps; step++) {
    gradient(descent.params.p, step, descent.grads.p);
    descent.step();
  }
  const last = descent.params.p.slice();
  descent.dispose();
  return { p: last, loss: loss(last) };
}

test("Adam learns the regression", async () => {
  const problem = prepare(regression(10)).forSeed(0);
  expect((await trained(problem, 0.01, 800)).loss).toBeLessThan(0.16);
});

test("a table of one's own: constant columns count for nothing; what makes no table is refused", () => {
  const table = {
    name: "mine",
    columns: ["a", "b", "y"],
    rows: [
      [1, 5, 2],
      [2, 5, 4],
      [3, 5, 6],
    ],
  };
  const { loss } = prepare(regression(2, table)).forSeed(0);
  expect(loss(Float64Array.of(1, 7, 0))).toBeCloseTo(0, 15);
  expect(() =>
    prepare(
      regression(2, {
        ...table,
        rows: [
          [1, 2, 3],
          [1, 2],
        ],
      }),
    ),
  ).toThrow("mine: row 2 must be 3");
  expect(() => prepare(regression(2, { ...table, rows: [[1, 2, 3]] }))).toThrow("two rows; got 3 and 1");
  const long = Array.from({ length: 5001 }, () => [1, 2, 3]);
  expect(() => prepare(regression(2, { ...table, rows: long }))).toThrow("at most 5000 rows");
});

test("spirals: two classes in turn, learnt by a small model, whose picture says so", async () => {
  const prepared = prepare(spirals([16, 16], 20));
  const problem = prepared.forSeed(0);
  const { picture } = prepared;
  expect(problem.dimension).toBe(3 * 16 + 17 * 16 + 17);
  const { p, loss } = await trained(problem, 0.02, 1500);
  expect(loss).toBeLessThan(0.25);
  const { points, classes, over, window } = picture!;
  const size = 60;
  const field = over(p, size, size);
  expect(field.every((value) => value >= 0 && value <= 1)).toBe(true);
  const cell = (value: number) => Math.floor(((value - window.x[0]) / (window.x[1] - window.x[0])) * size);
  const right = [...classes].filter((side, index) => {
    const probability = field[cell(points[2 * index + 1]!) * size + cell(points[2 * index]!)]!;
    return probability > 0.5 === (side === 1);
  });
  expect(right.length / classes.length).toBeGreaterThan(0.85);
});

test("sizes of the perceptron are bounded", () => {
  for (const hidden of [[], [65], [4, 65], [4, 4, 4], [2.5], [0]])
    expect(() => prepare(spirals(hidden, 10))).toThrow("give one or two hidden layers of 1 to 64 neurons");
});

test("its tanh is that of Math to 3e-16", () => {
  for (let x = -25; x <= 25; x += 0.0137) expect(Math.abs(tanhOf(x) - Math.tanh(x))).toBeLessThan(3e-16);
  expect([tanhOf(0), tanhOf(-800), tanhOf(800), tanhOf(Number.NaN)]).toEqual([0, -1, 1, Number.NaN]);
});

test("quadratic_deep is the library's", () => {
  const problem = prepare({ kind: "quadratic-deep", batchSize: 128 }).forSeed(4);
  expect(problem.loss(problem.start)).toBeCloseTo(quadraticDeepStart, 3);
  const into = [new Float64Array(100), new Float64Array(100)] as const;
  const library = quadraticDeepProblem({ seed: 4 });
  expect(problem.gradient(problem.start, 9, into[0])).toBe(library.gradient(library.start, 2, into[1]));
  expect(into[0]).toEqual(into[1]);
  expect(() => prepare({ kind: "quadratic-deep", batchSize: 0 }).forSeed(0)).toThrow("batchSize");
});
