import { beforeEach, describe, expect, test } from "vitest";
import {
  adafactor,
  adamw,
  chain,
  clipByGlobalNorm,
  lossScale,
  OptionError,
  ParameterError,
  sgd,
  sophia,
} from "../../index.ts";
import * as tfjs from "./forms.ts";
import { optimizerClass, type TfjsOptimizer } from "./optimizer-class.ts";
import type { Tensorflow, TfTensor, TfVariable } from "./tensorflow.ts";

/** Of TensorFlow.js what the adapter uses: tensors are arrays, the loss is half the sum of squares of all variables. */
class Fake implements Tensorflow {
  readonly registered = new Map<string, { fromConfig(self: unknown, config: unknown): TfjsOptimizer }>();
  readonly variables: Record<string, TfVariable> = {};
  alive = 0;
  readonly serialization = {
    registerClass: (made: never) => {
      const known = made as { className: string; fromConfig(self: unknown, config: unknown): TfjsOptimizer };
      this.registered.set(known.className, known);
    },
  };

  tensor(
    values: Float32Array | Int32Array | string[],
    shape: number[] = [values.length],
    dtype = "float32",
  ): TfTensor {
    this.alive++;
    const dispose = () => {
      if (!made.isDisposed) this.alive--;
      made.isDisposed = true;
    };
    const data = async () => values;
    const dataSync = () => values as Float32Array;
    const made = { dtype, shape, dataId: {}, isDisposed: false, dataSync, data, dispose };
    return made;
  }

  variable(name: string, values: number[], shape = [values.length]): TfVariable {
    let held = this.tensor(Float32Array.from(values), shape);
    const made = {
      ...held,
      name,
      dataSync: () => held.dataSync(),
      assign: (value: TfTensor) => {
        held = value;
        made.dataId = value.dataId;
      },
    };
    this.variables[name] = made;
    return made;
  }

  variableGrads(f: () => TfTensor, variables = Object.values(this.variables)) {
    const gradients = variables.map((one) => [
      one.name,
      this.tensor((one.dataSync() as Float32Array).slice(), one.shape),
    ]);
    return { value: f(), grads: Object.fromEntries(gradients) as Record<string, TfTensor> };
  }

  keep = (tensor: TfTensor) => tensor;
  engine = () => ({ registeredVariables: this.variables });
  backend = () => ({});
}

let tf: Fake;
beforeEach(() => {
  tf = new Fake();
});
const loss = () => tf.tensor(Float32Array.of(1), []);
const steps = (optimizer: TfjsOptimizer, n: number) => {
  for (let i = 0; i < n; i++) optimizer.minimize(loss);
};

test("a step has the bits of a descent of one's own", async () => {
  const Clipped = optimizerClass(tf, "Clipped", () =>
    chain(clipByGlobalNorm(1), adamw({ learningRate: 0.1 })),
  );
  const [w, b] = [tf.variable("d/w", [1, -2, 3, -4], [2, 2]), tf.variable("d/b", [0.5], [])];
  const optimizer = new Clipped();
  steps(optimizer, 5);
  const descent = await chain(clipByGlobalNorm(1), adamw({ learningRate: 0.1 })).init({
    w: Float32Array.of(1, -2, 3, -4),
    b: Float32Array.of(0.5),
  });
  for (let i = 0; i < 5; i++) descent.step({ w: descent.params.w, b: descent.params.b });
  expect([...(w.dataSync() as Float32Array), ...(b.dataSync() as Float32Array)]).toEqual([
    ...descent.params.w,
    ...descent.params.b,
  ]);
  expect(optimizer.iterations).toBe(5);
});

test("a scale of the loss is in the gradients that it takes out of them", () => {
  const Scaled = optimizerClass(tf, "Scaled", () => chain(lossScale({ scale: 8 }), sgd({ learningRate: 1 })));
  const w = tf.variable("scaled/w", [3]);
  const optimizer = new Scaled();
  optimizer.minimize(() => tf.tensor(Float32Array.of(4.5)), false, [w]);
  expect([...(w.dataSync() as Float32Array)]).toEqual([0]);
  optimizer.applyGradients({ "scaled/w": tf.tensor(Float32Array.of(16)) });
  expect([...(w.dataSync() as Float32Array)]).toEqual([-2]);
});

describe("a configuration", () => {
  test("gives the same optimizer again", async () => {
    const Adamw = optimizerClass(tf, "Adamw", adamw);
    const options = { learningRate: 0.05, weightDecay: 0.1, where: "some_layer/w_*" };
    const optimizer = new Adamw(options);
    expect(optimizer.getClassName()).toBe("Glissade.Adamw");
    const config = optimizer.getConfig();
    expect(JSON.stringify(config)).not.toContain("_");
    const again = tf.registered.get("Glissade.Adamw")!.fromConfig(undefined, config);
    expect(again.getConfig()).toEqual(config);
    const x = tf.variable("some_layer/w_1", [1, 2]);
    steps(optimizer, 3);
    const weights = await optimizer.getWeights();
    const values = Float32Array.from(x.dataSync());
    steps(optimizer, 2);
    const expected = Float32Array.from(x.dataSync());
    x.assign(tf.tensor(values));
    await again.setWeights(weights);
    steps(again, 2);
    expect(x.dataSync()).toEqual(expected);
  });

  test("without options has none", () => {
    const Plain = optimizerClass(tf, "Plain", () => sgd());
    expect(new Plain().getConfig()).toEqual({ options: "" });
    expect(() => tf.registered.get("Glissade.Plain")!.fromConfig(undefined, { options: "" })).not.toThrow();
  });

  test("holds no functions", () => {
    const Adamw = optimizerClass(tf, "Adamw", adamw);
    expect(() => new Adamw({ learningRate: (count) => 1 / (count + 1) })).toThrow(OptionError);
    expect(() => new Adamw({ learningRate: (count) => 1 / (count + 1) })).toThrow(
      /learningRate must be what a saved model can hold.*got a function/,
    );
  });
});

test("what is wrong is said", () => {
  expect(() => optimizerClass(tf, "my_adam", adamw)).toThrow(
    new OptionError('optimizerClass: name must be letters and digits, as "Adamw"; got "my_adam"'),
  );
  const Wrong = optimizerClass(tf, "Wrong", (() => 5) as never);
  expect(() => new Wrong()).toThrow(/make must return an optimizer, as adamw\(\) does; got 5/);
  const Curved = optimizerClass(tf, "Curved", sophia);
  expect(() => new Curved()).toThrow(/needs estimates of the curvature besides gradients/);
  const Adamw = optimizerClass(tf, "Adamw", adamw);
  expect(() => new Adamw({ learningRat: 1 } as never)).toThrow(/did you mean learningRate/);
  expect(() => new Adamw().applyGradients({})).toThrow(ParameterError);
  expect(() => tfjs.adam({ beta1: 0.9 } as never)).toThrow(/tfjs.adam has no option "beta1"/);
});

test("states of rows, columns and the whole are saved too", async () => {
  const Rows = optimizerClass(tf, "Rows", () => adafactor({ minDimSizeToFactor: 2 }));
  const x = tf.variable("x", [1, 2, 3, 4, 5, 6], [2, 3]);
  const optimizer = new Rows();
  steps(optimizer, 3);
  const [values, weights] = [Float32Array.from(x.dataSync()), await optimizer.getWeights()];
  steps(optimizer, 2);
  const expected = Float32Array.from(x.dataSync());
  x.assign(tf.tensor(values, [2, 3]));
  const other = new Rows();
  await other.setWeights(weights);
  expect(other.waiting).toEqual(["x"]);
  steps(other, 2);
  expect(other.waiting).toEqual([]);
  expect(x.dataSync()).toEqual(expected);
});
