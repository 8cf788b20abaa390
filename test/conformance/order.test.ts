/**
 * The order of tensors does not matter: to the bit, or up to rounding where a sum runs over all tensors, since sums in another
 * order round differently.
 */
import { expect } from "vitest";
import { changing, everyRow } from "./cases.ts";
import { mixed, trajectory } from "./descents.ts";
import { firstDifference, worstError } from "./errors.ts";
import { shaped } from "./problems.ts";
import { couplingOf } from "./traits.ts";

const problem = shaped({ steps: 30, float32: true });
const given = Object.keys(problem.shapes);
const orders = [[...given].reverse(), [...given.slice(2), ...given.slice(0, 2)]];

everyRow("does not depend on the order of tensors", async (row) => {
  const isSum = couplingOf(changing(row)) === "global";
  const dtype = isSum ? "float64" : mixed;
  const meant = await trajectory(changing(row), problem, { dtype });
  for (const order of orders) {
    const found = await trajectory(changing(row), problem, { dtype, order });
    if (isSum) expect(worstError(meant, found)).toBeLessThan(1e-12);
    else expect(firstDifference(meant, found), `in the order ${order}`).toBeUndefined();
  }
});
