/** Passes and stages of a step and the bytes that they move. Runs no kernel. */

import { describe, expect, test } from "vitest";
import { chain } from "../compose/chain.ts";
import { partition } from "../compose/partition.ts";
import { rule } from "../compose/rule.ts";
import { adagrad, adam, adamw, amsgrad, rmsprop, sgd, yogi } from "../index.ts";
import type { DType } from "../language/dtype.ts";
import type { Transformation } from "../rule/transformation.ts";
import { clipByGlobalNorm } from "../transforms/clip.ts";
import { skipNonFinite } from "../transforms/skip-non-finite.ts";
import type { Tensor } from "./groups.ts";
import { keyOf } from "./kernel.ts";
import { type Plan, plan } from "./plan.ts";
import { PlanError } from "./restrictions.ts";
import { trafficOf } from "./traffic.ts";

const tensor = (path: string, dtype: DType = "float32", size = 8): Tensor => ({
  path,
  shape: [size],
  size,
  dtype,
});

const x = [tensor("x")];

/** For each stage the passes as `GROUP: reads | writes`, short names of states. */
const shown = ({ phases }: Plan): string[][] =>
  phases.step.stages.map(({ passes }) =>
    passes.map(({ group, kernel }) => {
      const { reads, writes } = trafficOf(kernel);
      const short = (roles: readonly string[]) =>
        roles
          .map((role) => role.replace(/^.*\./, ""))
          .sort()
          .join("");
      return `${group}: ${short(reads)} | ${short(writes)}`;
    }),
  );

/** Bytes a parameter that each pass moves. */
const bytes = ({ phases }: Plan): number[] =>
  phases.step.stages.flatMap(({ passes }) => passes.map(({ kernel }) => trafficOf(kernel).bytes));

describe("traffic", () => {
  test.each<[string, Transformation, number[]]>([
    ["sgd", sgd(), [12]],
    ["sgd with momentum", sgd({ momentum: 0.9 }), [20]],
    ["sgd with dampened momentum", sgd({ momentum: 0.9, dampening: 0.5 }), [20]],
    ["adagrad", adagrad(), [20]],
    ["rmsprop", rmsprop(), [20]],
    ["adam", adam(), [28]],
    ["adam in the keras form", adam({ like: "keras" }), [28]],
    ["adamw", adamw(), [28]],
    ["yogi", yogi(), [28]],
    ["yogi from the first gradient", yogi({ like: "paper" }), [28]],
    ["amsgrad", amsgrad(), [36]],
    ["clipped adamw", chain(clipByGlobalNorm(1), adamw()), [4, 28]],
    ["clipped adamw that skips steps", chain(skipNonFinite(), clipByGlobalNorm(1), adamw()), [4, 28]],
  ])("%s moves the bytes of its arrays and no more", (_, optimizer, expected) => {
    expect(bytes(plan(optimizer, x))).toEqual(expected);
    const doubled = expected.map((count) => 2 * count);
    expect(bytes(plan(optimizer, [tensor("x", "float64")]))).toEqual(doubled);
  });

  test("does not grow when norms are measured", () => {
    expect(bytes(plan(adam(), x, true))).toEqual([28]);
    expect(bytes(plan(chain(clipByGlobalNorm(1), adamw()), x, true))).toEqual([4, 28]);
  });

  test("leaves out a state that its rule keeps as it is", () => {
    const anchored = rule({ name: "anchored", state: { a: "p" }, text: "a = a\n u = a - p" });
    expect(shown(plan(anchored(), x))).toEqual([["0: ap | p"]]);
  });

  test("of an empty chain adds the gradient to the parameter", () => {
    expect(shown(plan(chain(), x))).toEqual([["0: gp | p"]]);
  });
});

describe("passes", () => {
  test("of one group are one, however many tensors", () => {
    expect(shown(plan(adam(), [tensor("a"), tensor("b"), tensor("c")]))).toEqual([["0: gmpv | mpv"]]);
  });

  test("are separate for the branches of a partition and for dtypes", () => {
    const optimizer = partition([
      ["*.bias", sgd()],
      ["*", adam()],
    ]);
    const tensors = [tensor("w"), tensor("l.bias"), tensor("l.bias64", "float64"), tensor("v", "float64")];
    const planned = plan(optimizer, tensors);
    expect(shown(planned)).toEqual([["0: gmpv | mpv", "1: gp | p", "2: gmpv | mpv"]]);
    expect(planned.groups.map(({ tensors: own }) => own.map(({ path }) => path))).toEqual([
      ["w"],
      ["l.bias"],
      ["l.bias64", "v"],
    ]);
  });

  test("of equal chains in two branches share code but keep their states apart", () => {
    const planned = plan(
      partition([
        ["a", adam()],
        ["*", adam()],
      ]),
      [tensor("a"), tensor("b")],
    );
    expect(planned.states.map(({ name, groups }) => [name, groups])).toEqual([
      ["a.m", [0]],
      ["a.v", [0]],
      ["*.m", [1]],
      ["*.v", [1]],
    ]);
    const [first, second] = planned.phases.step.stages[0]!.passes.map(({ kernel }) => kernel);
    expect(keyOf(second!)).toBe(keyOf(first!));
    expect(second!.roles).not.toEqual(first!.roles);
  });

  test("share two different reductions of one gradient", () => {
    const both = rule({ name: "both", text: "u = g / (norm(g) + sum(g))" });
    const planned = plan(both(), x);
    expect(shown(planned)).toEqual([["0: g | "], ["0: gp | p"]]);
    expect(planned.phases.step.stages[0]!.passes[0]!.kernel.reductions.map(({ op }) => op)).toEqual([
      "sumSquares",
      "sum",
    ]);
  });

  test("make a reduction once that two rules of a chain ask for", () => {
    const [pass] = plan(chain(skipNonFinite(), skipNonFinite(), sgd()), x).phases.step.stages[0]!.passes;
    expect(pass!.kernel.reductions).toHaveLength(1);
    expect(pass!.results.map(({ reduction }) => reduction)).toEqual([0, 0]);
  });

  test("reuse a gradient's reduction within one rule", () => {
    const twice = rule({ name: "twice", text: "a = norm(g)\n u = g / (a + norm(g)^2)" });
    expect(plan(twice(), x).phases.step.stages[0]!.passes[0]!.kernel.reductions).toHaveLength(1);
  });

  test("nest: a reduction of what a reduction scales needs a third stage", () => {
    const nested = rule({ name: "nested", text: "a = g - mean(g)\n u = a / norm(a)" });
    expect(shown(plan(nested(), x))).toEqual([["0: g | "], ["0: g | "], ["0: gp | p"]]);
    const planned = plan(chain(clipByGlobalNorm(2), clipByGlobalNorm(1)), x);
    expect(shown(planned)).toEqual([["0: g | "], ["0: g | "], ["0: gp | p"]]);
  });

  test("do not wait for what only counts elements", () => {
    const divided = rule({ name: "divided", text: "u = g / size(g) + g / globalSize(g)" });
    const planned = plan(divided(), [tensor("a"), tensor("b")]);
    expect(planned.phases.step.stages).toHaveLength(1);
    expect(planned.facts.map(({ extent, byPath }) => [extent, ...byPath.values()])).toEqual([
      ["tensor", 8, 8],
      ["global", 8, 8],
    ]);
  });

  test("of a group without a reduction all stand in the last stage", () => {
    const optimizer = partition([
      ["a", chain(clipByGlobalNorm(1), sgd())],
      ["*", sgd()],
    ]);
    expect(shown(plan(optimizer, [tensor("a"), tensor("b")]))).toEqual([
      ["0: g | "],
      ["0: gp | p", "1: gp | p"],
    ]);
  });
});

describe("where values live", () => {
  test("a state is one number for the step, for the tensor or for the element, as its equation asks", () => {
    const scopes = rule({
      name: "scopes",
      hyper: { b: 0.9 },
      state: { step: 0, norms: 0, all: 0, m: 0, late: 0, start: "p" },
      text: `
        step = b*step + t
        norms = norms + norm(g)
        all = all + globalNorm(g)
        m = m + g
        late = late + norms
        start = start
        u = m`,
    });
    const planned = plan(scopes(), x);
    expect(planned.states.map(({ name, scope }) => [name, scope])).toEqual([
      ["step", "uniform"],
      ["norms", "tensor"],
      ["all", "uniform"],
      ["m", "element"],
      ["late", "tensor"],
      ["start", "element"],
    ]);
  });

  test("a state that takes on another's old value lives where that one does", () => {
    const delayed = rule({
      name: "delayed",
      state: { a: 0, b: 0, c: 0 },
      text: "c = b\n b = a\n a = g\n u = c",
    });
    expect(plan(delayed(), x).states.map(({ scope }) => scope)).toEqual(["element", "element", "element"]);
  });

  test("a decision about the step must be one for all", () => {
    const message = (name: string) =>
      new PlanError(
        `${name}: "accept" must be one decision for the whole step; use reductions such as globalFinite(g)`,
      );
    const byElement = rule({ name: "byElement", text: "accept = g > 0\n u = g" });
    const byTensor = rule({ name: "byTensor", text: "accept = finite(g)\n u = g" });
    expect(() => plan(byElement(), x)).toThrow(message("byElement"));
    expect(() => plan(chain(sgd(), byTensor()), x)).toThrow(message("byTensor"));
    expect(plan(skipNonFinite(), x).phases.step.accepts).toHaveLength(1);
  });
});

describe("hyperparameters", () => {
  test("are planned with their names, bounds and values, one for each link", () => {
    const schedule = () => 0.5;
    const planned = plan(chain(clipByGlobalNorm(2), sgd({ learningRate: schedule })), [
      tensor("a"),
      tensor("b", "float64"),
    ]);
    expect(planned.hypers.map(({ name, value, bounds }) => [name, value, bounds.text])).toEqual([
      ["maxNorm", 2, "(0, inf)"],
      ["learningRate", schedule, "[0, inf)"],
    ]);
  });

  test("never become part of a kernel", () => {
    const of = (learningRate: number) =>
      JSON.stringify(
        plan(adam({ learningRate, b1: learningRate }), x).phases.step.stages.map(({ passes }) => passes),
      );
    expect(of(0.25)).toBe(of(0.5));
  });
});
