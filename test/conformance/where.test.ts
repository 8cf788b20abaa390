/**
 * Weight decay for some parameters, in every row that has it. Parameters that the pattern matches get the bits as if all
 * decayed, the others as if none did. States and sums over all tensors stay shared.
 */
import { expect, test } from "vitest";
import * as glissade from "../../src/index.ts";
import type { OracleCase } from "../oracle/index.ts";
import { canMaximize, changing, everyRow } from "./cases.ts";
import { mixed, trajectory } from "./descents.ts";
import { type Problem, placesOf, shaped } from "./problems.ts";
import { couplingOf } from "./traits.ts";

const problem = shaped({ steps: 24, float32: true });
/** Wrappers hand options on to what they are around. */
const has = (row: OracleCase) => "weightDecay" in row.options && canMaximize(row);
const decaying = (row: OracleCase, changed: object) =>
  changing({ ...row, options: { ...row.options, weightDecay: 0.25, ...changed } });

const some = ["vector", "cube"];
const isSome = (path: string) => some.includes(path);
const withOptions = (row: OracleCase, changed: object, of: Problem = problem) =>
  trajectory(decaying(row, changed), of, { dtype: mixed });

everyRow("decays where it is told to", async (row) => {
  if (!has(row)) return;
  const [all, none, found] = await Promise.all([
    withOptions(row, {}),
    withOptions(row, { weightDecay: 0, ...("adamWeightDecay" in row.options && { adamWeightDecay: 0 }) }),
    withOptions(row, { where: isSome }),
  ]);
  const isGlobal = (await couplingOf(changing(row))) === "global";
  // Where a sum goes over all tensors, the first steps alone are each tensor's own.
  const steps = isGlobal ? 1 : problem.gradients.length;
  for (const { name, start, end } of placesOf(problem.shapes)) {
    const meant = isSome(name) ? all : none;
    for (let t = 0; t < steps; t++)
      expect(found[t]!.slice(start, end), `${name}, step ${t + 1}`).toEqual(meant[t]!.slice(start, end));
  }
  expect(await withOptions(row, { where: "*" })).toEqual(all);
});

test("an estimate over all tensors stays one", async () => {
  const optimizer = glissade.prodigy({ weightDecay: 0.1, where: "a" });
  const descent = await optimizer.init({ a: [1], b: [2] });
  for (let t = 0; t < 5; t++) descent.step({ a: [1], b: [-1] });
  expect(typeof descent.state.d).toBe("number");
  descent.set({ weightDecay: 0.5 });
  expect(descent.hyper.weightDecay).toBe(0.1);
  descent.dispose();
});

test("where without a decay is refused, and so is a pattern that is none", () => {
  expect(() => glissade.lion({ where: "*.weight" })).toThrow(
    "lion: where needs weightDecay, which is 0 without it; give one",
  );
  expect(() => glissade.adam({ where: "*" })).toThrow("adam: where needs weightDecay");
  expect(() => glissade.adam({ decoupledWeightDecay: true })).toThrow(
    "decoupledWeightDecay needs weightDecay",
  );
  expect(() => glissade.sgd({ weightDecay: 1, where: 5 as unknown as string })).toThrow("sgd: where must be");
  expect(() => glissade.adamw({ where: "*.weight" })).not.toThrow();
  expect(() => glissade.lion({ like: "optax", where: "*.weight" })).not.toThrow();
  expect(() => glissade.adamax({ where: "*" } as object)).toThrow('adamax has no option "where"');
});
