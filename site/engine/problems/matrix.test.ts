import { describe, expect, it } from "vitest";
import { ellipseOf } from "../../figures/singular-values.ts";
import { defaultExperiment } from "../default-experiment.ts";
import { everything } from "../everything.ts";
import type { Contestant, Experiment, OptionValues } from "../experiment.ts";
import { runExperiment } from "../run-experiment.ts";
import { prepare } from "./prepare.ts";

const setup = { kind: "matrix", condition: 4 } as const;
const rate = 0.02;
const [adam] = defaultExperiment.contestants as [Contestant];

const experimentOf = (name: string, options: OptionValues = {}): Experiment => ({
  ...defaultExperiment,
  problem: setup,
  steps: 200,
  contestants: [{ ...adam, method: { kind: "optimizer", name, options }, rate }],
});

/** What a race does at each step: the gradient before it, and by what it moves the matrix. */
async function stepsOf(name: string, options: OptionValues = {}) {
  const points: number[] = [];
  for await (const told of runExperiment(experimentOf(name, options), {
    registry: everything,
    device: "js",
  })) {
    if (told.type === "failed") throw new Error(told.message);
    if (told.type === "steps") points.push(...(told.points as Float64Array));
  }
  const problem = prepare(setup).forSeed(0);
  return Array.from({ length: points.length / 4 - 1 }, (_, index) => {
    const [before, after] = [
      points.slice(4 * index, 4 * index + 4),
      points.slice(4 * index + 4, 4 * index + 8),
    ];
    const gradient = new Float64Array(4);
    problem.gradient(Float64Array.from(before), index + 1, gradient);
    return { gradient, update: after.map((value, k) => value - (before[k] as number)) };
  });
}

const ratioOf = (matrix: ArrayLike<number>): number => {
  const { long, short } = ellipseOf(matrix);
  return long / short;
};

/** What five iterations of Keller Jordan's polynomial make of a singular value. */
function iterated(value: number): number {
  let x = value;
  for (let step = 0; step < 5; step++) x = 3.4445 * x - 4.775 * x ** 3 + 2.0315 * x ** 5;
  return x;
}

describe("a matrix between two others", () => {
  it("has the gradient that differences of its loss have, and its minimum at the target", () => {
    const problem = prepare(setup).forSeed(0);
    const at = Float64Array.of(0.3, -1.2, 0.7, 2);
    const gradient = new Float64Array(4);
    expect(problem.gradient(at, 1, gradient)).toBe(problem.loss(at));
    for (let index = 0; index < 4; index++) {
      const [more, less] = [1e-4, -1e-4].map((by) =>
        problem.loss(at.map((value, k) => value + (k === index ? by : 0))),
      );
      expect(gradient[index]).toBeCloseTo(((more as number) - (less as number)) / 2e-4, 8);
    }
    expect(problem.loss(Float64Array.of(0.8, -0.6, 0.6, 0.8))).toBe(0);
  });

  it("refuses a condition number out of its interval", () => {
    for (const condition of [0.5, 101, Number.NaN])
      expect(() => prepare({ ...setup, condition })).toThrow("the condition number must be from 1 to 100");
  });

  it("is moved by plain descent as its gradient is stretched", async () => {
    for (const { gradient, update } of (await stepsOf("sgd")).slice(0, 50))
      expect(ratioOf(update) / ratioOf(gradient)).toBeCloseTo(1, 8);
    const [first] = await stepsOf("sgd", { momentum: 0.9 });
    expect(ratioOf(first?.gradient ?? [])).toBeGreaterThan(90);
    expect(ratioOf(first?.update ?? [])).toBeCloseTo(ratioOf(first?.gradient ?? []), 8);
  });

  it("is moved by Muon alike in both directions", async () => {
    const steps = await stepsOf("muon");
    const [first] = steps;
    const { long, short } = ellipseOf(first?.gradient ?? []);
    const norm = Math.hypot(long, short);
    const expected = [long, short]
      .map((value) => rate * Math.abs(iterated(value / norm)))
      .sort((a, b) => b - a);
    const found = ellipseOf(first?.update ?? []);
    expect(found.long).toBeCloseTo(expected[0] as number, 7);
    expect(found.short).toBeCloseTo(expected[1] as number, 7);
    expect(steps).toHaveLength(200);
    for (const { update } of steps) {
      const each = ellipseOf(update);
      expect(each.long / rate).toBeLessThan(1.21);
      expect(each.short / rate).toBeGreaterThan(0.68);
    }
  });

  it("is what Muon needs: elsewhere it says so", async () => {
    const messages: string[] = [];
    const elsewhere = { ...experimentOf("muon"), problem: defaultExperiment.problem };
    for await (const told of runExperiment(elsewhere, { registry: everything, device: "js" }))
      if (told.type === "failed") messages.push(told.message);
    expect(messages).toEqual([
      "it steps by whole matrices, and this problem has none: choose the 2 x 2 matrix",
    ]);
  });
});
