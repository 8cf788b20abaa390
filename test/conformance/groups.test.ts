/**
 * Groups equal separate optimizers, to the bit: a partition with one optimizer on two groups against a descent for each
 * group. Tensors are independent too, whatever their types, unless a sum runs over all of them.
 */
import { expect } from "vitest";
import { type Optimizer, partition } from "../../src/index.ts";
import { changing, everyRow } from "./cases.ts";
import { mixed, trajectory } from "./descents.ts";
import { firstDifference } from "./errors.ts";
import { restrict, shaped } from "./problems.ts";
import { couplingOf, planOf } from "./traits.ts";

const problem = shaped({ steps: 30, float32: true });
const halves = [
  ["matrix", "vector"],
  ["cube", "scalar"],
];

/** The parameters of each part in a descent of its own, side by side. */
async function apart(optimizer: Optimizer, parts: readonly (readonly string[])[]): Promise<Float64Array[]> {
  const found = await Promise.all(
    parts.map((names) => trajectory(optimizer, restrict(problem, names), { dtype: mixed })),
  );
  return problem.gradients.map((_, t) => Float64Array.from(found.flatMap((rows) => [...rows[t]!])));
}

everyRow("in two groups is two optimizers, to the bit", async (row) => {
  const optimizer = changing(row);
  // What takes several gradients a step does so for all parameters at once.
  if (planOf(optimizer).phases.before) return;
  const groups = partition([
    [/^(matrix|vector)$/, optimizer],
    ["*", optimizer],
  ]);
  const together = await trajectory(groups, problem, { dtype: mixed });
  expect(firstDifference(await apart(optimizer, halves), together)).toBeUndefined();
});

everyRow("on tensors of two types is an optimizer for each tensor", async (row) => {
  const optimizer = changing(row);
  if (couplingOf(optimizer) === "global") return;
  const together = await trajectory(optimizer, problem, { dtype: mixed });
  const each = Object.keys(problem.shapes).map((name) => [name]);
  expect(firstDifference(await apart(optimizer, each), together)).toBeUndefined();
});
