/**
 * A descent of more than 4 GiB on `native`: by default Adam on 5e8 float32 parameters, 8 GB; on one thread, then on as many as pay. Some
 * elements, those at the ends and at powers of two among them, are compared bit by bit with a small descent on the same numbers. Steps take
 * turns with the floor, a kernel in C that moves the same bytes on a fifth as many parameters.
 * Usage: npm run large -- [--parameters 5e8] [--steps 12]
 */
import { readFileSync } from "node:fs";
import { cpus } from "node:os";
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
  },
});
const [n, steps] = [values.parameters, values.steps].map(Number);
const optimizer = adam({ learningRate: 1e-3 });
const bytesPerParameter = 28;

/** Places of elements: both ends, around powers of two, and some thousands in between. */
function samples() {
  const powers = Array.from({ length: Math.floor(Math.log2(n)) }, (_, k) => 2 ** (k + 1));
  const around = powers.flatMap((at) => [at - 1, at, at + 1]);
  const between = Array.from({ length: 4096 }, (_, k) => Math.floor((k * (n - 1)) / 4095));
  return [...new Set([...around, ...between])].filter((at) => at < n).sort((a, b) => a - b);
}

/** A descent with gradients. The array that it begins with is let go. */
async function begun(threads) {
  const params = new Float32Array(n);
  for (let i = 0; i < n; i++) params[i] = parameterAt(i);
  const descent = await optimizer.init({ params }, { device: "native", threads });
  const { grads } = descent;
  for (let i = 0; i < n; i++) grads.params[i] = gradientAt(i);
  return descent;
}

/** Compares with a descent on the samples alone. @throws Error for the first that differs. */
async function compared(descent) {
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
const shown = ({ median, q1, q3 }, digits) =>
  `${median.toFixed(digits)} (${q1.toFixed(digits)}-${q3.toFixed(digits)})`;

/** Steps in turns with the floor. */
async function measured(threads) {
  const descent = await begun(threads);
  const most = peak();
  const floor = new Worker([
    compiledSteps(console.error),
    "floor",
    threads === 1 ? "1" : String(cpus().length),
  ]);
  const part = Math.round(n / 5);
  await floor.ask(`begin adam ${part} 1`);
  const rates = [];
  for (let step = 0; step < steps; step++) {
    const start = performance.now();
    descent.step();
    const ours = (n * bytesPerParameter) / 1e6 / (performance.now() - start);
    const moved = (2 * part * bytesPerParameter) / 1e9 / Number(await floor.ask("run 2"));
    // The first touches the memory of the states.
    if (step > 0) rates.push({ ours, moved });
  }
  floor.end();
  const rate = summary(rates.map(({ ours }) => ours));
  const cells = [
    String(threads),
    `${((n * bytesPerParameter) / rate.median / 1e9).toFixed(2)} s`,
    shown(rate, 1),
    shown(summary(rates.map(({ moved }) => moved)), 1),
    shown(summary(rates.map(({ ours, moved }) => ours / moved)), 2),
    `${gigabytes(most)}, ${gigabytes(peak())}`,
    `${await compared(descent)} elements`,
  ];
  console.log(cells.map((cell) => cell.padStart(18)).join(""));
  descent.dispose();
}

const name = n.toExponential().replace("e+", "e");
console.log(
  `Adam, float32, ${name} parameters, ${gigabytes(16 * n)} on "native"; ${cpus()[0]?.model}, Node ${process.version}, ${steps} steps.`,
);
console.log(
  "GB/s, in brackets the quartiles. Memory: the most before the first step, and in all. The bits are a small descent's.",
);
const head = ["threads", "a step", "GB/s", "floor, GB/s", "of the floor", "memory", "equal bits"];
console.log(head.map((cell) => cell.padStart(18)).join(""));
for (const threads of [1, "auto"]) {
  await measured(threads);
  collectGarbage();
}
