/**
 * Whether profiles are true: for each optimizer the sum of what `descent.profile()` says of its pieces, beside steps that are
 * measured without profiling, in turns. Both are means of the fastest quarter, so that what else the machine does counts in
 * neither. Prints them and their ratio; exits with 1 where it is outside 95 to 105 %.
 * Usage: npm run bench:profile -- [NAME ...] [--shape 1024x1024] [--device wasm] [--rounds 15]
 */
import { parseArgs } from "node:util";
import * as library from "../dist/index.js";
import { collectGarbage, shown, summary, tensorsOf } from "./timing.mjs";

const { values: given, positionals } = parseArgs({
  options: {
    shape: { type: "string", default: "1024x1024" },
    device: { type: "string", default: "wasm" },
    rounds: { type: "string", default: "15" },
  },
  allowPositionals: true,
});
const names = positionals.length ? positionals : ["adam", "adafactor", "lamb", "sm3"];
const glissade = { ...library };
const shape = given.shape.split("x").map(Number);
const n = shape.reduce((product, extent) => product * extent, 1);
const rounds = Number(given.rounds);

console.log(`${given.shape} float32 on ${given.device}, Node ${process.version}, ${rounds} rounds`);
console.log("Median of the rounds ± half the interquartile range; the ratio is the median of their ratios\n");
for (const name of names) {
  collectGarbage();
  const { p, g } = tensorsOf(n, 1);
  const descent = await glissade[name]().init({ p: glissade.tensor(p, shape) }, { device: given.device });
  descent.grads.p.data.set(g);
  const samples = { step: [], pieces: [] };
  for (let round = -1; round < rounds; round++) {
    const steps = Array.from({ length: 20 }, () => {
      const begun = performance.now();
      descent.step();
      return (performance.now() - begun) / 1e3;
    });
    const { calls } = await descent.profile({ steps: 20 });
    // The first round lets the engine compile.
    if (round < 0) continue;
    const fastest = steps.toSorted((a, b) => a - b).slice(0, 5);
    samples.step.push(fastest.reduce((sum, seconds) => sum + seconds, 0) / 5);
    samples.pieces.push(calls.at(-1).work.reduce((sum, { milliseconds }) => sum + milliseconds, 0) / 1e3);
  }
  const ratio = summary(samples.pieces.map((pieces, round) => pieces / samples.step[round])).median;
  const isTrue = ratio >= 0.95 && ratio <= 1.05;
  if (!isTrue) process.exitCode = 1;
  const [step, pieces] = [samples.step, samples.pieces].map((values) => shown(summary(values)));
  const percent = `${(100 * ratio).toFixed(1)} %`.padStart(8);
  console.log(
    `${name.padEnd(12)} step ${step}  pieces ${pieces}  ${percent}${isTrue ? "" : "  outside 95 to 105 %"}`,
  );
  descent.dispose();
}
