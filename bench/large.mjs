/**
 * A descent of more than 4 GiB on `native`: by default Adam on 5e8 float32 parameters, 8 GB. Some elements, those at the ends and at powers
 * of two among them, are compared bit by bit with a small descent on the same numbers. Steps take turns with the floor, a kernel in C that
 * moves the same bytes on a fifth as many parameters. Usage: npm run large -- [--parameters 5e8] [--steps 12]
 */
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { adam } from "../dist/index.js";
import { compiledSteps } from "./peers/install.mjs";
import { Worker } from "./peers/worker.mjs";
import { gradientAt, parameterAt } from "./peers/workers/data.mjs";
import { collectGarbage, summary } from "./timing.mjs";

const { values } = parseArgs({
  options: {
    parameters: { type: "string", default: "5e8" },
    steps: { type: "string", default: "12" },
    threads: { type: "string", default: "1" },
  },
});
const [n, steps] = [values.parameters, values.steps].map(Number);
const threads = values.threads === "auto" ? "auto" : Number(values.threads);
const optimizer = adam({ learningRate: 1e-3 });
const bytesPerParameter = 28;

/** Places of elements: both ends, around powers of two, and some thousands in between. */
function samples() {
  const powers = Array.from({ length: Math.floor(Math.log2(n)) }, (_, k) => 2 ** (k + 1));
  const around = powers.flatMap((at) => [at - 1, at, at + 1]);
  const between = Array.from({ length: 4096 }, (_, k) => Math.floor((k * (n - 1)) / 4095));
  return [...new Set([...around, ...between])].filter((at) => at < n).sort((a, b) => a - b);
}

async function begun() {
  const params = new Float32Array(n);
  for (let i = 0; i < n; i++) params[i] = parameterAt(i);
  const start = performance.now();
  const descent = await optimizer.init({ params }, { device: "native", threads });
  const seconds = (performance.now() - start) / 1e3;
  const { grads } = descent;
  for (let i = 0; i < n; i++) grads.params[i] = gradientAt(i);
  return { descent, seconds };
}

/** Compares with a descent on the samples alone. @throws Error for the first that differs. */
async function compare(descent) {
  const places = samples();
  const small = await optimizer.init({ params: Float32Array.from(places, parameterAt) });
  small.grads.params.set(places.map(gradientAt));
  for (let step = 0; step < descent.count; step++) small.step();
  const pairs = {
    params: [descent.params.params, small.params.params],
    m: [descent.state.m.params, small.state.m.params],
    v: [descent.state.v.params, small.state.v.params],
  };
  for (const [name, [large, expected]] of Object.entries(pairs)) {
    const wrong = places.findIndex((at, index) => !Object.is(large[at], expected[index]));
    if (wrong >= 0)
      throw new Error(`${name} ${places[wrong]} of ${n} is ${large[places[wrong]]}, not ${expected[wrong]}`);
  }
  return places.length;
}

const gigabytes = (bytes) => `${(bytes / 1e9).toFixed(1)} GB`;
const peak = () => 1024 * Number(/^VmHWM:\s+(\d+)/m.exec(readFileSync("/proc/self/status", "utf8"))[1]);

const { descent, seconds } = await begun();
collectGarbage();
console.log(
  `Adam, float32, ${n.toExponential().replace("e+", "e")} parameters, ${gigabytes(16 * n)} on "${descent.device}", ${descent.threads} threads, Node ${process.version}`,
);
console.log(
  `init ${seconds.toFixed(1)} s; at most ${gigabytes(peak())} of memory until the first step, the user's array among them`,
);

const floor = new Worker([compiledSteps(console.error), "floor", String(descent.threads)]);
const part = Math.round(n / 5);
await floor.ask(`begin adam ${part} 1`);
const rates = [];
for (let step = 0; step < steps; step++) {
  const start = performance.now();
  descent.step();
  const ours = (n * bytesPerParameter) / ((performance.now() - start) / 1e3);
  const moved = (part * bytesPerParameter * 2) / Number(await floor.ask("run 2"));
  // The first touches the memory of its states.
  if (step > 0) rates.push({ ours, moved });
}
floor.end();
const shown = ({ median, q1, q3 }, digits) =>
  `${median.toFixed(digits)} (${q1.toFixed(digits)}-${q3.toFixed(digits)})`;
const rate = summary(rates.map(({ ours }) => ours / 1e9));
console.log(
  `a step ${((n * bytesPerParameter) / rate.median / 1e9).toFixed(2)} s; ${shown(rate, 1)} GB/s, the floor ${shown(summary(rates.map(({ moved }) => moved / 1e9)), 1)}; of the floor ${shown(summary(rates.map(({ ours, moved }) => ours / moved)), 2)}`,
);
console.log(
  `${await compare(descent)} elements after ${descent.count} steps have the bits of a small descent's`,
);
