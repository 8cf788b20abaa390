/**
 * Writes test/golden/states/tfjs.json: weights of tfjs' optimizers after some steps, and the variables after more, on the gradients of the other
 * libraries' runs. `npm ci` in this folder first.
 */
import { readFileSync, writeFileSync } from "node:fs";
import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-backend-cpu";

const folder = new URL("../../../test/golden/states/", import.meta.url);
const { before, shapes, gradients } = JSON.parse(readFileSync(new URL("keras.json", folder), "utf8"));
const start = JSON.parse(readFileSync(new URL("torch.json", folder), "utf8")).cases.SGD.before;
const names = Object.keys(shapes);

const optimizers = {
  adam: () => tf.train.adam(0.02, 0.8, 0.95),
  sgd: () => tf.train.sgd(0.05),
  momentum: () => tf.train.momentum(0.05, 0.9),
  nesterov: () => tf.train.momentum(0.05, 0.9, true),
  rmsprop: () => tf.train.rmsprop(0.01, 0.9, 0, 1e-6),
  "rmsprop, momentum": () => tf.train.rmsprop(0.01, 0.9, 0.7, 1e-6),
  adagrad: () => tf.train.adagrad(0.1, 0.1),
};

const plain = (tensor) => ({ shape: tensor.shape, data: [...tensor.dataSync()] });

async function run(optimizer, title) {
  const variables = names.map((name) =>
    tf.variable(tf.tensor(start[name], shapes[name], "float32"), true, `${title}/${name}`),
  );
  const values = () => Object.fromEntries(names.map((name, i) => [name, [...variables[i].dataSync()]]));
  const found = {};
  for (const [t, row] of gradients.entries()) {
    if (t === before) {
      found.state = (await optimizer.getWeights()).map(({ name, tensor }) => ({
        name,
        tensor: plain(tensor),
      }));
      found.before = values();
    }
    optimizer.applyGradients(
      Object.fromEntries(
        names.map((name) => [`${title}/${name}`, tf.tensor(row[name], shapes[name], "float32")]),
      ),
    );
  }
  return { ...found, after: values() };
}

await tf.setBackend("cpu");
const cases = {};
for (const [title, make] of Object.entries(optimizers)) cases[title] = await run(make(), title);
const record = { library: { "@tensorflow/tfjs-core": tf.version_core }, before, shapes, gradients, cases };
writeFileSync(new URL("tfjs.json", folder), `${JSON.stringify(record)}\n`);
