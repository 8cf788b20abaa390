/**
 * Training a model of jax-js, an MLP 784-256-10 with batches of 128 random examples: under our Adam, with gradients copied out and parameters in, and
 * under Adam in operations of jax-js within one `jit`, where nothing is copied but the loss. One thread, seeded data, the two take turns
 * in every round. Usage: npm run bench:jax -- [--quick]
 */
import { parseArgs } from "node:util";
import { lossGradient } from "../dist/adapters/jax-js/index.js";
import { adam, tensor } from "../dist/index.js";
import { jax } from "../dist/train/index.js";
import { jaxAdam } from "./jax-adam.mjs";
import { collectGarbage, shown, summary, takeTurns, tensorsOf } from "./timing.mjs";

const { values } = parseArgs({ options: { quick: { type: "boolean", default: false } } });
const timing = {
  rounds: values.quick ? 11 : 41,
  sampleMs: 150,
  // jax-js' kernels are compiled anew by the engine while they run.
  warmMs: values.quick ? 500 : 3000,
};
const { numpy: np, nn, tree } = jax;
const [inputs, units, classes, batch] = [784, 256, 10, 128];
const learningRate = 1e-3;
const { p } = tensorsOf(inputs * units + units * classes, 1);
const start = {
  w1: tensor(
    p.subarray(0, inputs * units).map((x) => x / 16),
    [inputs, units],
  ),
  b1: new Float32Array(units),
  w2: tensor(
    p.subarray(inputs * units).map((x) => x / 8),
    [units, classes],
  ),
  b2: new Float32Array(classes),
};
const x = tensorsOf(batch * inputs, 1).g;
const y = Int32Array.from({ length: batch }, (_, i) => (i * 7) % classes);

const loss = ({ w1, b1, w2, b2 }, x, y) => {
  const logits = np.matmul(nn.relu(np.matmul(x, w1).add(b1)), w2).add(b2);
  return nn.logSoftmax(logits).mul(nn.oneHot(y, classes)).sum().div(-batch);
};

/** A step of ours; it returns the loss. */
async function ours() {
  const descent = await adam({ learningRate }).init(start);
  const gradient = lossGradient(jax, loss, descent);
  const step = () => {
    const value = gradient({ data: x, shape: [batch, inputs] }, y);
    descent.step();
    return value;
  };
  return {
    step,
    gradient: () => gradient({ data: x, shape: [batch, inputs] }, y),
    w1: () => descent.params.w1.data,
  };
}

/** A step of Adam within `jit`; it returns the loss. */
function theirs() {
  const solver = jaxAdam(jax, { learningRate });
  const step = jax.jit((params, state, x, y) => {
    const [value, grads] = jax.valueAndGrad(loss)(tree.ref(params), x, y);
    const [updates, next] = solver.update(grads, state);
    return [value, tree.map((p, u) => p.add(u), params, updates), next];
  });
  let params = Object.fromEntries(
    Object.entries(start).map(([name, { data, shape }]) => [
      name,
      data ? np.array(data, { shape: [...shape] }) : np.array(start[name]),
    ]),
  );
  let state = solver.init(tree.ref(params));
  return {
    step() {
      let value;
      [value, params, state] = step(params, state, np.array(x, { shape: [batch, inputs] }), np.array(y));
      return value.dataSync()[0];
    },
    w1: () => params.w1.ref.dataSync(),
  };
}

/** Both must train alike, else they are not ways to the same thing. */
function verify(one, other) {
  for (let t = 0; t < 20; t++) {
    const [a, b] = [one.step(), other.step()];
    if (!(Math.abs(a - b) < 1e-4)) throw new Error(`the loss after ${t} steps is ${a} and ${b}`);
  }
  const w1 = other.w1();
  const apart = one.w1().reduce((most, value, i) => Math.max(most, Math.abs(value - w1[i])), 0);
  if (!(apart < 1e-4)) throw new Error(`parameters after 20 steps differ by ${apart}`);
  console.log(
    `After 20 steps parameters differ by at most ${apart.toExponential(1)}, in units of the rate ${(apart / learningRate).toExponential(1)}.`,
  );
}

console.log(
  `Node ${process.version}. Time of a step: median ± half the interquartile range; ratios: medians of the rounds' ratios.\n`,
);
const [descent, jitted] = [await ours(), theirs()];
verify(descent, jitted);
collectGarbage();
const samples = takeTurns({ ours: descent.step, jitted: jitted.step, gradient: descent.gradient }, timing);
const rows = [
  ["our Adam", "ours"],
  ["Adam within jit", "jitted"],
  ["the gradient alone", "gradient"],
];
for (const [name, candidate] of rows) {
  const ratios = summary(samples[candidate].map((value, i) => value / samples.ours[i]));
  const spread = `${ratios.q1.toFixed(2)} to ${ratios.q3.toFixed(2)}`;
  console.log(
    `${name.padEnd(20)}${shown(summary(samples[candidate])).padStart(16)}   ${ratios.median.toFixed(2)} of ours (${spread})`,
  );
}
