/** The minima that `lbfgs` and `newton` find beside those of the literature and of scipy, and the table of them in the documentation. */
import { describe, expect, test } from "vitest";
import { golden, run } from "./minimisers.ts";
import { pageOf } from "./table.ts";

/** How far a value is from the nearest of some minima: absolute, or relative to a large one. */
const missOf = (value: number, minima: readonly number[]): number =>
  Math.min(...minima.map((minimum) => Math.abs(value - minimum) / Math.max(1, Math.abs(minimum))));

describe("Moré, Garbow, Hillstrom", () => {
  test("there are 18 problems, and scipy finds the published minima, or stops at others", () => {
    expect(Object.keys(golden.unconstrained)).toHaveLength(18);
    for (const { published, lbfgsb, trustExact } of Object.values(golden.unconstrained)) {
      // Six digits are published.
      const isFound = [lbfgsb, trustExact].some(({ value }) =>
        published.some((minimum) => Math.abs(value - minimum) <= Math.max(1e-9, 1e-5 * minimum)),
      );
      expect(isFound).toBe(true);
    }
  });

  for (const method of ["lbfgs", "newton"] as const)
    test.each(Object.entries(golden.unconstrained))(`${method}: %s`, async (_, problem) => {
      const { value } = await run(method, problem);
      const known = [problem.lbfgsb.value, problem.trustExact.value];
      // The paper's own zeros are exact; its other minima have six digits, those of scipy all.
      const zeros = problem.published.filter((minimum) => minimum === 0);
      expect(missOf(value, [...known, ...zeros])).toBeLessThan(1e-8);
    });
});

describe("active bounds", () => {
  test.each(Object.entries(golden.bounded))("%s", async (_, problem) => {
    const { x, value, gradNorm } = await run("lbfgs", problem);
    expect(missOf(value, [problem.value])).toBeLessThan(1e-8);
    const held = x.filter((at, i) => problem.bounds[i]!.some((bound) => bound === at));
    expect(held.length).toBeGreaterThan(0);
    for (const [i, [low, high]] of problem.bounds.entries()) {
      expect(x[i]).toBeGreaterThanOrEqual(low ?? Number.NEGATIVE_INFINITY);
      expect(x[i]).toBeLessThanOrEqual(high ?? Number.POSITIVE_INFINITY);
    }
    expect(gradNorm).toBeLessThan(1e-4);
  });
});

test("the documentation has the page of this run", async () => {
  await expect(await pageOf()).toMatchFileSnapshot("../../docs/minimisers.md");
});
