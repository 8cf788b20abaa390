/**
 * The time of a training step of `fit`, and the optimizer's share of it: a perceptron 784-256-10 at batch 128, LeNet-5 at batch 128, the
 * character transformer at nanoGPT's setting for a CPU. Random data, seeded; the first steps, which compile, are left out.
 * Usage: npm run bench:train -- [--quick] [--only mlp]
 */
import { parseArgs } from "node:util";
import { adamw } from "../dist/index.js";
import { fit, modelFrom, random } from "../dist/train/index.js";

const { values } = parseArgs({
  options: { quick: { type: "boolean", default: false }, only: { type: "string" } },
});

const generator = random(1);
const floats = (...shape) => ({
  data: Float32Array.from({ length: shape.reduce((a, b) => a * b) }, () => generator.uniform()),
  shape,
});
const whole = (below, ...shape) => ({
  data: Int32Array.from({ length: shape.reduce((a, b) => a * b) }, () => generator.integer(below)),
  shape,
});
const pictures = { x: floats(1024, 784), y: whole(10, 1024) };

const rows = [
  ["mlp", modelFrom("mlp:256", { features: 784, task: "classes", classes: 10 }), pictures, 128, 400],
  ["lenet", modelFrom("lenet"), pictures, 128, 30],
  [
    "char-transformer",
    modelFrom("char-transformer", { vocabulary: 65 }),
    { x: whole(65, 120, 64), y: whole(65, 120, 64) },
    12,
    30,
  ],
].filter(([name]) => values.only === undefined || values.only === name);

const quantile = (sorted, at) => sorted[Math.floor(at * (sorted.length - 1))];

console.log("model              parameters   step, ms: least  median      p90   optimizer, ms   share");
for (const [name, model, data, batchSize, count] of rows) {
  const steps = values.quick ? Math.ceil(count / 5) : count;
  const warm = Math.ceil(steps / 4);
  const seen = [];
  let parameters = 0;
  await fit(model, data, {
    optimizer: adamw({ learningRate: 1e-3 }),
    batchSize,
    lastBatch: "drop",
    epochs: 1e6,
    steps: steps + warm,
    callbacks: (event) => {
      if (event.type === "start") parameters = event.parameters;
      if (event.type === "step" && event.step > warm) seen.push(event);
    },
  }).result;
  const times = seen.map(({ milliseconds }) => milliseconds).sort((a, b) => a - b);
  const optimizer = seen.map(({ optimizerMilliseconds }) => optimizerMilliseconds).sort((a, b) => a - b);
  const sum = (list) => list.reduce((a, b) => a + b, 0);
  const columns = [0, 0.5, 0.9].map((at) => quantile(times, at).toFixed(2).padStart(8));
  console.log(
    `${name.padEnd(18)} ${String(parameters).padStart(10)}        ${columns.join(" ")}        ${quantile(optimizer, 0.5).toFixed(3).padStart(8)}  ${((100 * sum(optimizer)) / sum(times)).toFixed(1).padStart(5)} %`,
  );
}
