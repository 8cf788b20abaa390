/** Reductions of values with fewer values than elements are the host's: no pass walks elements that it does not load. */
import { describe, expect, test } from "vitest";
import { adafactor, chain, partition, rule, tensor } from "../index.ts";
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

  test("is one over units of a column, and over all tensors of whatever has fewer values than elements", () => {
    const { scopes, passes } = planned("a = unitSum(columnMax(g))\nb = globalNorm(a)\nu = g/b");
    expect(scopes).toEqual(["unit", "uniform"]);
    expect(passes).toHaveLength(2);
    expect(planned("a = a\nb = b\nu = g*globalMean(t)").passes).toHaveLength(1);
  });

  test("is none of elements", () => {
    for (const extent of ["tensor", "unit", "row", "column"] as const)
      expect(reducedScope(extent, "element")).toBeUndefined();
    expect(planned("a = a\nb = b\nu = g*globalNorm(g)").passes).toHaveLength(2);
  });

  test("is that of one group where another's needs a pass", () => {
    const one = partition([
      ["w", rule({ name: "mean", text: "u = rowMean(g)" })()],
      ["*", rule({ name: "same", text: "u = g" })()],
    ]);
    const made = plan(chain(one, rule({ name: "r", text: "u = g/globalNorm(g)" })()), [
      cube,
      { ...cube, path: "v" },
    ]);
    verify(made);
    const stages = made.phases.step.stages.map(({ passes, globals }) => [
      passes.map(({ group }) => group),
      globals.map(({ group }) => group),
    ]);
    expect(stages).toEqual([
      [[0], []],
      [[1], [0]],
      [[0, 1], []],
    ]);
  });
});

test("a value reduced over a tensor and over its units has a sum for each", async () => {
  for (const device of ["js", "wasm"] as const) {
    const both = rule({ name: "both", text: "u = 0*sumSquares(g) + unitSumSquares(g)" });
    const descent = await both().init([tensor(new Float64Array(4), [2, 2])], { device });
    descent.step([tensor(Float64Array.of(1, 2, 3, 4), [2, 2])]);
    expect([...descent.params[0]!.data]).toEqual([5, 5, 25, 25]);
    descent.dispose();
  }
});

test("every pass of Adafactor loads elements", () => {
  const { phases } = plan(adafactor(), [{ ...cube, shape: [6, 4] }, cube]);
  for (const { kernel } of phases.step.stages.flatMap(({ passes }) => passes))
    expect(kernel.values.some(({ kind }) => kind === "load")).toBe(true);
});
