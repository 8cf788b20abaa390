/** States of tfjs' own optimizers: taken over here and given back, each side goes on as the other would have. */
import { expect, test } from "vitest";
import { fromTfjs, toTfjs } from "../../src/checkpoint/index.ts";
import { adagrad, adam, type Optimizer, rmsprop, sgd } from "../../src/index.ts";
import { tf, use } from "./backends.ts";

const learningRate = 0.05;
const pairs: readonly (readonly [string, () => tf.Optimizer, () => Optimizer])[] = [
  ["adam", () => tf.train.adam(learningRate), () => adam({ learningRate, eps: 1e-7 })],
  ["sgd", () => tf.train.sgd(learningRate), () => sgd({ learningRate })],
  [
    "momentum, Nesterov",
    () => tf.train.momentum(learningRate, 0.9, true),
    () => sgd({ learningRate, momentum: 0.9, nesterov: true }),
  ],
  [
    "adagrad",
    () => tf.train.adagrad(learningRate, 0.1),
    () => adagrad({ learningRate, like: "keras", initialAccumulator: 0.1, eps: 1e-7 }),
  ],
  [
    "rmsprop",
    () => tf.train.rmsprop(learningRate, 0.9, 0.5, 1e-7),
    () => rmsprop({ learningRate, like: "keras", decay: 0.9, momentum: 0.5, eps: 1e-7 }),
  ],
];

/** Gradients of two variables at a step. */
const gradientsAt = (step: number) => ({
  kernel: Float32Array.of(Math.sin(step), Math.cos(step) / 2, 0.1 * step),
  bias: Float32Array.of(1 / (1 + step)),
});

const initial = () => ({ kernel: Float32Array.of(0.5, -1, 2), bias: Float32Array.of(0.25) });

/** Takes steps with an optimizer of tfjs. */
function steps(
  optimizer: tf.Optimizer,
  variables: Record<string, tf.Variable>,
  from: number,
  to: number,
): void {
  for (let step = from; step < to; step++) {
    const gradients = gradientsAt(step);
    // In the order of the variables: tfjs keeps states by their place.
    const named = Object.keys(variables).map((name) => {
      const tensor = tf.tensor1d(gradients[name as keyof typeof gradients]);
      return { name: variables[name]!.name, tensor };
    });
    optimizer.applyGradients(named);
    tf.dispose(named.map(({ tensor }) => tensor));
  }
}

/** Variables of names that are free, by the paths of the parameters here. */
function variablesOf(values: ReturnType<typeof initial>): Record<string, tf.Variable> {
  return Object.fromEntries(
    Object.entries(values).map(([path, data]) => [path, tf.variable(tf.tensor1d(data))]),
  );
}

const namesOf = (variables: Record<string, tf.Variable>) =>
  Object.fromEntries(Object.entries(variables).map(([path, { name }]) => [path, name]));

test.each(pairs)("%s goes on here after tfjs, and in tfjs after this", async (_, theirs, ours) => {
  await use("cpu");
  const whole = variablesOf(initial());
  const unbroken = theirs();
  steps(unbroken, whole, 0, 5);

  const params = {
    kernel: Float32Array.from(whole.kernel!.dataSync()),
    bias: Float32Array.from(whole.bias!.dataSync()),
  };
  const descent = await ours().init(params);
  await descent.restore(await fromTfjs(descent, await unbroken.getWeights(), { names: namesOf(whole) }));
  for (let step = 5; step < 8; step++) descent.step(gradientsAt(step));
  steps(unbroken, whole, 5, 8);
  for (const path of ["kernel", "bias"] as const)
    for (const [i, value] of whole[path]!.dataSync().entries())
      expect(descent.params[path][i]).toBeCloseTo(value, 5);

  const again = variablesOf({
    kernel: Float32Array.from(descent.params.kernel),
    bias: Float32Array.from(descent.params.bias),
  });
  const weights = await toTfjs(descent, { names: namesOf(again) });
  const resumed = theirs();
  await resumed.setWeights(
    weights.map(({ name, data, shape, dtype }) => ({
      name,
      tensor: tf.tensor(data, shape, dtype),
    })),
  );
  expect(await resumed.getWeights().then((all) => all.map(({ name }) => name))).toHaveLength(weights.length);
  steps(resumed, again, 8, 12);
  for (let step = 8; step < 12; step++) descent.step(gradientsAt(step));
  for (const path of ["kernel", "bias"] as const)
    for (const [i, value] of again[path]!.dataSync().entries())
      expect(descent.params[path][i]).toBeCloseTo(value, 5);
  descent.dispose();
});
