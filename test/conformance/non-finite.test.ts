/**
 * What is not finite follows the stated rule. It reaches no element that its own does not act on, which the plan tells;
 * behind `skipNonFinite()` the step is not taken, and is counted.
 */
import { expect } from "vitest";
import { chain, skipNonFinite } from "../../src/index.ts";
import { contents, difference } from "../fuzz/trees.ts";
import { changing, everyRow } from "./cases.ts";
import { begin, mixed, take, trajectory } from "./descents.ts";
import { type Problem, placesOf, shaped } from "./problems.ts";
import { couplingOf } from "./traits.ts";

const steps = 12;
const [at, element] = [4, 25];
const problem = shaped({ steps, float32: true });

/** The problem with one gradient replaced. */
const poisoned = (value: number): Problem => ({
  ...problem,
  gradients: problem.gradients.map((row, t) =>
    t === at ? row.map((g, i) => (i === element ? value : g)) : row,
  ),
});

const home = placesOf(problem.shapes).find(({ start, end }) => element >= start && element < end)!;

everyRow("keeps what is not finite to the elements that it acts on", async (row) => {
  const coupling = couplingOf(changing(row));
  if (coupling === "global") return;
  const reached = (i: number) => (coupling === "none" ? i === element : i >= home.start && i < home.end);
  const meant = await trajectory(changing(row), problem, { dtype: mixed });
  for (const value of [Number.NaN, Infinity]) {
    const found = await trajectory(changing(row), poisoned(value), { dtype: mixed });
    for (const [t, values] of found.entries()) {
      const changed = values.findIndex((p, i) => !reached(i) && !Object.is(p, meant[t]![i]));
      expect(changed, `element that ${value} reached at step ${t + 1}`).toBe(-1);
    }
  }
});

everyRow("behind skipNonFinite() takes no step that is not finite, and counts it", async (row) => {
  const guarded = chain(skipNonFinite(), changing(row));
  const unharmed = await begin(guarded, problem, { dtype: mixed });
  take(unharmed, problem, { to: at });
  const descent = await begin(guarded, problem, { dtype: mixed });
  take(descent, problem, { to: at });
  for (const value of [Number.NaN, -Infinity]) take(descent, poisoned(value), { from: at, to: at + 1 });
  expect([descent.count, descent.skipped]).toEqual([unharmed.count, 2]);
  expect(difference(contents(unharmed), contents(descent))).toBeUndefined();
  for (const each of [unharmed, descent]) take(each, problem, { from: at });
  expect([descent.count, descent.skipped]).toEqual([unharmed.count, 2]);
  expect(difference(contents(unharmed), contents(descent))).toBeUndefined();
  expect(descent.count).toBeGreaterThan(0);
  for (const each of [unharmed, descent]) each.dispose();
});
