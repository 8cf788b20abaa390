/** What the adapter refuses: functions and arrays of another copy of jax-js, losses and values that cannot be used. Nothing is written then. */
import { pathToFileURL } from "node:url";
import * as jax from "@jax-js/jax";
import { describe, expect, test } from "vitest";
import { sgd, sophia, tensor } from "../../index.ts";
import { evaluator } from "./evaluator.ts";
import { gradientTransformation } from "./gradient-transformation.ts";
import { JaxError } from "./jax-error.ts";
import { lossGradient } from "./loss-gradient.ts";

const { numpy: np, nn } = jax;
const file = pathToFileURL("node_modules/@jax-js/jax/dist/index.js");
const other: typeof jax = await import(/* @vite-ignore */ `${file}?other`);

const init = () => sgd().init({ w: tensor(Float32Array.of(1, 2, 3, 4), [2, 2]), b: Float32Array.of(1, 1) });
type Params = { readonly w: jax.Array; readonly b: jax.Array };

/** The error of a loss at a batch; the gradients must be as they were. */
async function errorOf(loss: (params: Params, batch: jax.Array) => jax.Array, batch: unknown = 1) {
  const descent = await init();
  descent.grads.w.data.fill(7);
  let error: unknown;
  try {
    lossGradient(jax, loss, descent)(batch as number);
  } catch (thrown) {
    error = thrown;
  }
  expect(error).toBeInstanceOf(JaxError);
  expect([...descent.grads.w.data]).toEqual([7, 7, 7, 7]);
  return error as JaxError;
}

test("an optimizer that needs more than gradients", () => {
  expect(() => gradientTransformation(jax, sophia())).toThrow("needs estimates of the curvature");
});

describe("another copy of jax-js", () => {
  const { numpy: np2, nn: nn2, lax: lax2 } = other;
  test.each<[string, (params: Params) => jax.Array]>([
    ["sum", ({ w }) => np2.sum(w)],
    ["square", ({ w }) => np2.square(w).sum()],
    ["matmul", ({ w }) => np2.matmul(w.ref, w).sum()],
    ["einsum", ({ w }) => np2.einsum("ij,jk->ik", w.ref, w).sum()],
    ["concatenate", ({ w }) => np2.concatenate([w.ref, w]).sum()],
    ["reshape", ({ w }) => np2.reshape(w, [4]).sum()],
    ["transpose", ({ w }) => np2.transpose(w, [1, 0]).sum()],
    ["relu", ({ w }) => nn2.relu(w).sum()],
    ["logSoftmax", ({ w }) => nn2.logSoftmax(w).sum()],
    ["oneHot", ({ w }) => nn2.oneHot(w.astype(np.int32), 3).sum()],
    ["dot", ({ w }) => lax2.dot(w.ref, w, { lhsContractingDims: [1], rhsContractingDims: [0] }).sum()],
    ["jit", ({ w }) => other.jit((x: jax.Array) => x.sum())(w) as jax.Array],
    [
      "a constant",
      ({ w }) =>
        np
          .matmul(
            w,
            np2.array([
              [1, 2],
              [3, 4],
            ]),
          )
          .sum(),
    ],
    ["only the result", () => np2.zeros([])],
  ])("is named where a loss uses its %s", async (_, loss) => {
    const error = await errorOf(loss);
    expect(error.code).toBe("copy");
    expect(error.message).toContain("another copy of jax-js than the one that traces it");
  });

  test("is named where a batch is made with it", async () => {
    const error = await errorOf(({ w }, x) => w.mul(x).sum(), np2.zeros([2]));
    expect(error.code).toBe("copy");
    expect(error.message).toMatch(/^argument 0 is an array of another copy of jax-js/);
  });

  test("traces what is written with it when it is given", async () => {
    const descent = await sgd().init(Float32Array.of(3, 4));
    expect(lossGradient(other, (x) => np2.square(x).sum(), descent)()).toBe(25);
    expect(evaluator(other, (x: jax.Array) => np2.sum(x))(Float32Array.of(1, 2)).data[0]).toBe(3);
  });
});

describe("a loss", () => {
  test.each<[string, (params: Params, x: jax.Array) => unknown, RegExp]>([
    ["is an array", () => 5, /a loss returns a scalar array of jax-js; got 5$/],
    ["is there", () => undefined, /got undefined$/],
    [
      "is a scalar",
      ({ w }) => w,
      /a loss is a scalar; got an array of shape \[2, 2\]: take its mean or its sum/,
    ],
    [
      "is of a float type",
      ({ w }) => w.astype(np.int32).sum(),
      /of a float type, to have a gradient; got int32/,
    ],
    [
      "fits the shapes of the parameters",
      ({ w, b }) =>
        np
          .matmul(b, np.zeros([3, 3]))
          .add(w)
          .sum(),
      /^the function fails in jax-js: .*\[2\] != \[3\].*; its parameters are w \[2, 2\], b \[2\]$/,
    ],
    ["uses arrays once", ({ w }) => w.sum().add(w.sum()), /please use \.ref move semantics/],
    [
      "fails with its own message",
      () => {
        throw new Error("mine");
      },
      /fails in jax-js: mine/,
    ],
  ])("%s", async (_, loss, message) => {
    const error = await errorOf(loss as never);
    expect(error.code).toBe("function");
    expect(error.message).toMatch(message);
  });

  test("fails with the error of jax-js as the cause", async () => {
    expect((await errorOf(({ w }) => w.sum().add(w.sum()))).cause).toBeInstanceOf(ReferenceError);
  });
});

describe("values", () => {
  test.each<[string, unknown, string]>([
    [
      "text",
      "x",
      'argument 0 must be a typed array, { data, shape }, a number or an array of jax-js; got "x"',
    ],
    ["null", null, "got null"],
    ["bytes", new Uint8Array(2), "is a Uint8Array, which jax-js does not take; Int32Array.from(array)"],
    ["big integers", new BigInt64Array(2), "Float32Array.from(array, Number) makes one"],
    [
      "a map",
      { x: new Map() },
      "argument 0.x must be a typed array, { data, shape }, a number or an array of jax-js; got Map",
    ],
    [
      "a shape of another size",
      { data: new Float32Array(3), shape: [2, 2] },
      "has 3 values; its shape [2, 2] has 4",
    ],
  ])("%s", async (_, batch, message) => {
    const error = await errorOf(({ w }) => w.sum(), batch);
    expect(error.code).toBe("values");
    expect(error.message).toContain(message);
  });

  test.runIf(!("Float16Array" in globalThis))("float64 where the engine has no Float16Array", async () => {
    const error = await errorOf(({ w }) => w.sum(), new Float64Array(1));
    expect(error.code).toBe("engine");
    expect(error.message).toContain(
      "argument 0 is float64, and jax-js takes float64 only where the engine has Float16Array",
    );
    const descent = await sgd().init({ layer: { w: [1, 2] } });
    expect(() => lossGradient(jax, ({ layer }) => layer.w.sum(), descent)).toThrow(
      /the parameter layer\.w is float64/,
    );
  });
});

describe("an engine", () => {
  test("without something that jax-js uses", async () => {
    const missing = await errorOf(() => {
      throw new ReferenceError("Float16Array is not defined");
    });
    expect([missing.code, missing.message]).toEqual([
      "engine",
      "jax-js needs Float16Array, which this engine lacks",
    ]);
  });

  test("whose device is not ready", async () => {
    const error = await errorOf(({ w }) => w.add(np.array([1, 2], { device: "webgpu" })).sum());
    expect(error.code).toBe("backend");
    expect(error.message).toBe(
      "jax-js: webgpu backend not ready, call init() first; await jax.init() before the first call",
    );
  });
});

test("an evaluator gives arrays with their shapes, and refuses what is none", async () => {
  const predict = evaluator(jax, ({ w, b }: Params, x: jax.Array) => nn.relu(np.matmul(x, w).sub(b)));
  const descent = await init();
  const x = { data: Float32Array.of(1, 0, 0, -1, 1, 1), shape: [3, 2] };
  const expected = { data: Float32Array.of(0, 1, 0, 0, 3, 5), shape: [3, 2] };
  expect(predict(descent.params, x)).toEqual(expected);
  expect(await predict.async(await descent.evalParams(), x)).toEqual(expected);
  expect(() => evaluator(jax, (() => [np.zeros([1])]) as never)()).toThrow("must return one array");
  predict.dispose();
});
