import { describe, expect, test } from "vitest";
import { optimizerClass, type TfjsOptimizer, tfjs } from "../../src/adapters/tfjs/index.ts";
import {
  adam,
  adamw,
  chain,
  clipByGlobalNorm,
  HyperparameterError,
  OptionError,
  ParameterError,
  polyakSgd,
  SnapshotError,
} from "../../src/index.ts";
import { backends, tf, use } from "./backends.ts";
import { modelOf, train, valuesOf } from "./models.ts";

const Adam = optimizerClass(tf, "Adam", tfjs.adam);
const Adamw = optimizerClass(tf, "Adamw", adamw);
const numbersOf = (variable: tf.Variable): number[] => [...variable.dataSync()];

describe.each(backends)("on %s", (backend) => {
  test("a variable that the loss does not depend on keeps every bit, and its state", async () => {
    await use(backend);
    const [x, y] = [tf.variable(tf.tensor([1, 2])), tf.variable(tf.tensor([3, 4]))];
    const optimizer = new Adamw({ learningRate: 0.1, weightDecay: 0.1 });
    optimizer.minimize(() => x.add(y).square().sum().asScalar());
    const before = numbersOf(y);
    const state = (await optimizer.getWeights()).filter(({ name }) => name.startsWith(`${y.name}/`));
    const m = state.map(({ tensor }) => [...tensor.dataSync()]);
    optimizer.minimize(() => x.square().sum().asScalar(), false, [x, y]);
    expect(numbersOf(y)).toEqual(before);
    const after = (await optimizer.getWeights()).filter(({ name }) => name.startsWith(`${y.name}/`));
    expect(after.map(({ tensor }) => [...tensor.dataSync()])).toEqual(m);
    expect(optimizer.iterations).toBe(2);
    tf.dispose([x, y]);
  });

  test("variables that come later begin then, and the others go on", async () => {
    await use(backend);
    const Clipped = optimizerClass(tf, "Clipped", () =>
      chain(clipByGlobalNorm(100), adam({ learningRate: () => 0.1 })),
    );
    const start = () => tf.variable(tf.tensor([1, 2]));
    const [x, y, alone] = [start(), tf.variable(tf.tensor([3, 4])), start()];
    const [optimizer, other] = [new Clipped(), new Clipped()];
    const f = () => x.square().sum().asScalar();
    const g = () => alone.square().sum().asScalar();
    for (let i = 0; i < 3; i++)
      for (const step of [() => optimizer.minimize(f, false, [x]), () => other.minimize(g, false, [alone])])
        step();
    for (const one of [optimizer, other]) one.learningRate = 0.05;
    for (let i = 0; i < 3; i++) optimizer.minimize(() => f().add(y.square().sum()).asScalar(), false, [y, x]);
    for (let i = 0; i < 3; i++) other.minimize(g, false, [alone]);
    expect(numbersOf(x)).toEqual(numbersOf(alone));
    // Adam's own count begins with it: three first steps of a length near the rate.
    expect(Math.abs(numbersOf(y)[0]! - 2.85)).toBeLessThan(1e-3);
    tf.dispose([x, y, alone]);
  });

  test("layers that are frozen keep every bit, and go on when they are trained again", async () => {
    await use(backend);
    const model = modelOf();
    const optimizer = new Adam({ learningRate: 0.05 });
    const compile = () => model.compile({ optimizer, loss: "meanSquaredError" });
    compile();
    await train(model, 1);
    model.getLayer("hidden_layer").trainable = false;
    compile();
    const hidden = () =>
      model
        .getLayer("hidden_layer")
        .getWeights()
        .map((weight) => [...weight.dataSync()]);
    const [before, others] = [hidden(), valuesOf(model)];
    await train(model, 1);
    expect(hidden()).toEqual(before);
    expect(valuesOf(model)).not.toEqual(others);
    model.getLayer("hidden_layer").trainable = true;
    compile();
    await train(model, 1);
    expect(hidden()).not.toEqual(before);
    expect(optimizer.iterations).toBe(12);
    model.dispose();
  });

  test("a variable that was assigned to goes on from there; clones keep their values", async () => {
    await use(backend);
    const x = tf.variable(tf.tensor([1, 2]));
    const optimizer = new Adam({ learningRate: 0.1 });
    const f = () => x.square().sum().asScalar();
    const [clone, array] = [x.clone(), x.dataSync()];
    optimizer.minimize(f);
    expect([...clone.dataSync()]).toEqual([1, 2]);
    expect([...array]).toEqual([1, 2]);
    x.assign(tf.tensor([10, 20]));
    optimizer.minimize(f);
    expect(numbersOf(x)[0]).toBeGreaterThan(9.8);
    x.dispose();
  });

  test("scalars, and gradients as a map", async () => {
    await use(backend);
    const x = tf.variable(tf.scalar(4), true, "only");
    const optimizer = new Adam({ learningRate: 0.5 });
    const { value, grads } = optimizer.computeGradients(() => x.square().asScalar());
    optimizer.applyGradients(grads);
    expect(Math.abs(numbersOf(x)[0]! - 3.5)).toBeLessThan(1e-6);
    tf.dispose([value, x]);
  });

  test("optimizers that read the loss get it from minimize", async () => {
    await use(backend);
    const Polyak = optimizerClass(tf, "Polyak", () => polyakSgd());
    const x = tf.variable(tf.tensor([2]));
    const optimizer = new Polyak();
    optimizer.minimize(() => x.square().sum().asScalar());
    expect(numbersOf(x)[0]).toBeLessThan(2);
    expect(() => optimizer.applyGradients({ [x.name]: tf.tensor([1]) })).toThrow(ParameterError);
    x.dispose();
  });

  test("what is wrong is said", async () => {
    await use(backend);
    const whole = tf.variable(tf.tensor([1, 2], [2], "int32"), true, "whole");
    const x = tf.variable(tf.tensor([1, 2]), true, "x");
    const optimizer = new Adam();
    const apply = (name: string, tensor: tf.Tensor) => () => optimizer.applyGradients([{ name, tensor }]);
    expect(apply("whole", tf.tensor([1, 2]))).toThrow(
      new ParameterError('the variable of "whole" must be float32; got int32'),
    );
    expect(apply("x", tf.tensor([1, 2], [2], "int32"))).toThrow(
      new ParameterError('the gradient of "x" must be float32; got int32'),
    );
    expect(apply("x", tf.tensor([1, 2], [2, 1]))).toThrow(
      new ParameterError('the gradient of "x" must have its shape [2]; got [2, 1]'),
    );
    expect(apply("z", tf.tensor([1]))).toThrow(
      new ParameterError('there is no variable "z" in tfjs; it may have been disposed of'),
    );
    expect(() => optimizer.setLearningRate(Number.NaN)).toThrow(OptionError);
    apply("x", tf.tensor([1, 2]))();
    expect(() => optimizer.setLearningRate(-1)).toThrow(HyperparameterError);
    x.dispose();
    const other = tf.variable(tf.tensor([1, 2, 3]), true, "x");
    expect(apply("x", tf.tensor([1, 2, 3]))).toThrow(/had shape \[2\] in earlier steps and has \[3\]/);
    await expect(
      optimizer.setWeights(await (tf.train.adam() as unknown as TfjsOptimizer).getWeights()),
    ).rejects.toThrow(
      new SnapshotError(
        'setWeights takes what getWeights() of a class of optimizerClass returned, with "iter" and "glissade"; got iter',
      ),
    );
    const [iter, ...rest] = await optimizer.getWeights();
    await expect(
      optimizer.setWeights([{ ...iter!, tensor: tf.scalar(7, "int32") }, ...rest]),
    ).rejects.toThrow(new SnapshotError("setWeights: iter is 7, and the other tensors are of step 1"));
    await expect(optimizer.setWeights([iter!, rest.at(-1)!])).rejects.toThrow(/the tensor "x\/m" is missing/);
    await expect(new Adamw().setWeights([iter!, ...rest])).rejects.toThrow(SnapshotError);
    tf.dispose([whole, other]);
  });
});
