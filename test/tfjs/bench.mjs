/**
 * Time of a step beside `tf.train.adam`, on the cpu and wasm backends: the optimizer alone, then a whole training step. Both take turns in one
 * process. Usage: npm run bench:tfjs [-- --quick]. TensorFlow.js is installed by `npm run tfjs`.
 */
import { createRequire } from "node:module";
import { dirname } from "node:path";
import { parseArgs } from "node:util";
import * as tf from "@tensorflow/tfjs";
import { setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import { collectGarbage, shown, summary, takeTurns } from "../../bench/timing.mjs";
import { optimizerClass, tfjs } from "../../dist/adapters/tfjs/index.js";

const { values } = parseArgs({ options: { quick: { type: "boolean", default: false } } });
const timing = { rounds: values.quick ? 7 : 31, sampleMs: 10, warmMs: values.quick ? 100 : 400 };
setWasmPaths(`${dirname(createRequire(import.meta.url).resolve("@tensorflow/tfjs-backend-wasm"))}/`);
tf.enableProdMode();
const Adam = optimizerClass(tf, "Adam", tfjs.adam);

/** Shapes of the variables, and the examples of a batch where a whole step is timed. */
const rows = [
  ["4-64-1", [[4, 64], [64], [64, 1], [1]], 32],
  ["64-64-64", [[64, 64], [64], [64, 64], [64]], 32],
  ["784-256-10", [[784, 256], [256], [256, 10], [10]], 128],
  ["one of 1e6", [[1000, 1000]], 0],
  ["1000 of 1000", Array.from({ length: 1000 }, () => [1000]), 0],
];

function compared(label, steps) {
  collectGarbage();
  const samples = takeTurns(steps, timing);
  const ratio = summary(samples.theirs.map((value, i) => value / samples.ours[i]));
  console.log(
    `${label.padEnd(34)}${shown(summary(samples.ours))}${shown(summary(samples.theirs))}   tf.train.adam / this ${ratio.median.toFixed(2)} (${ratio.q1.toFixed(2)} to ${ratio.q3.toFixed(2)})`,
  );
}

const both = (made) =>
  Object.fromEntries(
    Object.entries({ ours: new Adam(), theirs: tf.train.adam(0.001) }).map(([name, optimizer]) => [
      name,
      made(optimizer),
    ]),
  );

console.log("This, then tf.train.adam. Medians ± half the interquartile range.\n");
for (const backend of ["cpu", "wasm"]) {
  await tf.setBackend(backend);
  for (const [name, shapes, batch] of rows) {
    compared(
      `${backend}, ${name}, optimizer`,
      both((optimizer) => {
        const variables = shapes.map((shape) => tf.variable(tf.randomNormal(shape, 0, 0.05)));
        const gradients = variables.map(({ name, shape }) => ({ name, tensor: tf.randomNormal(shape) }));
        return () => optimizer.applyGradients(gradients);
      }),
    );
    if (batch === 0) continue;
    compared(
      `${backend}, ${name}, training step`,
      both((optimizer) => {
        const [w, b, v, c] = shapes.map((shape) => tf.variable(tf.randomNormal(shape, 0, 0.05)));
        const [x, y] = [tf.randomNormal([batch, shapes[0][0]]), tf.randomNormal([batch, shapes[3][0]])];
        const loss = () => tf.losses.meanSquaredError(y, x.matMul(w).add(b).relu().matMul(v).add(c));
        return () => optimizer.minimize(loss, false, [w, b, v, c]);
      }),
    );
  }
}
