/** Rules that take several gradients a step: one for all parameters, or no plan. */
import { describe, expect, test } from "vitest";
import { chain, partition, rule, sgd } from "../index.ts";
import type { Transformation } from "../rule/transformation.ts";
import { plan } from "./plan.ts";
import { PlanError } from "./restrictions.ts";

const gather = rule({ name: "gather", state: { s: 0 }, before: "s = s + g", text: "u = g + s\n s = 0" });
const probe = rule({ name: "probe", before: "u = g", text: "u = g" });
const tensors = (["float32", "float64"] as const).map((dtype) => ({
  path: dtype,
  shape: [4],
  size: 4,
  dtype,
}));

describe("refused", () => {
  test.each<[string, Transformation, string]>([
    ["two in a chain", chain(gather(), sgd(), probe()), "gather, probe"],
    ["one twice", chain(gather(), gather()), "gather"],
    [
      "one for some parameters",
      partition([
        ["float32", gather()],
        ["*", sgd()],
      ]),
      "gather",
    ],
    [
      "one each in two branches",
      partition([
        ["float32", gather()],
        ["*", gather()],
      ]),
      "gather",
    ],
  ])("%s", (_, optimizer, names) => {
    expect(() => plan(optimizer, tensors)).toThrow(
      new PlanError(
        `only one rule of an optimizer may take several gradients a step, and for all parameters; got ${names}: leave one out, or put it around the whole optimizer`,
      ),
    );
  });
});

describe("planned", () => {
  test.each<[string, Transformation]>([
    ["one for all dtypes", chain(gather(), sgd())],
    [
      "one ahead of a partition",
      chain(
        gather(),
        partition([
          ["float32", sgd({ momentum: 0.9 })],
          ["*", sgd()],
        ]),
      ),
    ],
  ])("%s", (_, optimizer) => {
    const { before, step } = plan(optimizer, tensors).phases;
    expect(before!.stages.flatMap(({ passes }) => passes)).toHaveLength(2);
    expect(step.stages.flatMap(({ passes }) => passes)).toHaveLength(2);
  });

  test("where no rule takes several, nothing comes before the step", () => {
    expect(plan(sgd(), tensors).phases.before).toBeUndefined();
  });
});
