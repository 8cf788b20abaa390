/**
 * NaN and infinity do what the pages say. They reach only elements that their own acts on, by the plan. A NaN is not
 * swallowed. After `skipNonFinite()` the step is declined and counted.
 */
import { existsSync, readFileSync } from "node:fs";
import { expect } from "vitest";
import { chain, skipNonFinite } from "../../src/index.ts";
import { effectsOf, sentenceOf } from "../../tools/pages/non-finite.ts";
import { contents, difference } from "../fuzz/trees.ts";
import type { OracleCase } from "../oracle/index.ts";
import { changing, devices, everyRow, withOptions } from "./cases.ts";
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

type Effects = ReturnType<typeof effectsOf>;
const measured = new Map<OracleCase, Effects>();

/** A parameter that a step does not move may still decay. */
const undecayed = (row: OracleCase) => changing(withOptions(row, { weightDecay: 0 }));

/** On `js` in float64, as on the pages. */
function effects(row: OracleCase): Effects {
  const known = measured.get(row) ?? effectsOf(undecayed(row), { device: "js" });
  measured.set(row, known);
  return known;
}

everyRow("lets a NaN in a gradient reach the parameter", async (row) => {
  expect((await effects(row)).NaN.nan).toBeDefined();
});

everyRow("does the same with NaN and infinity on every backend and in both dtypes", async (row) => {
  const meant = await effects(row);
  for (const device of devices) {
    for (const dtype of ["float32", mixed] as const)
      expect(await effectsOf(undecayed(row), { device, dtype }), device).toEqual(meant);
  }
});

/** The page of an optimizer; transformations have none. */
function pageOf({ optimizer }: OracleCase): string | undefined {
  const file = optimizer.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  const page = new URL(`../../docs/optimizers/${file}.md`, import.meta.url);
  return existsSync(page) ? readFileSync(page, "utf8") : undefined;
}

everyRow("does with NaN and infinity what its page says", async (row) => {
  const page = pageOf(row);
  // Pages of wrappers are about plain descent inside.
  const isOther = page?.includes("around `sgd`") && ("b1" in row.options || "momentum" in row.options);
  if (page === undefined || isOther) return;
  const [, section] = page.split("## NaN and infinity");
  const sentences = Object.values(await effects(row)).map(sentenceOf);
  expect(section).toContain(`| ${sentences.join(" | ")} |`);
});
