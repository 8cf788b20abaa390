/** Plans broken by hand: each must be rejected with its reason. What a right plan is, the planner's tests say. */
import { describe, expect, test } from "vitest";
import { chain } from "../compose/chain.ts";
import { partition } from "../compose/partition.ts";
import { rule } from "../compose/rule.ts";
import { accumulate, adam, adamw, lamb, projectionL2Ball, sam, sgd } from "../index.ts";
import { clipByGlobalNorm } from "../transforms/clip.ts";
import type { Kernel, Value } from "./kernel.ts";
import type { Pass } from "./passes.ts";
import { type Plan, plan } from "./plan.ts";
import { PlanError } from "./restrictions.ts";
import type { Stage } from "./stages.ts";
import { verify } from "./verify.ts";

const tensors = ["a", "b"].map((path) => ({ path, shape: [8], size: 8, dtype: "float32" as const }));
const centred = rule({ name: "centred", text: "u = g - mean(g)" });
const limited = rule({ name: "limited", text: "u = where(g > 1, 1, g)" });

const simple = plan(adam(), tensors);
const clipped = plan(chain(centred(), clipByGlobalNorm(1), adamw()), tensors);

const host = plan(rule({ name: "host", text: "u = g*t / globalNorm(norm(g))" })(), tensors);

const stagesOf = (of: Plan): readonly Stage[] => of.phases.step.stages;

const withStages = (of: Plan, change: (stage: Stage, index: number) => Stage): Plan => ({
  ...of,
  phases: { ...of.phases, step: { ...of.phases.step, stages: stagesOf(of).map(change) } },
});

const withPasses = (of: Plan, change: (pass: Pass) => Pass): Plan =>
  withStages(of, (stage) => ({ ...stage, passes: stage.passes.map(change) }));

/** The plan with its writing kernels changed. */
const withKernel = (of: Plan, change: (kernel: Kernel) => Partial<Kernel>): Plan =>
  withPasses(of, (pass) =>
    pass.kernel.stores.length ? { ...pass, kernel: { ...pass.kernel, ...change(pass.kernel) } } : pass,
  );

const withValue = (of: Plan, at: (value: Value) => boolean, change: (value: Value) => Value): Plan =>
  withKernel(of, ({ values }) => {
    const index = values.findIndex(at);
    return { values: values.map((value, i) => (i === index ? change(value) : value)) };
  });

const expectRejected = (broken: Plan, reason: string) =>
  expect(() => verify(broken)).toThrow(
    new PlanError(`the planner made a plan that cannot be right: ${reason}`),
  );

test("the plans are right before they are broken", () => {
  expect(() => verify(simple)).not.toThrow();
  expect(() => verify(clipped)).not.toThrow();
  expect(() => verify(host)).not.toThrow();
  expect(() => verify(withKernel(clipped, () => ({})))).not.toThrow();
});

describe("a kernel is rejected", () => {
  test("where it walks elements that it neither loads nor stores", () => {
    const idle = withPasses(clipped, (pass) => ({
      ...pass,
      kernel: { ...pass.kernel, values: [{ kind: "constant", value: 1 }], stores: [] },
    }));
    expectRejected(idle, "a pass walks elements that it neither loads nor stores");
  });

  test("where a value is used before it is computed", () => {
    const isProduct = (value: Value) => value.kind === "call" && value.op === "mul";
    const index = stagesOf(simple)[0]!.passes[0]!.kernel.values.findIndex(isProduct);
    const loop = withValue(simple, isProduct, () => ({ kind: "call", op: "mul", args: [0, index] }));
    expectRejected(loop, `value ${index} uses a later value`);
    const short = withValue(simple, isProduct, () => ({ kind: "call", op: "mul", args: [0] }));
    expectRejected(short, `value ${index} uses a later value`);
  });

  test("where a value loads an array that it has not got", () => {
    const broken = withValue(
      simple,
      ({ kind }) => kind === "load",
      () => ({ kind: "load", role: 9 }),
    );
    const index = stagesOf(simple)[0]!.passes[0]!.kernel.values.findIndex(({ kind }) => kind === "load");
    expectRejected(broken, `value ${index} loads an unknown role`);
  });

  test("where a reduction stands as a value of an element", () => {
    const broken = withValue(
      simple,
      (value) => value.kind === "call" && value.op === "sqrt",
      (value) => ({ ...value, op: "sum" }) as Value,
    );
    expectRejected(broken, "sum is not an operation of a kernel");
  });

  test("where a number stands for a condition, or a condition for a number", () => {
    const planned = plan(limited(), tensors);
    const { values } = stagesOf(planned)[0]!.passes[0]!.kernel;
    const where = values.findIndex((value) => value.kind === "call" && value.op === "where");
    const toNumber = withValue(
      planned,
      (value) => value === values[where],
      () => ({ kind: "call", op: "where", args: [0, 0, 0] }),
    );
    expectRejected(toNumber, `value ${where} takes a boolean`);
    const condition = values.findIndex((value) => value.kind === "call" && value.op === "gt");
    const toBoolean = withValue(
      planned,
      (value) => value === values[where],
      () => ({ kind: "call", op: "where", args: [condition, condition, condition] }),
    );
    expectRejected(toBoolean, `value ${where} takes a number`);
  });

  test("where it stores or adds up conditions", () => {
    const planned = plan(limited(), tensors);
    const { values } = stagesOf(planned)[0]!.passes[0]!.kernel;
    const condition = values.findIndex((value) => value.kind === "call" && value.op === "gt");
    const stores = withKernel(planned, (kernel) => ({
      stores: kernel.stores.map((store) => ({ ...store, value: condition })),
    }));
    expectRejected(stores, "a comparison is stored");
    const sums = withKernel(planned, () => ({ reductions: [{ op: "sum", value: condition }] }));
    expectRejected(sums, "a comparison is stored");
  });

  test("where it stores one array twice", () => {
    const broken = withKernel(simple, ({ stores }) => ({ stores: [...stores, stores[0]!] }));
    expectRejected(broken, "a role is stored twice");
  });
});

describe("a plan is rejected", () => {
  test("where a pass before the last stage writes", () => {
    const [writing] = stagesOf(clipped).at(-1)!.passes;
    const broken = withStages(clipped, (stage, index) =>
      index === 0 ? { ...stage, passes: [...stage.passes, writing!] } : stage,
    );
    expectRejected(broken, "a pass writes before the last stage");
  });

  test("where a group is not written, or written twice", () => {
    const without = withPasses(simple, (pass) => ({ ...pass, kernel: { ...pass.kernel, stores: [] } }));
    expectRejected(without, "parameters are not written");
    const twice = withStages(simple, (stage) => ({ ...stage, passes: [...stage.passes, ...stage.passes] }));
    expectRejected(twice, "group 0 is written 2 times");
    const optimizer = partition([
      ["a", sgd()],
      ["*", adam()],
    ]);
    const confused = withPasses(plan(optimizer, tensors), (pass) => ({ ...pass, group: 0 }));
    expectRejected(confused, "group 0 is written 2 times");
  });

  test("where it leaves the parameters as they are", () => {
    const broken = withKernel(simple, ({ stores, roles }) => ({
      stores: stores.filter(({ role }) => roles[role] !== "p"),
    }));
    expectRejected(broken, "parameters are not written");
  });

  test("where it writes something that is not a state", () => {
    const broken = withKernel(simple, ({ stores, roles }) => ({
      stores: [...stores, { role: roles.indexOf("g"), value: stores[0]!.value }],
    }));
    expectRejected(broken, '"g" is not a state');
  });

  test("where it writes a state that elements do not have", () => {
    const broken: Plan = {
      ...simple,
      states: simple.states.map((state) => ({ ...state, scope: "tensor" })),
    };
    expectRejected(broken, `"${simple.states[0]!.role}" is not a state`);
  });

  test("where a state that changes is not written", () => {
    const broken = withKernel(simple, ({ stores, roles }) => ({
      stores: stores.filter(({ role }) => roles[role] === "p"),
    }));
    expectRejected(broken, `"${simple.states[0]!.role}" is not written`);
  });

  test("where an input of a segment is not computed", () => {
    const broken = withPasses(clipped, (pass) => ({
      ...pass,
      kernel: { ...pass.kernel, segments: pass.inputs.segment.length ? "row" : pass.kernel.segments },
      inputs: { ...pass.inputs, segment: pass.inputs.uniform },
    }));
    expectRejected(broken, "an input of a segment belongs to no slice of it");
  });

  test("where a reduction over units shares segments that are tensors", () => {
    const byUnit = withPasses(clipped, (pass) => ({
      ...pass,
      results: pass.results.map((result) => ({ ...result, extent: "unit" as const })),
    }));
    expectRejected(byUnit, "a reduction has no segments of its own");
  });

  test("where a reduction over all tensors is of what tensors do not have", () => {
    const broken = withStages(host, (stage) => ({
      ...stage,
      globals: stage.globals.map((one) => ({ ...one, of: host.scalars[0]! })),
    }));
    expectRejected(broken, "a reduction over all tensors is of no value of each");
  });

  test("where a reduction is made in two stages", () => {
    const broken = withStages(clipped, (stage, index) =>
      index === 1 ? { ...stage, passes: [...stage.passes, ...stagesOf(clipped)[0]!.passes] } : stage,
    );
    expectRejected(broken, "a reduction is made twice");
  });

  test("where a reduction is used in the stage that makes it", () => {
    const [first] = stagesOf(clipped);
    const late = withStages(clipped, (stage, index) => {
      if (index === 0) return { ...stage, passes: [] };
      return index === 1 ? { ...stage, passes: [...first!.passes, ...stage.passes] } : stage;
    });
    expect(() => verify(late)).toThrow(
      /a plan that cannot be right: the value .* is read before it is known/,
    );
  });
});

test.each(
  Object.entries({
    "a ball behind Adam": chain(adam(), projectionL2Ball(3)),
    "LAMB in units of balls": chain(lamb(), projectionL2Ball(1, { over: "unit" })),
    "LAMB on means of gradients": accumulate(lamb(), { every: 2 }),
    "LAMB at the point above": sam(lamb()),
    "a limit at the point above": sam(chain(clipByGlobalNorm(1), adam())),
  }),
)("a phase computes nothing of another phase's sums: %s", (_, optimizer) => {
  for (const measured of [false, true])
    expect(() => verify(plan(optimizer, tensors, measured))).not.toThrow();
});
