/**
 * Compares the cost of a step with another build of Glissade, such as that of the commit before: both in one process, in turns.
 * Usage: npm run bench:against -- FOLDER [--quick] [--n 2], where FOLDER is another checkout after `npm run build`.
 */
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import * as ours from "../dist/index.js";
import { collectGarbage, shown, summary, takeTurns, tensorsOf } from "./timing.mjs";

const { values, positionals } = parseArgs({
  options: { quick: { type: "boolean", default: false }, n: { type: "string" } },
  allowPositionals: true,
});
if (positionals.length !== 1) throw new RangeError("give the folder of the other checkout");
const theirs = await import(pathToFileURL(resolve(positionals[0], "dist/index.js")).href);

const options = { rounds: values.quick ? 11 : 61, sampleMs: 3, warmMs: values.quick ? 50 : 300 };
const optimizers = {
  sgd: ({ sgd }) => sgd({ learningRate: 1e-6 }),
  adam: ({ adam }) => adam(),
  "adam, a schedule": ({ adam, warmupCosine }) =>
    adam({ learningRate: warmupCosine({ peak: 3e-4, warmup: 500, total: 1e8 }) }),
  "clipped adamw": ({ adamw, chain, clipByGlobalNorm }) => chain(clipByGlobalNorm(1), adamw()),
  yogi: ({ yogi }) => yogi(),
};
/** Gradients are written in place; in the rows at the end they are given to the step. */
const rows = [
  ...Object.entries(optimizers).map(([name, optimizer]) => [name, optimizer, false]),
  ...["sgd", "adam"].map((name) => [`${name}, grads given`, optimizers[name], true]),
];

console.log("One thread, float32. Medians ± half the interquartile range; below 1, this build is faster.\n");
for (const n of values.n ? [Number(values.n)] : [2, 1e3, 1e6]) {
  for (const [name, optimizer, given] of rows) {
    collectGarbage();
    const descents = [];
    const steps = {};
    for (const [build, library] of Object.entries({ ours, theirs })) {
      const { p, g } = tensorsOf(n, 1);
      const descent = await optimizer(library).init({ p }, { device: "wasm" });
      descent.grads.p.set(g);
      descents.push(descent);
      const grads = { p: g };
      steps[build] = given ? () => descent.step(grads) : () => descent.step();
    }
    const samples = takeTurns(steps, options);
    const ratio = summary(samples.ours.map((value, i) => value / samples.theirs[i]));
    console.log(
      `${name.padEnd(18)} N = ${String(n).padEnd(8)}${shown(summary(samples.ours))}${shown(summary(samples.theirs))}` +
        `   this / other ${ratio.median.toFixed(3)} (${ratio.q1.toFixed(3)} to ${ratio.q3.toFixed(3)})`,
    );
    for (const descent of descents) descent.dispose();
  }
}
