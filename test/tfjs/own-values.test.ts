/**
 * The numbers of tfjs: what its own tests of optimizers assert (tfjs-core 4.22, `optimizers/*_test.js`, two steps each), and fifty steps beside
 * `tf.train`, with variables that have no gradient in some of them.
 */
import { describe, expect, test } from "vitest";
import { optimizerClass, tfjs } from "../../src/adapters/tfjs/index.ts";
import { backends, tf, use } from "./backends.ts";
import { numbers } from "./models.ts";

const Sgd = optimizerClass(tf, "Sgd", tfjs.sgd);
const Momentum = optimizerClass(tf, "Momentum", tfjs.momentum);
const Adagrad = optimizerClass(tf, "Adagrad", tfjs.adagrad);
const Adadelta = optimizerClass(tf, "Adadelta", tfjs.adadelta);
const Adam = optimizerClass(tf, "Adam", tfjs.adam);
const Adamax = optimizerClass(tf, "Adamax", tfjs.adamax);
const Rmsprop = optimizerClass(tf, "Rmsprop", tfjs.rmsprop);

const rate = { learningRate: 0.1 };
/** Where each starts, the sum of squares being minimised, after each of two steps, and how closely its test asks for the second. */
const asserted = [
  ["sgd", () => new Sgd(rate), [4], [3.2], [2.56], 1e-3],
  ["momentum", () => new Momentum({ ...rate, momentum: 0.5 }), [1, 2], [0.8, 1.6], [0.54, 1.08], 1e-3],
  [
    "momentum, Nesterov",
    () => new Momentum({ ...rate, momentum: 0.5, nesterov: true }),
    [1, 2],
    [0.7, 1.4],
    [0.44, 0.88],
    1e-3,
  ],
  [
    "adagrad",
    () => new Adagrad({ ...rate, initialAccumulator: 0.1 }),
    [1, 2],
    [0.9012270405, 1.9003110428],
    [0.8347372764, 1.83015597828],
    1e-2,
  ],
  ["adadelta", () => new Adadelta({ ...rate, rho: 0.95 }), [1, 2], [0.8, 1.6], [0.64, 1.28], 1e-3],
  ["adam", () => new Adam({ ...rate, b1: 0.8, b2: 0.9 }), [2, 4], [1.9, 3.9], [1.8000001, 3.8002], 1e-3],
  [
    "adamax",
    () =>
      optimizerClass(tf, "Falling", () =>
        tfjs.adamax({ learningRate: (count) => 0.1 / (1 + 0.1 * count), b1: 0.8, b2: 0.9 }),
      ),
    [2, 4],
    [1.9, 3.9],
    [1.80697, 3.8086],
    1e-3,
  ],
  [
    "rmsprop",
    () => new Rmsprop({ ...rate, decay: 0.95, momentum: 0.1 }),
    [1, 2],
    [0.5527865, 1.5527864],
    [0.2874418, 1.2294267],
    1e-3,
  ],
  [
    "rmsprop, centred",
    () => new Rmsprop({ ...rate, decay: 0.95, momentum: 0.1, centered: true }),
    [1, 2],
    [0.5411684, 1.5411685],
    [0.2677834, 1.2035918],
    1e-3,
  ],
] as const;

/** Ours beside those of `tf.train`. */
const beside = [
  ["sgd", () => new Sgd({ learningRate: 0.03 }), () => tf.train.sgd(0.03)],
  ["momentum", () => new Momentum({ learningRate: 0.03, momentum: 0.9 }), () => tf.train.momentum(0.03, 0.9)],
  [
    "momentum, Nesterov",
    () => new Momentum({ learningRate: 0.03, momentum: 0.9, nesterov: true }),
    () => tf.train.momentum(0.03, 0.9, true),
  ],
  ["adagrad", () => new Adagrad({ learningRate: 0.1 }), () => tf.train.adagrad(0.1)],
  ["adadelta", () => new Adadelta(), () => tf.train.adadelta()],
  ["adam", () => new Adam(), () => tf.train.adam()],
  ["adam, eps", () => new Adam({ eps: 0.01, b2: 0.9 }), () => tf.train.adam(0.001, 0.9, 0.9, 0.01)],
  ["adamax", () => new Adamax(), () => tf.train.adamax()],
  ["rmsprop", () => new Rmsprop({ learningRate: 0.01 }), () => tf.train.rmsprop(0.01)],
  [
    "rmsprop, momentum",
    () => new Rmsprop({ learningRate: 0.01, momentum: 0.9 }),
    () => tf.train.rmsprop(0.01, 0.9, 0.9),
  ],
] as const;

const close = (found: ArrayLike<number>, expected: ArrayLike<number>, within: number): void => {
  expect(found.length).toBe(expected.length);
  for (let i = 0; i < found.length; i++)
    expect(Math.abs(found[i]! - expected[i]!)).toBeLessThanOrEqual(within);
};

describe.each(backends)("on %s", (backend) => {
  test.each(asserted)(
    "%s has the values of tfjs' own test",
    async (_, make, start, first, second, within) => {
      await use(backend);
      const made = make();
      const optimizer = typeof made === "function" ? new made() : made;
      const x = tf.variable(tf.tensor([...start]));
      const f = () => x.square().sum().asScalar();
      const cost = optimizer.minimize(f, true);
      close(cost!.dataSync(), [start.reduce((sum, value) => sum + value * value, 0)], 1e-3);
      close(x.dataSync(), first, 1e-6);
      expect(optimizer.minimize(f)).toBe(null);
      close(x.dataSync(), second, within);
      expect(optimizer.iterations).toBe(2);
      tf.dispose([x, cost!]);
      optimizer.dispose();
    },
  );

  test.each(beside)("%s follows tf.train", async (_, ours, theirs) => {
    await use(backend);
    const paths = [ours(), theirs()].map((optimizer, which) => {
      const x = tf.variable(tf.tensor(numbers(9, 1), [3, 3]), true, `x${which}`);
      const y = tf.variable(tf.tensor(numbers(4, 2)), true, `y${which}`);
      for (let step = 0; step < 50; step++) {
        const gradients = [
          { name: x.name, tensor: tf.tensor(numbers(9, step + 3), [3, 3]) },
          ...(step % 3 === 2 ? [] : [{ name: y.name, tensor: tf.tensor(numbers(4, step + 99)) }]),
        ];
        optimizer.applyGradients(gradients);
        tf.dispose(gradients.map(({ tensor }) => tensor));
      }
      const path = [...x.dataSync(), ...y.dataSync()];
      tf.dispose([x, y]);
      optimizer.dispose();
      return path;
    });
    // Fifty steps in float32.
    close(paths[0]!, paths[1]!, 2e-6);
    expect(paths[0]).not.toEqual([...numbers(9, 1), ...numbers(4, 2)]);
  });
});
