/** Operations that a device lacks are lowered wherever they stand, for that device; every plan passes verification. */

import { describe, expect, test } from "vitest";
import { cases, changingRate, optimizerOf } from "../../test/conformance/cases.ts";
import { chain, clip, partition, rule, sgd } from "../index.ts";
import type { DType } from "../language/dtype.ts";
import { type OperationName, operationsOf } from "../language/operations.ts";
import { lowered } from "./lower.ts";
import { type Plan, plan } from "./plan.ts";
import { verify } from "./verify.ts";

const tensor = (dtype: DType, path = "x") => ({ path, shape: [8], size: 8, dtype });

/** The rule of a text with a hyperparameter `k` and a state `m` that starts at `start`. */
const made = (update: string, start: number | string = 0) =>
  rule({ name: "made", hyper: { k: 3 }, state: { m: start }, text: `m = m + g\n ${update}` as string })();

const kernelsOf = ({ phases }: Plan) =>
  phases.step.stages.flatMap(({ passes }) => passes.map(({ kernel }) => kernel));

/** A plan that is right, and whose kernels every device can be given. */
function check(planned: Plan): void {
  verify(planned);
  for (const device of ["js", "wasm"] as const) {
    const native = operationsOf(device);
    for (const kernel of kernelsOf(planned)) {
      for (const value of lowered(kernel, native).values)
        if (value.kind === "call") expect(native.has(value.op), value.op).toBe(true);
    }
  }
}

const updates = [
  "u = tanh(sin(g)) + cos(p)*cbrt(g)",
  "u = clip(g, p, max(g, p, m))*pi + square(ceil(g))",
  "u = sign(g)",
  "u = exp(g)",
  "u = log(p)",
  "u = g^k",
  "u = g^p",
  "u = k^g",
  "u = g^0.5",
  "u = g^2.5",
  "u = g^65",
  "u = g^-100",
  "u = exp(m)",
  "u = g*exp(norm(g))",
  "u = where(exp(g) > 1, 1, 0)",
  "u = norm(exp(g))",
  "u = g^2",
  "u = g^64",
  "u = g*exp(k*t)",
  "u = g*k^t",
  "u = g*log(t)*sign(k)",
];

describe.each(["float32", "float64"] as const)("in %s", (dtype) => {
  test.each([...updates])("%s makes kernels of operations that targets have", (text) => {
    check(plan(made(text), [tensor(dtype)], true));
  });

  test.each(["exp(g)", "abs(g)^0.5", "g^2", "exp(p)", "sign(g)*k"])(
    "a state that starts at %s does too",
    async (start) => {
      check(plan(made("u = m", start), [tensor(dtype)]));
    },
  );
});

test.each(cases)("the plan of %s is right, on both dtypes and with norms measured", (_, row) => {
  const optimizer = chain(clip(1), optimizerOf(row, changingRate(row)));
  check(plan(optimizer, [tensor("float32", "a"), tensor("float64", "b")], true));
});

test("one branch of a partition that needs it is enough", () => {
  const optimizer = partition([
    ["x", made("u = exp(g)")],
    ["*", sgd()],
  ]);
  check(plan(optimizer, [tensor("float32"), tensor("float32", "y")]));
});

describe("for a device", () => {
  const [kernel] = kernelsOf(plan(made("u = sign(g) + exp(g)"), [tensor("float32")]));

  test("that has all operations a kernel stays as it is", () => {
    expect(lowered(kernel!, new Set<OperationName>(["sign", "exp", "add"]))).toBe(kernel);
  });

  test("that lacks one of them that one alone is lowered", () => {
    const { values } = lowered(kernel!, new Set<OperationName>(["exp", "add", "gt", "lt", "where"]));
    const used = values.flatMap((value) => (value.kind === "call" ? [value.op] : []));
    expect(new Set(used)).toEqual(new Set(["exp", "add", "gt", "lt", "where"]));
  });

  test("that lacks one which cannot be lowered it says which", () => {
    expect(() => lowered(kernel!, new Set<OperationName>(["sign", "exp"]))).toThrow(
      "lacks the operation add",
    );
  });
});
