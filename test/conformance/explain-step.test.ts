/**
 * Every row's steps explained: the last line is the parameter that the engine gives, to 1e-12, and states are those that it keeps, to 1e-9:
 * formulas that subtract nearly equal numbers are among them. The descent takes the same steps as one that is not asked.
 */
import { expect, test } from "vitest";
import { changing, ofMatrices, tested } from "./cases.ts";
import { begin, flat, step as give, trajectory } from "./descents.ts";
import { placesOf, shaped } from "./problems.ts";

const steps = 5;
const problem = shaped({ steps });
const places = placesOf(problem.shapes);
/** The elements that are looked at: the first and the last of each tensor, and one within. */
const elements = places.flatMap(({ name, start, end }) =>
  [...new Set([0, Math.floor((end - start) / 3), end - start - 1])].map((index) => ({ path: name, index })),
);

for (const [name, row] of tested) {
  test(`${name} explained`, async () => {
    const optimizer = changing(row, problem);
    const descent = await begin(optimizer, problem, { device: "js" });
    const seen: Float64Array[] = [];
    const isWhole = (path: string) => ofMatrices.has(row.optimizer) && path === "matrix";
    const shown = elements.filter(({ path }) => !isWhole(path));
    if (shown.length < elements.length)
      await expect(descent.explainStep(undefined, { path: "matrix" })).rejects.toThrow(
        / takes whole matrices, so an element of "matrix" has no step of its own/,
      );
    for (let t = 0; t < steps; t++) {
      for (const { name: path, start, end } of places)
        descent.grads[path]!.data.set(problem.gradients[t]!.subarray(start, end));
      const loss = problem.losses[t]!;
      const explained = await Promise.all(
        shown.map((element) => descent.explainStep(undefined, { ...element, loss })),
      );
      const before = flat(descent, problem);
      give(descent, loss);
      const after = flat(descent, problem);
      seen.push(after);
      for (const [at, { path, index }] of shown.entries()) {
        const { lines } = explained[at]!;
        const place = places.find((one) => one.name === path)!.start + index;
        const p = lines.at(-1)!;
        const scale = Math.max(Math.abs(before[place]!), Math.abs(after[place]!));
        expect(Math.abs(p.value - after[place]!), `step ${t + 1}, ${path}[${index}]`).toBeLessThanOrEqual(
          1e-12 * scale,
        );
        for (const { rule, state } of statesOf(descent.rulesOf(path))) {
          for (const [own, shownAs] of Object.entries(state)) {
            const lineOf = lines.findLast(
              (one) => one.kind === "equation" && one.rule === rule && one.name === own,
            );
            const kept = (descent.state as Readonly<Record<string, unknown>>)[shownAs];
            const value = elementOf(kept, path, index);
            if (!lineOf || value === undefined) continue;
            const size = Math.max(Math.abs(value), 1e-300);
            if (Number.isFinite(value) && size > 1e-8)
              expect(Math.abs(lineOf.value - value) / size, `step ${t + 1}, ${own}`).toBeLessThan(1e-9);
          }
        }
      }
    }
    descent.dispose();
    expect(seen).toEqual(await trajectory(optimizer, problem, { device: "js" }));
  });
}

/** States of rules that only one link of the chain has. */
function statesOf(rules: ReturnType<Awaited<ReturnType<typeof begin>>["rulesOf"]>) {
  return rules
    .map(({ name: rule, state }) => ({ rule, state }))
    .filter(({ rule }) => rules.filter(({ name }) => name === rule).length === 1);
}

/** A state's value for an element: one number for all, for a tensor, or one for each element. */
function elementOf(kept: unknown, path: string, index: number): number | undefined {
  if (typeof kept === "number") return kept;
  const of = (kept as Readonly<Record<string, unknown>>)[path];
  if (typeof of === "number") return of;
  const { data } = of as { readonly data?: ArrayLike<number> };
  return data?.[index];
}
