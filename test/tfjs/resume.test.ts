import { describe, expect, test } from "vitest";
import { optimizerClass, type TfjsOptimizer, tfjs } from "../../src/adapters/tfjs/index.ts";
import {
  adafactor,
  adamw,
  chain,
  clipByGlobalNorm,
  cosineDecay,
  lookahead,
  novograd,
  partition,
  prodigy,
  SnapshotError,
  scheduleFreeAdamw,
  sgd,
} from "../../src/index.ts";
import { backends, tf, use } from "./backends.ts";
import { data, loaded, modelOf, numbers, saved, train, valuesOf } from "./models.ts";

const classes = {
  adamw: optimizerClass(tf, "Adamw", adamw),
  adam: optimizerClass(tf, "Adam", tfjs.adam),
  momentum: optimizerClass(tf, "Momentum", () => tfjs.momentum({ learningRate: 0.05, momentum: 0.9 })),
  clipped: optimizerClass(tf, "Clipped", () =>
    chain(clipByGlobalNorm(0.5), adamw({ learningRate: cosineDecay({ init: 0.05, steps: 40 }) })),
  ),
  rows: optimizerClass(tf, "Rows", () => adafactor({ learningRate: 0.05, minDimSizeToFactor: 2 })),
  layers: optimizerClass(tf, "Layers", () => novograd({ learningRate: 0.05 })),
  shared: optimizerClass(tf, "Shared", () => prodigy()),
  averaged: optimizerClass(tf, "Averaged", () => scheduleFreeAdamw({ learningRate: 0.05 })),
  slow: optimizerClass(tf, "Slow", () => lookahead(adamw({ learningRate: 0.05 }))),
  parts: optimizerClass(tf, "Parts", ({ biases }: { biases: string } = { biases: "*/bias*" }) =>
    partition([
      [biases, sgd({ learningRate: 0.05 })],
      ["*", adamw({ learningRate: 0.02 })],
    ]),
  ),
};

describe.each(backends)("on %s", (backend) => {
  describe.each(Object.entries(classes))("%s", (name, Class) => {
    test("fit, save, load, fit equals the unbroken run to the bit, its rate changed half-way", async () => {
      await use(backend);
      const change = (model: tf.LayersModel) => {
        if (name !== "parts") (model.optimizer as unknown as TfjsOptimizer).setLearningRate(0.013);
      };
      const unbroken = modelOf();
      unbroken.compile({ optimizer: new Class(), loss: "meanSquaredError" });
      await train(unbroken, 3);
      change(unbroken);
      const losses = await train(unbroken, 3);

      const first = modelOf();
      first.compile({ optimizer: new Class(), loss: "meanSquaredError" });
      await train(first, 3);
      change(first);
      const artifacts = await saved(first);
      const second = await loaded(artifacts);
      expect(second.optimizer).toBeInstanceOf(Class);
      expect(await train(second, 3)).toEqual(losses);
      expect(valuesOf(second)).toEqual(valuesOf(unbroken));
      expect((second.optimizer as unknown as TfjsOptimizer).iterations).toBe(24);
      const again = await loaded(await saved(second));
      expect(await train(again, 1)).toEqual(await train(unbroken, 1));
      for (const model of [unbroken, first, second, again]) model.dispose();
    });
  });

  test("variables that are created in another order find their states by name", async () => {
    await use(backend);
    const Ordered = optimizerClass(tf, "Ordered", () =>
      chain(clipByGlobalNorm(0.1), adamw({ learningRate: 0.1 })),
    );
    const names = ["kernel", "scale", "bias"];
    const made = (order: string[], values: Record<string, Float32Array>) =>
      Object.fromEntries(order.map((name) => [name, tf.variable(tf.tensor(values[name]!, [3]), true, name)]));
    const steps = (
      variables: Record<string, tf.Variable>,
      optimizer: InstanceType<typeof Ordered>,
      n: number,
    ) => {
      const { kernel, scale, bias } = variables as Record<"kernel" | "scale" | "bias", tf.Variable>;
      const f = () => tf.tidy(() => kernel.mul(scale).add(bias).sub(2).square().sum().asScalar());
      for (let i = 0; i < n; i++) optimizer.minimize(f, false, Object.values(variables));
    };
    const start = Object.fromEntries(names.map((name, i) => [name, numbers(3, i + 5)]));
    const results = [];
    for (const order of [names, [...names].reverse(), ["scale", "kernel", "bias"]]) {
      let variables = made(names, start);
      let optimizer = new Ordered();
      steps(variables, optimizer, 5);
      optimizer.learningRate = 0.03;
      const weights = await optimizer.getWeights();
      const values = Object.fromEntries(
        names.map((name) => [name, variables[name]!.dataSync().slice() as Float32Array]),
      );
      tf.dispose(variables);
      const next = new Ordered();
      await next.setWeights(weights);
      optimizer.dispose();
      optimizer = next;
      variables = made(order, values);
      steps(variables, optimizer, 5);
      results.push(names.map((name) => [...variables[name]!.dataSync()]));
      tf.dispose(variables);
      optimizer.dispose();
    }
    const unbroken = made(names, start);
    const optimizer = new Ordered();
    steps(unbroken, optimizer, 5);
    optimizer.learningRate = 0.03;
    steps(unbroken, optimizer, 5);
    const expected = names.map((name) => [...unbroken[name]!.dataSync()]);
    for (const result of results) expect(result).toEqual(expected);
    tf.dispose(unbroken);
    optimizer.dispose();
  });

  test("layers that are created in another order find their states by name", async () => {
    await use(backend);
    const branches = (order: string[]) => {
      const input = tf.input({ shape: [4], name: "input" });
      const outputs = Object.fromEntries(
        order.map((name) => [name, tf.layers.dense({ name, units: 2 }).apply(input) as tf.SymbolicTensor]),
      );
      const output = tf.layers
        .add({ name: "sum" })
        .apply([outputs.left!, outputs.right!]) as tf.SymbolicTensor;
      const model = tf.model({ inputs: input, outputs: output });
      for (const [i, name] of ["left", "right"].entries())
        model
          .getLayer(name)
          .setWeights([tf.tensor(numbers(8, i + 1), [4, 2]), tf.tensor(numbers(2, i + 3), [2])]);
      return model;
    };
    const run = async (order: string[]) => {
      const model = branches(["left", "right"]);
      const optimizer = new classes.adamw({ learningRate: 0.1 });
      model.compile({ optimizer, loss: "meanSquaredError" });
      await train(model, 2);
      const other = branches(order);
      for (const name of ["left", "right"])
        other.getLayer(name).setWeights(model.getLayer(name).getWeights());
      const next = new classes.adamw({ learningRate: 0.1 });
      await next.setWeights(await optimizer.getWeights());
      other.compile({ optimizer: next, loss: "meanSquaredError" });
      await train(other, 2);
      await train(model, 2);
      for (const name of ["left", "right"])
        expect(
          other
            .getLayer(name)
            .getWeights()
            .map((w) => [...w.dataSync()]),
        ).toEqual(
          model
            .getLayer(name)
            .getWeights()
            .map((w) => [...w.dataSync()]),
        );
    };
    await run(["left", "right"]);
    await run(["right", "left"]);
  });

  test("states without a variable here are an error, where none has one", async () => {
    await use(backend);
    const [first, second] = [
      modelOf(),
      tf.sequential({ layers: [tf.layers.dense({ units: 2, inputShape: [4] })] }),
    ];
    const optimizer = new classes.adamw({});
    first.compile({ optimizer, loss: "meanSquaredError" });
    await train(first, 1);
    const other = new classes.adamw({});
    await other.setWeights(await optimizer.getWeights());
    second.compile({ optimizer: other, loss: "meanSquaredError" });
    await expect(train(second, 1)).rejects.toThrow(SnapshotError);
    await expect(train(second, 1)).rejects.toThrow(
      /none of the saved states is for a variable of this model: states of hidden_layer/,
    );
  });

  test("a learning rate of before the first step is saved", async () => {
    await use(backend);
    const optimizer = new classes.adamw({ learningRate: 0.5 });
    optimizer.learningRate = 0.25;
    const other = new classes.adamw({ learningRate: 0.5 });
    await other.setWeights(await optimizer.getWeights());
    expect(other.learningRate).toBe(0.25);
    const [x] = data();
    const w = tf.variable(tf.ones([4, 1]));
    other.minimize(
      () =>
        tf
          .matMul(x as tf.Tensor2D, w as unknown as tf.Tensor2D)
          .mean()
          .asScalar(),
      false,
      [w],
    );
    expect(other.descent?.hyper.learningRate).toBe(0.25);
  });
});
