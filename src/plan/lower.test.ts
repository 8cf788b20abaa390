/** Operations that no target has are lowered wherever they stand: every plan passes verification. */

import { describe, test } from "vitest";
import { cases, changingRate, optimizerOf } from "../../test/conformance/cases.ts";
import { chain, clip, partition, rule, sgd } from "../index.ts";
import type { DType } from "../language/dtype.ts";
import { plan } from "./plan.ts";
import { verify } from "./verify.ts";

const tensor = (dtype: DType, path = "x") => ({ path, shape: [8], size: 8, dtype });

/** The rule of a text with a hyperparameter `k` and a state `m` that starts at `start`. */
const made = (update: string, start: number | string = 0) =>
  rule({ name: "made", hyper: { k: 3 }, state: { m: start }, text: `m = m + g\n ${update}` as string })();

const updates = [
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
    verify(plan(made(text), [tensor(dtype)], true));
  });

  test.each(["exp(g)", "abs(g)^0.5", "g^2", "exp(p)", "sign(g)*k"])(
    "a state that starts at %s does too",
    async (start) => {
      verify(plan(made("u = m", start), [tensor(dtype)]));
    },
  );
});

test.each(cases)("the plan of %s is right, on both dtypes and with norms measured", (_, row) => {
  const optimizer = chain(clip(1), optimizerOf(row, changingRate(row)));
  verify(plan(optimizer, [tensor("float32", "a"), tensor("float64", "b")], true));
});

test("one branch of a partition that needs it is enough", () => {
  const optimizer = partition([
    ["x", made("u = exp(g)")],
    ["*", sgd()],
  ]);
  verify(plan(optimizer, [tensor("float32"), tensor("float32", "y")]));
});
