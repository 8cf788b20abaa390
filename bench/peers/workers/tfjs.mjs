/** TensorFlow.js. Usage: node tfjs.mjs cpu|wasm. */
import { createRequire } from "node:module";
import { dirname } from "node:path";
import * as tf from "@tensorflow/tfjs-core";
import { gradientAt, parameterAt, tensorsOf } from "./data.mjs";
import { Lacking, serve } from "./serve.mjs";

const [backend] = process.argv.slice(2);
if (backend === "wasm") {
  const { setWasmPaths } = await import("@tensorflow/tfjs-backend-wasm");
  setWasmPaths(`${dirname(createRequire(import.meta.url).resolve("@tensorflow/tfjs-backend-wasm"))}/`);
} else {
  await import("@tensorflow/tfjs-backend-cpu");
}
await tf.setBackend(backend);
tf.enableProdMode();

const optimizers = {
  sgd: () => tf.train.momentum(0.01, 0.9),
  adam: () => tf.train.adam(1e-3, 0.9, 0.999, 1e-8),
};

await serve((optimizer, n, count) => {
  if (!(optimizer in optimizers)) throw new Lacking(`TensorFlow.js has no ${optimizer}`);
  const variables = tensorsOf(n, count, parameterAt).map((values, k) =>
    tf.variable(tf.tensor1d(values), true, `w${k}`),
  );
  const gradients = tensorsOf(n, count, gradientAt).map((values, k) => ({
    name: `w${k}`,
    tensor: tf.tensor1d(values),
  }));
  const chosen = optimizers[optimizer]();
  const run = (times) => {
    for (let i = 0; i < times; i++) chosen.applyGradients(gradients);
  };
  const free = () => {
    chosen.dispose();
    tf.disposeVariables();
    tf.dispose(gradients);
  };
  return { run, tensor: (k) => variables[k].dataSync(), free };
});
