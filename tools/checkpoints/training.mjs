/**
 * A training run with a checkpoint at every step, for `crashes.mjs` to kill: least squares with random batches. Begins, or goes on from the last
 * checkpoint of its folder. Writes a letter to file 3 where a new phase begins: a step, writing, flushing, renaming, the folder's flush, removing.
 *
 * node training.mjs FOLDER OPTIMIZER STEPS KEEP [HOLD]: after the letter HOLD it waits to be killed. If HOLD is `record`, digests of all
 * checkpoints are written to FOLDER/digests.
 */
import { createHash } from "node:crypto";
import { appendFileSync, readFileSync, writeSync } from "node:fs";
import files from "node:fs/promises";
import { syncBuiltinESMExports } from "node:module";
import { accumulate, adam, sgd, warmupCosine } from "glissade";
import { uniformInt } from "pure-rand/distribution/uniformInt";
import { xoroshiro128plus, xoroshiro128plusFromState } from "pure-rand/generator/xoroshiro128plus";

const [folder, name, steps, keep, hold] = process.argv.slice(2);
const sleeper = new Int32Array(new SharedArrayBuffer(4));
let marks = 0;
function mark(letter) {
  writeSync(3, letter);
  if (++marks === Number(hold)) Atomics.wait(sleeper, 0, 0, 10_000);
}

// The calls of the file system, so that each says when it begins.
const { open, rename, rm } = files;
const handle = await open(new URL(import.meta.url), "r");
const prototype = Object.getPrototypeOf(handle);
const { sync, write } = prototype;
prototype.write = function (...args) {
  mark("w");
  return write.apply(this, args);
};
prototype.sync = function () {
  mark("f");
  return sync.call(this);
};
await handle.close();
files.rename = async (from, to) => {
  mark("r");
  await rename(from, to);
  mark("d");
};
files.rm = (path, options) => {
  mark("p");
  return rm(path, options);
};
syncBuiltinESMExports();
const { openFolder } = await import("glissade/checkpoint");

const [examples, inputs, outputs, batch] = [128, 32, 4096, 8];

let random = xoroshiro128plus(5);
const below = (count) => uniformInt(random, 0, count - 1);
const number = () => below(2001) / 1000 - 1;
const x = Float32Array.from({ length: examples * inputs }, number);
const truth = Float32Array.from({ length: inputs * outputs }, number);

/** Outputs of an example. */
function outputsOf(example, weight, out) {
  out.fill(0);
  for (let i = 0; i < inputs; i++) {
    const factor = x[example * inputs + i];
    for (let o = 0, at = i * outputs; o < outputs; o++, at++) out[o] += factor * weight[at];
  }
}

const y = Array.from({ length: examples }, (_, example) => {
  const out = new Float32Array(outputs);
  outputsOf(example, truth, out);
  return out;
});

const optimizers = {
  sgd: () =>
    sgd({ momentum: 0.9, learningRate: warmupCosine({ peak: 0.05, warmup: 5, total: Number(steps) }) }),
  adam: () => adam({ learningRate: 0.01 }),
  accumulate: () => accumulate(adam({ learningRate: 0.01 }), { every: 2 }),
};

const descent = await optimizers[name]().init({
  weight: new Float32Array(inputs * outputs),
  bias: new Float32Array(1),
});
const checkpoints = await openFolder(folder, { keepLast: Number(keep), keepBest: 1 });
const found = await checkpoints.latest();
if (found) {
  await descent.restore(found.snapshot);
  random = xoroshiro128plusFromState(found.extra.generator);
}

const { params, grads } = descent;
const out = new Float32Array(outputs);
const errors = new Float32Array(outputs);

/** The gradient of a batch. */
function gradient() {
  grads.weight.fill(0);
  for (let k = 0; k < batch; k++) {
    const example = below(examples);
    outputsOf(example, params.weight, out);
    for (let o = 0; o < outputs; o++) errors[o] = (out[o] - y[example][o]) / batch;
    for (let i = 0; i < inputs; i++) {
      const factor = x[example * inputs + i];
      for (let o = 0, at = i * outputs; o < outputs; o++, at++) grads.weight[at] += factor * errors[o];
    }
  }
  grads.bias[0] = grads.weight[0];
}

/** The mean squared error of the first example. */
function loss() {
  outputsOf(0, params.weight, out);
  return out.reduce((sum, value, o) => sum + (value - y[0][o]) ** 2, 0) / outputs;
}

while (descent.count < Number(steps)) {
  mark("s");
  gradient();
  descent.step();
  await checkpoints.save(descent, { score: loss(), extra: { generator: [...random.getState()] } });
  if (hold === "record") {
    const [{ path }] = await checkpoints.list();
    appendFileSync(`${folder}/digests`, `${createHash("sha256").update(readFileSync(path)).digest("hex")}\n`);
  }
}
mark("e");
