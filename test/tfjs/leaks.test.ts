import { describe, expect, test } from "vitest";
import { optimizerClass, tfjs } from "../../src/adapters/tfjs/index.ts";
import { adamw, chain, clipByGlobalNorm, DisposedError } from "../../src/index.ts";
import { backends, tf, use } from "./backends.ts";
import { modelOf, saved, train } from "./models.ts";

const Adam = optimizerClass(tf, "Adam", tfjs.adam);
const Clipped = optimizerClass(tf, "Clipped", () => chain(clipByGlobalNorm(1), adamw()));

/** A variable that shares its data with nothing. */
function variable(start: tf.Tensor): tf.Variable {
  const made = tf.variable(start);
  start.dispose();
  return made;
}

describe.each(backends)("on %s", (backend) => {
  test("a thousand steps leave no tensor, no variable and no byte", async () => {
    await use(backend);
    for (const make of [() => new Adam(), () => new Clipped()]) {
      const before = { ...tf.memory() };
      const x = variable(tf.ones([8, 8]));
      const y = variable(tf.zeros([8]));
      const optimizer = make();
      const f = () => x.matMul(x).add(y).square().mean().asScalar();
      const variables = tf.memory();
      for (let i = 0; i < 1000; i++) {
        optimizer.minimize(f);
        expect(tf.memory().numTensors).toBe(variables.numTensors);
        expect(tf.memory().numDataBuffers).toBe(variables.numDataBuffers);
        expect(tf.memory().numBytes).toBe(variables.numBytes);
      }
      optimizer.dispose();
      tf.dispose([x, y]);
      expect(tf.memory().numTensors).toBe(before.numTensors);
      expect(tf.memory().numDataBuffers).toBe(before.numDataBuffers);
      expect(Object.keys(tf.engine().registeredVariables)).toEqual([]);
    }
  });

  test("saving leaves none after the first time, and dispose leaves none at all", async () => {
    await use(backend);
    const model = modelOf();
    const before = tf.memory().numTensors;
    const optimizer = new Adam();
    model.compile({ optimizer, loss: "meanSquaredError" });
    await train(model, 1);
    expect(tf.memory().numTensors).toBe(before);
    await saved(model);
    const once = tf.memory().numTensors;
    for (let i = 0; i < 5; i++) {
      await saved(model);
      await optimizer.saveIterations();
      await train(model, 1);
      await saved(model);
      expect(tf.memory().numTensors).toBe(once);
    }
    const [first, second] = await Promise.all([optimizer.getWeights(), optimizer.getWeights()]);
    expect(second).toEqual(first);
    tf.dispose(second.map(({ tensor }) => tensor as tf.Tensor));
    expect((await optimizer.getWeights()).every(({ tensor }) => !tensor.isDisposed)).toBe(true);
    optimizer.dispose();
    expect(tf.memory().numTensors).toBe(before);
    expect(() => optimizer.minimize(() => tf.scalar(0))).toThrow();
    await expect(optimizer.getWeights()).rejects.toThrow(DisposedError);
    model.dispose();
  });

  test("a step that fails leaves none", async () => {
    await use(backend);
    const Wrong = optimizerClass(tf, "Wrong", () => adamw({ learningRate: () => Number.NaN }));
    const x = tf.variable(tf.scalar(1));
    const optimizer = new Wrong();
    const before = tf.memory().numTensors;
    expect(() => optimizer.minimize(() => x.square().asScalar(), true)).toThrow(/learningRate/);
    expect(tf.memory().numTensors).toBe(before);
    expect([...x.dataSync()]).toEqual([1]);
    x.dispose();
  });
});
