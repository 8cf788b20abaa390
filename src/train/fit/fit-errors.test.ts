/** What `fit` refuses, and what it says. */
import { pathToFileURL } from "node:url";
import { describe, expect, test } from "vitest";
import { JaxError } from "../../adapters/jax-js/index.ts";
import { adam, OptionError, sgd } from "../../index.ts";
import { datasetOf } from "../data/examples.ts";
import { jax } from "../jax.ts";
import { squaredError } from "../models/losses.ts";
import { type Loss, ModelError } from "../models/model.ts";
import { modelFrom } from "../models/model-from.ts";
import { random } from "../random.ts";
import { fit } from "./fit.ts";
import { evaluate, predict } from "./predict.ts";

const optimizer = sgd({ learningRate: 0.1 });
const data = {
  x: { data: Float32Array.of(0, 1, 2, 3, 4, 5, 6, 7), shape: [4, 2] },
  y: { data: Int32Array.of(0, 1, 2, 0), shape: [4] },
};
const softmax = modelFrom("softmax", { features: 2, classes: 3 });

const refusals: [string, () => unknown, new (...args: never) => Error, string][] = [
  ["no model", () => fit(5 as never, data, { optimizer }), OptionError, "fit: model must be a model such as"],
  [
    "no data",
    () => fit(softmax, 5 as never, { optimizer }),
    OptionError,
    "fit: data must be examples such as",
  ],
  [
    "a misspelt option",
    () => fit(softmax, data, { optimizer, batchsize: 2 } as never),
    OptionError,
    "did you mean batchSize?",
  ],
  [
    "no optimizer",
    () => fit(softmax, data, {} as never),
    OptionError,
    "optimizer must be an optimizer such as adam()",
  ],
  [
    "a device whose values come later",
    () => fit(softmax, data, { optimizer, device: "webgpu" as never }),
    OptionError,
    'fit: device "webgpu" answers later than fit asks',
  ],
  [
    "a batch larger than the data",
    () => fit(softmax, data, { optimizer, batchSize: 5 }),
    OptionError,
    "batchSize must be at most 4, the number of training examples; got 5",
  ],
  [
    "an empty part",
    () => fit(softmax, data, { optimizer, validation: 0.1 }),
    OptionError,
    "0.1 of 4 examples is 0, which leaves one part empty",
  ],
  [
    "early stopping without validation",
    () => fit(softmax, data, { optimizer, earlyStopping: { patience: 2 } }),
    OptionError,
    "earlyStopping needs validation",
  ],
  [
    "labels out of range",
    () => fit(modelFrom("softmax", { features: 2, classes: 2 }), data, { optimizer }),
    ModelError,
    "every label in y must be a whole number in [0, 2); got 2 at 2",
  ],
  [
    "features that do not match",
    () => fit(modelFrom("softmax", { features: 3, classes: 3 }), data, { optimizer }),
    ModelError,
    "x must have 3 features a row, for softmax; got shape [4,2]",
  ],
  [
    "no targets",
    () => fit(softmax, { x: data.x }, { optimizer }),
    ModelError,
    "the examples have no y, the target",
  ],
  [
    "targets of another shape",
    () => fit(modelFrom("linear", { features: 2, targets: 2 }), data, { optimizer }),
    ModelError,
    "y must have 2 a row, shape [n, 2]; got [4]",
  ],
  [
    "pictures of another size",
    () => fit(modelFrom("lenet"), data, { optimizer }),
    ModelError,
    "x must be pictures of 28 x 28",
  ],
  [
    "windows of another length",
    () => fit(modelFrom("char-transformer:1,1,2,3", { vocabulary: 3 }), data, { optimizer }),
    ModelError,
    "x must be windows of 3 characters",
  ],
  [
    "validation that does not fit",
    () => fit(softmax, data, { optimizer, validation: { x: data.y, y: data.y } }),
    ModelError,
    "x must have 2 features",
  ],
  [
    "no examples",
    () =>
      fit(
        softmax,
        {
          x: { data: new Float32Array(), shape: [0, 2] },
          y: { data: new Int32Array(), shape: [0] },
        },
        { optimizer },
      ),
    OptionError,
    "fit: data has no examples",
  ],
  [
    "a count that is no number",
    () => fit(softmax, { ...datasetOf(data), count: Number.NaN }, { optimizer }),
    OptionError,
    "fit: data must be examples such as",
  ],
  [
    "parameters of another model",
    () => fit(softmax, data, { optimizer, params: { w: new Float32Array(2) } }),
    ModelError,
    'the parameters are not those of softmax: "layer1.weight" is missing, which has shape [2,3]',
  ],
  [
    "a function without parameters",
    () => fit((() => 0) as never, data, { optimizer } as never),
    OptionError,
    "needs params, the initial parameters",
  ],
];

test.each(refusals)("%s", (_, act, kind, message) => {
  expect(act).toThrow(kind);
  expect(act).toThrow(message);
});

test("a data set's batches are checked as they come", async () => {
  const wrong = datasetOf({ ...data, y: { data: Int32Array.of(0, 1, 2, 7), shape: [4] } });
  await expect(fit(softmax, wrong, { optimizer }).result).rejects.toThrow("a whole number in [0, 3); got 7");
});

test("a data set that returns something else than the examples of its indices", async () => {
  const returning = (batch: () => unknown) =>
    fit(softmax, { count: 4, batch } as never, { optimizer }).result;
  await expect(returning(() => undefined)).rejects.toThrow("must return examples, { x: { data, shape } }");
  await expect(returning(async () => data)).rejects.toThrow("at once; got");
  await expect(returning(() => datasetOf(data).batch(Uint32Array.of(0)))).rejects.toThrow(
    "as many examples as there are indices, 4; got 1",
  );
});

test("data that hold NaN are not blamed on the learning rate", async () => {
  const x = { ...data.x, data: data.x.data.map((value, i) => (i === 3 ? Number.NaN : value)) };
  const { message } = await fit(softmax, { ...data, x }, { optimizer }).result;
  expect(message).toMatch(/^diverged: the loss of step 1 is NaN: look for NaN.* in the data/);
  expect(message).not.toContain("learning rate");
});

test.each([predict, evaluate])("%o refuses what is no model, and another module than jax-js", async (ask) => {
  const softmax = modelFrom("softmax", { features: 1, classes: 2 });
  const data = { x: { data: Float32Array.of(1), shape: [1, 1] }, y: { data: Int32Array.of(1), shape: [1] } };
  for (const no of [undefined, 5, () => 1])
    await expect(ask(no as never, {}, data)).rejects.toThrow("model must be a model such as modelFrom");
  const params = softmax.init(random(0));
  await expect(ask(softmax, params, data, { jax: {} as never })).rejects.toThrow(
    "jax must be jax-js, the module",
  );
});

test("evaluate and predict refuse parameters of another model, and evaluate examples without targets", async () => {
  const { params } = await fit(softmax, data, { optimizer, epochs: 1 }).result;
  const other = modelFrom("mlp:4", { features: 2, task: "classes", classes: 3 });
  const wrong = 'the parameters are not those of mlp:4: "layer1.weight" has shape [2,3]; it must have [2,4]';
  await expect(predict(other, params, data)).rejects.toThrow(wrong);
  await expect(evaluate(other, params, data)).rejects.toThrow(wrong);
  await expect(evaluate(softmax, params, { x: data.x })).rejects.toThrow("the examples have no y");
});

test("a metric that there is not", async () => {
  const run = fit(softmax, data, { optimizer, validation: data, monitor: "acuracy" });
  await expect(run.result).rejects.toThrow(
    'monitor must be one of the metrics loss, accuracy; got "acuracy"',
  );
});

describe("copies of jax-js", () => {
  const line: Loss<{ w: Float32Array }> = ({ w }, { x, y }, copy) =>
    squaredError(copy.numpy.matmul(x!, w), y!, copy);
  const options = { optimizer, params: { w: new Float32Array(2) }, epochs: 2 };

  const file = pathToFileURL("node_modules/@jax-js/jax/dist/index.js");
  const another = import(/* @vite-ignore */ `${file}?another`) as Promise<typeof jax>;

  test("a model is traced by the copy that is given, otherwise by ours", async () => {
    const ours = await fit(line, data, options).result;
    const other = await another;
    expect(other).not.toBe(jax);
    await other.init("wasm");
    const theirs = await fit(line, data, { ...options, jax: other }).result;
    expect(theirs.params).toEqual(ours.params);
  });

  test("a model written with another copy than the one that traces", async () => {
    const { numpy } = await another;
    const foreign: Loss<{ w: Float32Array }> = ({ w }) => numpy.square(w).mean();
    const failed = fit(foreign, data, options).result;
    await expect(failed).rejects.toThrow(JaxError);
    await expect(failed).rejects.toMatchObject({ code: "copy" });
  });
});

test("what is no loss does not compile", () => {
  // @ts-expect-error a loss returns an array
  expect(() => fit((_) => 5)).toThrow(OptionError);
  // @ts-expect-error a loss returns an array
  expect(() => fit((_) => 5, data, { optimizer })).toThrow(OptionError);
  // @ts-expect-error a loss returns an array, and the parameters have other names
  const given: Loss<{ w: Float32Array }> = ({ v }) => v;
  expect(given).toBeTypeOf("function");
});

test("what jax-js cannot trace", async () => {
  const vector: Loss<{ w: Float32Array }> = ({ w }) => w;
  await expect(fit(vector, data, { optimizer, params: { w: new Float32Array(2) } }).result).rejects.toThrow(
    "a loss is a scalar; got an array of shape [2]",
  );
});

test("an error reaches who reads the events", async () => {
  const run = fit(softmax, data, {
    optimizer: adam(),
    callbacks: () => {
      throw new Error("mine");
    },
  });
  await expect(
    (async () => {
      for await (const _ of run);
    })(),
  ).rejects.toThrow("mine");
});
