/**
 * What a step costs: Adam and Yogi in Glissade, beside loops written by hand and beside the floor, a kernel which
 * moves the same bytes and computes nothing. One thread, float32, seeded data, candidates take turns in every round.
 * Usage: npm run bench -- [--only N] [--quick] [--json]
 */
import { cpus } from "node:os";
import { parseArgs } from "node:util";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import colors from "picocolors";
import { adam, warmupCosine, yogi } from "../dist/index.js";
import { floor } from "./floor.mjs";
import { byHand, warmupCosine as naiveWarmupCosine } from "./naive.mjs";

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
const sampleMs = quick ? 1 : 3;
const warmMs = quick ? 50 : 300;
const bytesPerParameter = 28;
setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc");

/** Parameters and gradients in [-1, 1), the same in every run, as views of `count` equal tensors. */
function tensorsOf(n, count) {
  let state = 20240817;
  const random = () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return state / 2 ** 31;
  };
  const [p, g] = [Float32Array.from({ length: n }, random), Float32Array.from({ length: n }, random)];
  const each = n / count;
  const tensors = Array.from({ length: count }, (_, i) => {
    return { p: p.subarray(i * each, (i + 1) * each), g: g.subarray(i * each, (i + 1) * each) };
  });
  return { p, g, tensors };
}

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

/** Milliseconds that `times` steps take. */
function time(step, times) {
  const start = performance.now();
  for (let i = 0; i < times; i++) step();
  return performance.now() - start;
}

/** Runs a step until it is compiled; then the number of steps that fill a sample. */
function warm(step) {
  let times = 1;
  let best = Infinity;
  for (let spent = 0; spent < warmMs || times * best < sampleMs; ) {
    const took = time(step, times);
    spent += took;
    best = Math.min(best, took / times);
    if (took < sampleMs) times *= 2;
  }
  return Math.ceil(sampleMs / best);
}

/** Median and quartiles. */
function summary(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const quantile = (q) => {
    const at = q * (sorted.length - 1);
    const [low, high] = [sorted[Math.floor(at)], sorted[Math.ceil(at)]];
    return low + (high - low) * (at % 1);
  };
  return { median: quantile(0.5), q1: quantile(0.25), q3: quantile(0.75) };
}

/** One row: an optimizer on n parameters in `count` tensors. Times in seconds a step. */
async function measure({ name, optimizer, n, count, learningRate, naiveRate }) {
  const { p, g, tensors } = tensorsOf(n, count);
  const descent = await optimizer({ learningRate }).init(tensors.map((tensor) => tensor.p));
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
  const names = Object.keys(steps);
  const times = Object.fromEntries(names.map((candidate) => [candidate, warm(steps[candidate])]));
  const samples = Object.fromEntries(names.map((candidate) => [candidate, []]));
  for (let round = 0; round < rounds; round++) {
    for (let k = 0; k < names.length; k++) {
      // Another one begins in each round, so that none always follows the same neighbour.
      const candidate = names[(round + k) % names.length];
      samples[candidate].push(time(steps[candidate], times[candidate]) / times[candidate] / 1e3);
    }
  }
  const { device } = descent;
  descent.dispose();
  const ratio = (candidate) => summary(samples[candidate].map((value, i) => value / samples.glissade[i]));
  return {
    optimizer: name,
    parameters: n,
    tensors: count,
    schedule: typeof learningRate !== "number",
    device,
    seconds: Object.fromEntries(names.map((candidate) => [candidate, summary(samples[candidate])])),
    ratios: { naive: ratio("naive"), tuned: ratio("tuned"), floor: ratio("floor") },
  };
}

/** 0.0000123 s as "12.3 us". */
function duration(seconds) {
  const [factor, unit] = seconds < 1e-6 ? [1e9, "ns"] : seconds < 1e-3 ? [1e6, "us"] : [1e3, "ms"];
  return `${(seconds * factor).toPrecision(3)} ${unit}`;
}

/** A time and half its interquartile range in percent. */
const shown = ({ median, q1, q3 }) =>
  `${duration(median)} ±${((50 * (q3 - q1)) / median).toFixed(0)}%`.padStart(14);

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
