/** What users of tfjs have reported, as tests of the adapter: numbers are those of the reports. */
import { describe, expect, test } from "vitest";
import { optimizerClass, tfjs } from "../../src/adapters/tfjs/index.ts";
import { adamw, lion } from "../../src/index.ts";
import { backends, tf, use } from "./backends.ts";
import { loaded, modelOf, saved, train } from "./models.ts";

const Adam = optimizerClass(tf, "Adam", tfjs.adam);

describe.each(backends)("on %s", (backend) => {
  test("8238: saving with the optimizer again and again takes no more memory", async () => {
    await use(backend);
    const model = modelOf();
    model.compile({ optimizer: new Adam(), loss: "meanSquaredError" });
    await train(model, 1);
    await saved(model);
    const { numTensors, numBytes } = tf.memory();
    for (let i = 0; i < 20; i++) await saved(model);
    expect(tf.memory().numTensors).toBe(numTensors);
    expect(tf.memory().numBytes).toBe(numBytes);
  });

  test("683: the rate can be changed while a model is trained", async () => {
    await use(backend);
    const model = modelOf();
    const optimizer = new Adam({ learningRate: 0.1 });
    model.compile({ optimizer, loss: "meanSquaredError" });
    const rates: (number | undefined)[] = [];
    const [x, y] = [tf.ones([4, 4]), tf.ones([4, 2])];
    await model.fit(x, y, {
      epochs: 3,
      verbose: 0,
      callbacks: {
        onEpochEnd: async () => {
          rates.push(optimizer.descent?.hyper.learningRate);
          optimizer.learningRate! /= 10;
        },
      },
    });
    expect(rates).toEqual([0.1, 0.1 / 10, 0.1 / 10 / 10]);
    const kernel = tf.variable(tf.ones([1]));
    const alone = new Adam({ learningRate: 0.1 });
    alone.setLearningRate(0);
    alone.minimize(() => kernel.sum().asScalar());
    expect([...kernel.dataSync()]).toEqual([1]);
  });

  test("5138: a loaded model goes on with the state of its optimizer", async () => {
    await use(backend);
    const model = modelOf();
    model.compile({ optimizer: new Adam({ learningRate: 0.05 }), loss: "meanSquaredError" });
    await train(model, 4);
    const other = await loaded(await saved(model));
    expect(other.optimizer.iterations).toBe(16);
    const names = (await other.optimizer.getWeights()).map(({ name }) => name);
    expect(names).toEqual((await model.optimizer.getWeights()).map(({ name }) => name));
    expect(names[1]).toMatch(/^hidden_layer\/kernel(_\d+)?\/m$/);
    expect(await train(other, 1)).toEqual(await train(model, 1));
  });

  test("425: a gradient of zero moves nothing, and is not NaN, where the backend's floats have 16 bits", async () => {
    await use(backend);
    const x = tf.variable(tf.tensor([1, 2]));
    const own = tf.backend();
    const precision = own.floatPrecision;
    own.floatPrecision = () => 16;
    try {
      const optimizer = new Adam({ eps: 1e-8 });
      for (let i = 0; i < 3; i++) optimizer.minimize(() => x.mul(0).sum().asScalar());
      // 16 bits hold nothing smaller than 6e-8: the square of this gradient would be 0 there.
      expect([...x.dataSync()]).toEqual([1, 2]);
      for (let i = 0; i < 3; i++) optimizer.minimize(() => x.mul(1e-4).sum().asScalar());
      expect([...x.dataSync()].every((value, at) => value < at + 1 && value > at + 0.99)).toBe(true);
    } finally {
      own.floatPrecision = precision;
    }
    x.dispose();
  });

  test("tfjs-core 1463: an optimizer of one's own is taken by compile", async () => {
    await use(backend);
    const Lion = optimizerClass(tf, "Lion", lion);
    const Adamw = optimizerClass(tf, "Adamw", adamw);
    for (const optimizer of [
      new Lion({ learningRate: 0.01 }),
      new Adamw({ learningRate: 0.05, weightDecay: 0.01 }),
    ]) {
      expect(optimizer).toBeInstanceOf(tf.Optimizer);
      const model = modelOf();
      model.compile({ optimizer, loss: "meanSquaredError" });
      const losses = await train(model, 10);
      expect(losses.at(-1)).toBeLessThan(losses[0]! / 2);
    }
  });
});
