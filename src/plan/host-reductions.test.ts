/** Reductions of values with fewer values than elements are the host's: no pass walks elements that it does not load. */
import { describe, expect, test } from "vitest";
import { adafactor, rule } from "../index.ts";
import type { Tensor } from "./groups.ts";
import { plan } from "./plan.ts";
import { reducedScope } from "./scope.ts";
import { verify } from "./verify.ts";

const cube: Tensor = { path: "w", shape: [4, 2, 3], size: 24, dtype: "float32" };

/** The scopes of a rule's states, and its passes, on a batch of matrices. */
function planned(text: string) {
  const states = { a: 0, b: 0 };
  const made = plan(rule({ name: "r", state: states, text: text as string })(), [cube]);
  verify(made);
  return {
    scopes: made.states.map(({ scope }) => scope),
    passes: made.phases.step.stages.flatMap(({ passes }) => passes),
  };
}

describe("on the host", () => {
  test("is a reduction of a row across the columns: one value a matrix, and no pass of its own", () => {
    const { scopes, passes } = planned("a = rowMean(g)\nb = columnMean(a)\nu = g/b");
    expect(scopes).toEqual(["row", "matrix"]);
    expect(passes).toHaveLength(2);
  });

  test("is one of a column across the rows, and the sum of either over a tensor", () => {
    const { scopes, passes } = planned("a = rowSum(columnMax(g))\nb = sum(rowMax(g))\nu = g/b");
    expect(scopes).toEqual(["matrix", "tensor"]);
    expect(passes).toHaveLength(2);
  });

  test("is none of a column over a unit, which has parts of it in several", () => {
    expect(reducedScope("unit", "column")).toBeUndefined();
    expect(reducedScope("global", "tensor")).toBeUndefined();
    expect(reducedScope("row", "element")).toBeUndefined();
  });
});

test("every pass of Adafactor loads elements", () => {
  const { phases } = plan(adafactor(), [{ ...cube, shape: [6, 4] }, cube]);
  for (const { kernel } of phases.step.stages.flatMap(({ passes }) => passes))
    expect(kernel.values.some(({ kind }) => kind === "load")).toBe(true);
});
