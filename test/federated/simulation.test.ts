/** A small part of the study of federated servers: its data are as published, its clients' gradients right, and its servers learn. `npm run federated` runs all of it. */
import { expect, test } from "vitest";
import { dirichletSplit } from "../../tools/federated/fashion.ts";
import { best, roundTo, servers, simulate } from "../../tools/federated/simulate.ts";
import { addGradient } from "../../tools/federated/softmax.ts";
import { synthetic, syntheticClient } from "../../tools/federated/synthetic.ts";

test("the gradient of a client is the slope of its loss", () => {
  const { x, y } = syntheticClient(3, 0, 5);
  const [features, classes] = [60, 10];
  const indices = [0, 7, 11];
  const p = Float32Array.from({ length: 61 * classes }, (_, i) => Math.sin(i) / 8);
  const loss = (at: Float64Array): number => {
    let total = 0;
    for (const row of indices) {
      const scores = Array.from({ length: classes }, (_, c) => {
        let score = at[features * classes + c]!;
        for (let j = 0; j < features; j++) score += x[row * features + j]! * at[j * classes + c]!;
        return score;
      });
      total += Math.log(scores.reduce((sum, score) => sum + Math.exp(score), 0)) - scores[y[row]!]!;
    }
    return total / indices.length;
  };
  const found = new Float32Array(p.length);
  addGradient(found, 1, p, { x, y }, indices, classes);
  for (const i of [0, 13, 299, 599, 600, 609]) {
    const [up, down] = [1e-5, -1e-5].map((step) => {
      const at = Float64Array.from(p);
      at[i]! += step;
      return loss(at);
    });
    expect(found[i]).toBeCloseTo((up! - down!) / 2e-5, 4);
  }
});

test("Synthetic(1, 1) is as its authors generate it", () => {
  const clients = Array.from({ length: 600 }, (_, index) => syntheticClient(1, 0, index, 1000));
  const counts = clients.map(({ y }) => y.length);
  expect(Math.min(...counts)).toBeGreaterThanOrEqual(50);
  // The median of lognormal(4, 2) is e^4.
  const median = counts.sort((a, b) => a - b)[300]! - 50;
  expect(Math.abs(Math.log(median) - 4)).toBeLessThan(0.3);
  // Within clients the variance of feature j is (j + 1)^-1.2.
  for (const j of [0, 1, 9, 59]) {
    let [squares, degrees] = [0, 0];
    for (const { x, y } of clients) {
      const values = Array.from(y, (_, row) => x[row * 60 + j]!);
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      for (const value of values) squares += (value - mean) ** 2;
      degrees += values.length - 1;
    }
    expect(squares / degrees / (j + 1) ** -1.2).toBeCloseTo(1, 1);
  }
  // A client has few classes; over all clients they are alike.
  const shares = new Float64Array(10);
  for (const { y } of clients) for (const c of y) shares[c]! += 1 / y.length / clients.length;
  for (const share of shares) expect(Math.abs(share - 0.1)).toBeLessThan(0.05);
  expect(syntheticClient(1, 0, 17)).toEqual(syntheticClient(1, 0, 17));
  expect(syntheticClient(2, 0, 17).x[0]).not.toBe(syntheticClient(1, 0, 17).x[0]);
});

test("a Dirichlet split deals each example once, in shares of that concentration", () => {
  const labels = Uint8Array.from({ length: 60_000 }, (_, i) => i % 10);
  for (const [alpha, expected] of [
    [0.3, 1.3 / 4],
    [100, 101 / 1001],
  ] as const) {
    const owned = dirichletSplit(labels, { clients: 1000, alpha, seed: 4 });
    const all = owned.flatMap((indices) => [...indices]);
    expect([all.length, new Set(all).size]).toEqual([60_000, 60_000]);
    // The mean of the sum of squared shares is (alpha + 1) / (10 alpha + 1), and of 60 draws a 60th of the rest more.
    const squares = owned.slice(0, 300).map((indices) => {
      const counts = new Float64Array(10);
      for (const index of indices) counts[labels[index]!]! += 1 / 60;
      return counts.reduce((sum, share) => sum + share * share, 0);
    });
    const mean = squares.reduce((sum, value) => sum + value, 0) / squares.length;
    expect(Math.abs(mean - (expected + (1 - expected) / 60))).toBeLessThan(0.025);
  }
});

const small = synthetic({ name: "small", clients: 400, perRound: 10, shared: 2, rounds: 12, target: 0.3 }, 1);
const simulation = { seed: 1, rounds: 12, look: 3, on: "validation", dropOut: 0.2 } as const;

test("every server learns what clients share, alike when it is run again, and one that diverges is left", async () => {
  const settings = Object.keys(servers).map((server) => ({
    server,
    rate: server === "fedAvg" ? 1 : 0.03,
    clientRate: 0.03,
  }));
  const lost = { server: "fedAvg", rate: 1, clientRate: 1e38 };
  const courses = await simulate(small, [...settings, lost], simulation);
  for (const course of courses.slice(0, -1)) {
    expect(course.accuracies).toHaveLength(4);
    // Chance is .1.
    expect(course.accuracies.at(-1), course.server).toBeGreaterThan(0.25);
  }
  expect(courses.at(-1)!.accuracies.length).toBeLessThan(4);
  const [again] = await simulate(small, settings.slice(0, 1), simulation);
  expect(again).toEqual(courses[0]);
  expect(best(courses, small, 3)).not.toBe(courses.at(-1));
});

test("the best setting reaches the target first, or ends highest", () => {
  const course = (...accuracies: number[]) => ({ server: "fedAvg", rate: 1, clientRate: 1, accuracies });
  const [late, early, high, lost] = [
    course(0.1, 0.2, 0.4, 0.4),
    course(0.1, 0.3, 0.3, 0.3),
    course(0.1, 0.1, 0.2, 0.29),
    course(0.9),
  ];
  expect(best([late, early, lost], small, 3)).toBe(early);
  expect(best([course(0.1, 0.1, 0.1, 0.1), high, lost], small, 3)).toBe(high);
  expect([late, early, high].map((one) => roundTo(one, 0.3, 3))).toEqual([9, 6, Number.POSITIVE_INFINITY]);
});
