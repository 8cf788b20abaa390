/** Which parts of the planner an optimizer gets, and that those are all it needs. */
import { expect, test } from "vitest";
import { cases, changing } from "../../test/conformance/cases.ts";
import { plan as wholePlan } from "../../test/kernels/plan.ts";
import { adam, adamw, chain, clipByGlobalNorm, partition, rule, sgd, skipNonFinite } from "../index.ts";
import type { Transformation } from "../rule/transformation.ts";
import { type DType, groupsOf } from "./groups.ts";
import { partsFor } from "./parts.ts";
import { type Plan, plan } from "./plan.ts";

const tensor = (path: string, dtype: DType = "float32") => ({ path, shape: [2, 4], size: 8, dtype });
const both = [tensor("a"), tensor("b", "float64")];

const lower = ["lower"];
const slices = ["Reductions", "Tables", "stagesOf"];
const restrictions = ["PlanError", "checkAccepts", "linkBefore"];

test.each<[string, Transformation, string[]]>([
  ["adam", adam(), []],
  ["adamw", adamw(), []],
  ["sgd with momentum by a schedule", sgd({ momentum: 0.9, learningRate: (count) => 1 / (count + 1) }), []],
  ["a sign", rule({ name: "test", text: "u = sign(g)" })(), lower],
  ["a power by hyperparameters", rule({ name: "test", hyper: { b: 0.5 }, text: "u = g*b^t" })(), []],
  ["a norm", chain(clipByGlobalNorm(1), adam()), slices],
  ["a mean", rule({ name: "test", text: "u = g - mean(g)" })(), slices],
  ["a size", rule({ name: "test", text: "u = g/size(g)" })(), slices],
  ["a decision", skipNonFinite(), [...slices, ...restrictions]],
  ["a decision without reductions", rule({ name: "test", text: "accept = t > 1\n u = g" })(), restrictions],
  ["several gradients", rule({ name: "test", before: "u = g", text: "u = g" })(), restrictions],
  [
    "a norm of the gradient before the step",
    rule({ name: "test", before: "u = g/norm(g)", text: "u = g" })(),
    [...slices, ...restrictions],
  ],
  [
    "an initial value of the first gradient",
    rule({ name: "test", state: { m: "exp(g)" }, text: "m = m + g\n u = m" })(),
    lower,
  ],
])("%s asks for no more than it needs", async (_, optimizer, expected) => {
  const parts = await partsFor(groupsOf(optimizer, [tensor("a")]));
  expect(Object.keys(parts).sort()).toEqual([...expected].sort());
});

test("measured steps and several groups ask for slices", async () => {
  const found = async (tensors: typeof both, measured: boolean) =>
    Object.keys(await partsFor(groupsOf(adam(), tensors), measured)).sort();
  expect(await found([tensor("a")], true)).toEqual([...slices, "measure"].sort());
  expect(await found(both, false)).toEqual([...slices].sort());
});

test("a partition whose branches give a state different values has one for each tensor", async () => {
  const optimizer = chain(
    partition([
      ["a", rule({ name: "one", text: "u = 1" })()],
      ["*", rule({ name: "two", text: "u = 2" })()],
    ]),
    rule({ name: "sum", state: { s: 0 }, text: "s = s + g\n u = s" })(),
  );
  const descent = await optimizer.init({ a: [0], b: [0] });
  descent.step();
  descent.step();
  expect(descent.state).toEqual({ s: { a: 2, b: 4 } });
  expect(descent.params).toEqual({ a: Float64Array.of(3), b: Float64Array.of(6) });
  descent.dispose();
});

/** What a plan says but for functions. */
const shown = ({ stages, before, slices: sliced, states, loss }: Plan): string =>
  JSON.stringify([stages, before, sliced, states.map(({ name, scope }) => [name, scope]), loss]);

test.each(cases)("the plan of %s is the same with all parts at hand", async (_, row) => {
  const optimizer = changing(row);
  for (const tensors of [[tensor("a")], both]) {
    for (const measured of [false, true]) {
      const groups = groupsOf(optimizer, tensors);
      const planned = plan(groups, await partsFor(groups, measured));
      expect(shown(planned)).toBe(shown(wholePlan(optimizer, tensors, measured)));
    }
  }
});
