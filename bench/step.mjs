/**
 * The cost of a step: Adam and Yogi in Glissade, beside loops written by hand and beside the floor, a kernel that
 * moves the same bytes and computes nothing. One thread, float32, seeded data, candidates take turns in every round.
 * Usage: npm run bench -- [--only N] [--quick] [--json]
 */
import { cpus } from "node:os";
import { parseArgs } from "node:util";
import colors from "picocolors";
import { adam, warmupCosine, yogi } from "../dist/index.js";
import { floor } from "./floor.mjs";
import { byHand, warmupCosine as naiveWarmupCosine } from "./naive.mjs";
import { collectGarbage, shown, summary, takeTurns, tensorsOf } from "./timing.mjs";

const options = {
  only: { type: "string" },
  quick: { type: "boolean", default: false },
  json: { type: "boolean", default: false },
};
const { only, quick, json } = parseArgs({ options }).values;
const sizes = [2, 1e3, 1e5, 1e6, 1e7];
if (only !== undefined && !sizes.includes(Number(only))) {
  throw new RangeError(`--only takes one of ${sizes.join(", ")}; got ${only}`);
}

const rounds = quick ? 7 : 31;
const bytesPerParameter = 28;
const timing = { sampleMs: quick ? 1 : 3, warmMs: quick ? 50 : 300 };

/** Three steps of all must agree: else they are not ways to the same thing. */
function verify(descent, glissadeStep, loops) {
  for (let i = 0; i < 3; i++) {
    glissadeStep();
    for (const { step } of loops) step();
  }
  for (const { tensors } of loops) {
    tensors.forEach(({ p }, k) => {
      const ours = descent.params[k];
      const i = p.findIndex((value, j) => !(Math.abs(value - ours[j]) < 1e-6));
      if (i >= 0) throw new Error(`parameter ${i} of tensor ${k} is ${ours[i]}, by hand ${p[i]}`);
    });
  }
}

/** One row: an optimizer on n parameters in `count` tensors. Times in seconds a step. */
async function measure({ name, optimizer, n, count, learningRate, naiveRate }) {
  const { p, g, tensors } = tensorsOf(n, count);
  const params = tensors.map((tensor) => tensor.p);
  const descent = await optimizer({ learningRate }).init(params, { device: "wasm" });
  tensors.forEach((tensor, i) => {
    descent.grads[i].set(tensor.g);
  });
  const loops = ["naive", "tuned"].map((form) => byHand(form, name, tensors, naiveRate ?? learningRate));
  const [naive, tuned] = loops;
  const steps = {
    glissade: () => descent.step(),
    naive: naive.step,
    tuned: tuned.step,
    floor: await floor(n, { p, g }),
  };
  verify(descent, steps.glissade, loops);
  const samples = takeTurns(steps, { rounds, ...timing });
  const { device } = descent;
  descent.dispose();
  const ratio = (candidate) => summary(samples[candidate].map((value, i) => value / samples.glissade[i]));
  return {
    optimizer: name,
    parameters: n,
    tensors: count,
    schedule: typeof learningRate !== "number",
    device,
    seconds: Object.fromEntries(
      Object.entries(samples).map(([candidate, taken]) => [candidate, summary(taken)]),
    ),
    ratios: { naive: ratio("naive"), tuned: ratio("tuned"), floor: ratio("floor") },
  };
}

const facts = {
  cpu: cpus()[0]?.model ?? "unknown",
  node: process.version,
  platform: `${process.platform} ${process.arch}`,
};
const cases = sizes
  .filter((n) => only === undefined || n === Number(only))
  .flatMap((n) => [
    ...[1, 1000]
      .filter((count) => count === 1 || n >= 1e5)
      .flatMap((count) => [
        { name: "adam", optimizer: adam, n, count, learningRate: 1e-3 },
        { name: "yogi", optimizer: yogi, n, count, learningRate: 1e-2 },
      ]),
    ...(n === 2 ? [scheduled(n)] : []),
  ]);

/** Adam whose rate changes at every step. */
function scheduled(n) {
  const [peak, warmup, total] = [3e-4, 500, 1e8];
  const learningRate = warmupCosine({ peak, warmup, total });
  return {
    name: "adam",
    optimizer: adam,
    n,
    count: 1,
    learningRate,
    naiveRate: naiveWarmupCosine(peak, warmup, total),
  };
}

const rows = [];
if (!json) {
  console.log(`${facts.cpu}, Node ${facts.node}, ${facts.platform}; one thread, float32, ${rounds} rounds`);
  console.log(
    "Time of a step: median ± half the interquartile range. Ratios: medians of the rounds' ratios.\n",
  );
  const head = ["optimizer", "N", "tensors", "glissade", "naive loop", "tuned loop", "floor"];
  const ratios = ["naive/ours", "tuned/ours", "floor/ours", "GB/s"];
  console.log(colors.bold(row([...head, ...ratios])));
}

/** Cells of one line, right of their columns' widths; the first to the left. */
function row([first, ...cells]) {
  const widths = [9, 8, 15, 15, 15, 15, 11, 11, 11, 7];
  return first.padEnd(16) + cells.map((cell, i) => cell.padStart(widths[i])).join("");
}

for (const one of cases) {
  collectGarbage();
  const result = await measure(one);
  rows.push(result);
  if (json) continue;
  const { optimizer, schedule, parameters, tensors, seconds, ratios } = result;
  console.log(
    row([
      schedule ? `${optimizer}, schedule` : optimizer,
      parameters.toExponential(0).replace("e+", "e").replace(/^2e0$/, "2"),
      String(tensors),
      ...["glissade", "naive", "tuned", "floor"].map((candidate) => shown(seconds[candidate])),
      ...["naive", "tuned", "floor"].map((rival) => ratios[rival].median.toFixed(2)),
      ((parameters * bytesPerParameter) / seconds.glissade.median / 1e9).toFixed(1),
    ]),
  );
}
if (json) console.log(JSON.stringify({ ...facts, rounds, rows }, null, 2));
