/**
 * The cost of a step on the device `js`, beside the loop that a programmer writes for it by hand and beside `wasm`.
 * One thread, seeded data, candidates take turns in every round.
 * Usage: npm run bench:js -- [--quick] [--only adam] [--n 10000]
 */
import { parseArgs } from "node:util";
import { adam, sgd, yogi } from "../dist/index.js";
import { byHand } from "./naive.mjs";
import { collectGarbage, shown, summary, takeTurns, tensorsOf } from "./timing.mjs";

const { values } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    only: { type: "string" },
    n: { type: "string" },
  },
});

const timing = {
  rounds: values.quick ? 7 : 31,
  sampleMs: values.quick ? 1 : 3,
  warmMs: values.quick ? 50 : 300,
};
const sizes = values.n ? [Number(values.n)] : [2, 1e4, 1e6];
const rows = [
  ["adam", "float32", adam({ learningRate: 1e-3 }), 1e-3],
  ["adam", "float64", adam({ learningRate: 1e-3 }), 1e-3],
  ["yogi", "float32", yogi({ learningRate: 1e-2 }), 1e-2],
  ["yogi", "float64", yogi({ learningRate: 1e-2 }), 1e-2],
  ["momentum", "float32", sgd({ learningRate: 1e-3, momentum: 0.9 }), 1e-3],
  ["momentum", "float64", sgd({ learningRate: 1e-3, momentum: 0.9 }), 1e-3],
].filter(([name]) => values.only === undefined || values.only === name);

/** Three steps of all must agree: else they are not ways to the same thing. */
function verify(descents, loop) {
  for (let step = 0; step < 3; step++) {
    loop.step();
    for (const descent of descents) descent.step();
  }
  const [byHandParams] = loop.tensors.map(({ p }) => p);
  for (const { device, params } of descents) {
    const i = byHandParams.findIndex((value, at) => !(Math.abs(value - params.p[at]) < 1e-5));
    if (i >= 0) throw new Error(`parameter ${i} on ${device} is ${params.p[i]}, by hand ${byHandParams[i]}`);
  }
}

async function measure([name, dtype, optimizer, learningRate], n) {
  const elements = dtype === "float32" ? Float32Array : Float64Array;
  const { p, g } = tensorsOf(n, 1);
  const tensor = { p: elements.from(p), g: elements.from(g) };
  const begin = async (device) => {
    const descent = await optimizer.init({ p: tensor.p }, { device });
    descent.grads.p.set(tensor.g);
    return descent;
  };
  const [js, wasm] = [await begin("js"), await begin("wasm")];
  const loop = byHand("tuned", name, [tensor], learningRate);
  verify([js, wasm], loop);
  const steps = { js: () => js.step(), tuned: loop.step, wasm: () => wasm.step() };
  const samples = takeTurns(steps, timing);
  js.dispose();
  wasm.dispose();
  return samples;
}

console.log(
  `Node ${process.version}. A step: median ± half the interquartile range; ratios: medians of the rounds' ratios.\n`,
);
console.log("optimizer           N              js      tuned loop            wasm   js/tuned   js/wasm");
for (const n of sizes) {
  for (const row of rows) {
    collectGarbage();
    const samples = await measure(row, n);
    const ratio = (other) =>
      summary(samples.js.map((value, i) => value / samples[other][i])).median.toFixed(2);
    const times = ["js", "tuned", "wasm"].map((candidate) => shown(summary(samples[candidate])).padStart(16));
    console.log(
      `${`${row[0]} ${row[1]}`.padEnd(18)}${n.toExponential(0).replace("e+", "e").padStart(4)}${times.join("")}` +
        `${ratio("tuned").padStart(11)}${ratio("wasm").padStart(10)}`,
    );
  }
}
