/** Parameters to evaluate with: the rule's line on states of every kind, copies, and what has none. On both backends. */
import { describe, expect, test } from "vitest";
import { adam, chain, partition, rule, sgd, tensor } from "../index.ts";

const average = rule({
  name: "average",
  hyper: { decay: 0.5 },
  state: { x: 0 },
  text: "x = decay*x + (1 - decay)*p\n u = g\n eval = x / (1 - decay^t)",
});
const fall = sgd({ learningRate: 1 });

describe.each(["js", "wasm"] as const)("on %s", (device) => {
  test("are what the line says of states, hyperparameters and the steps taken", async () => {
    const descent = await chain(average({ decay: 0.75 }), fall).init({ x: [1, 2], y: 4 }, { device });
    descent.step({ x: [1, -1], y: 2 });
    expect(await descent.evalParams()).toEqual({ x: Float64Array.of(1, 2), y: 4 });
    descent.step({ x: [0, 0], y: 0 });
    const mean = (first: number, second: number) => (0.75 * 0.25 * first + 0.25 * second) / (1 - 0.75 ** 2);
    const { x, y } = await descent.evalParams();
    expect(x[0]).toBeCloseTo(mean(1, 0), 15);
    expect(x[1]).toBeCloseTo(mean(2, 3), 15);
    expect(y).toBeCloseTo(mean(4, 2), 15);
    descent.dispose();
  });

  test("are rounded as a kernel rounds", async () => {
    const third = rule({ name: "third", state: { m: 0 }, text: "m = g\n u = 0*g\n eval = p + m*m - p" });
    const descent = await third().init({ x: Float32Array.of(1) }, { device });
    descent.step({ x: [0.1] });
    const m = Math.fround(0.1);
    const expected = Math.fround(Math.fround(1 + Math.fround(m * m)) - 1);
    expect(await descent.evalParams()).toEqual({ x: Float32Array.of(expected) });
    descent.dispose();
  });

  test("may use operations that are lowered, and comparisons", async () => {
    const signs = rule({
      name: "signs",
      state: { m: 0 },
      text: "m = g\n u = 0*g\n eval = where(m < 0, exp(m), sign(p)*2)",
    });
    const descent = await signs().init([5, -5, 5], { device });
    descent.step([1, 1, -1]);
    const [a, b, c] = await descent.evalParams();
    expect([a, b]).toEqual([2, -2]);
    expect(c).toBeCloseTo(Math.exp(-1), 15);
    descent.dispose();
  });

  test("read states of tensors, units, rows and columns, and those that are one number", async () => {
    const sliced = rule({
      name: "sliced",
      state: { total: 0, unit: 0, row: 0, column: 0, steps: 0 },
      text: `
        total = sum(g)
        unit = unitSum(g)
        row = rowSum(g)
        column = columnSum(g)
        steps = steps + 1
        u = 0*g
        eval = total + 1000*unit + 1e6*row + 1e9*column + steps/2`,
    });
    const shapes = [[2, 2, 3], [2, 3], [3], []];
    const sizes = shapes.map((shape) => shape.reduce((product, extent) => product * extent, 1));
    const count = (size: number) => Float64Array.from({ length: size }, (_, i) => i + 1);
    const trees = shapes.map((shape, k) => tensor(count(sizes[k]!), shape));
    const descent = await sliced().init(trees, { device });
    descent.step(trees);
    const found = await descent.evalParams();
    const meant = (total: number, unit: number, row: number, column: number) =>
      total + 1000 * unit + 1e6 * row + 1e9 * column + 0.5;
    const [stack, matrix, vector, scalar] = found.map(({ data }) => [...data]);
    expect(stack).toEqual(
      Array.from({ length: 12 }, (_, i) => {
        const [half, row, column] = [Math.floor(i / 6), Math.floor(i / 3), i % 3];
        return meant(78, half ? 57 : 21, 9 * row + 6, 2 * (6 * half + column) + 5);
      }),
    );
    expect(matrix).toEqual(
      Array.from({ length: 6 }, (_, i) => {
        const [row, column] = [Math.floor(i / 3), i % 3];
        return meant(21, 9 * row + 6, 9 * row + 6, 2 * column + 5);
      }),
    );
    expect(vector).toEqual([1, 2, 3].map((value) => meant(6, 6, 6, value)));
    expect(scalar).toEqual([meant(1, 1, 1, 1)]);
    descent.dispose();
  });

  test("are the parameters before the first step, and of optimizers that have no others", async () => {
    const descent = await chain(average(), fall).init({ x: [1, 2] }, { device });
    expect(await descent.evalParams()).toEqual({ x: Float64Array.of(1, 2) });
    const plain = await adam().init({ x: [1, 2] }, { device });
    plain.step({ x: [1, 1] });
    expect(await plain.evalParams()).toEqual(plain.params);
    descent.dispose();
    plain.dispose();
  });

  test("are copies: writing to them changes nothing", async () => {
    for (const optimizer of [chain(average(), fall), fall]) {
      const descent = await optimizer.init(
        { x: Float64Array.of(1, 2), y: tensor(Float32Array.of(3), [1, 1]) },
        { device },
      );
      descent.step({ x: [1, 1], y: tensor(Float32Array.of(1), [1, 1]) });
      const before = await descent.snapshot();
      const found = await descent.evalParams();
      expect(found.y.shape).toEqual([1, 1]);
      found.x.fill(99);
      found.y.data.fill(99);
      expect(await descent.snapshot()).toEqual(before);
      descent.dispose();
    }
  });

  test("are those of each branch of a partition", async () => {
    const optimizer = partition([
      ["a", chain(average(), fall)],
      ["*", fall],
    ]);
    const descent = await optimizer.init({ a: [4], b: [4] }, { device });
    for (let step = 0; step < 2; step++) descent.step({ a: [1], b: [1] });
    const { a, b } = await descent.evalParams();
    expect(a[0]).toBeCloseTo((0.25 * 4 + 0.5 * 3) / 0.75, 15);
    expect(b[0]).toBe(2);
    descent.dispose();
  });

  test("are those of the last rule that has some", async () => {
    const constant = (value: number) =>
      rule({ name: "constant", text: `u = g\n eval = 0*p + ${value}` as string })();
    const descent = await chain(constant(1), constant(2), fall).init([5], { device });
    descent.step([1]);
    expect([...(await descent.evalParams())]).toEqual([2]);
    descent.dispose();
  });
});
