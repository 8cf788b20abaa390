// Compares the oracles with what torch and Keras computed where some parameters have no gradient in some steps: torch has a
// count for each of them, Keras one that goes on. optax has no such gradients.
import { expect, test } from "vitest";
import { oracles } from "../oracle/index.ts";
import { oracleWithNulls } from "../oracle/nulls.ts";
import { type Golden, goldenNulls, takingPart, worstError } from "./golden.ts";

function errorOf(record: Golden): number {
  const { problem } = record;
  const p = Float64Array.from(problem.start);
  const oracle = oracleWithNulls(oracles[record.case]!, Object.values(problem.shapes));
  return worstError(record, (g, learningRate, loss, t) => {
    oracle.step(p, g, learningRate, takingPart(problem, t), loss);
    return p;
  });
}

/** One norm over all tensors is no oracle's of one tensor. */
const ofTensors = Object.entries(goldenNulls).filter(([key]) => !key.includes("clipByGlobalNorm"));

test.each(ofTensors)("%s: an oracle computes what the library computes", (_, record) => {
  expect(oracles[record.case]!.options).toEqual(record.options);
  expect(errorOf(record)).toBeLessThan(1e-12);
});

test.each(ofTensors)("%s tells a step without a gradient from one whose gradient is 0", (_, record) => {
  const { problem } = record;
  const p = Float64Array.from(problem.start);
  const oracle = oracles[record.case]!.create(p.length, {}, Object.values(problem.shapes));
  const sizes = Object.values(problem.shapes).map((shape) => shape.reduce((product, n) => product * n, 1));
  const error = worstError(record, (g, learningRate, loss, t) => {
    const hasGradient = takingPart(problem, t).flatMap((takesPart, k) => Array(sizes[k]!).fill(takesPart));
    oracle.step(
      p,
      g.map((value, i) => (hasGradient[i] ? value : 0)),
      learningRate,
      loss,
    );
    return p;
  });
  expect(error).toBeGreaterThan(1e-9);
});
