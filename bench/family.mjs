/**
 * The cost of a step of every optimizer in times of Adam's: one matrix of float32, one thread, each optimizer in turns
 * with Adam and with the floor under Adam's step. Seeded data.
 * Usage: npm run bench:family -- [NAME ...] [--shape 1024x1024] [--device wasm] [--quick] [--json]
 */
import { readdirSync } from "node:fs";
import { parseArgs } from "node:util";
import * as library from "../dist/index.js";
import { floor } from "./floor.mjs";
import { collectGarbage, shown, summary, takeTurns, tensorsOf } from "./timing.mjs";

const { values: given, positionals } = parseArgs({
  options: {
    shape: { type: "string", default: "1024x1024" },
    device: { type: "string", default: "wasm" },
    quick: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
  },
  allowPositionals: true,
});

const glissade = { ...library };

/** A file of `src/optimizers` is named after the function that it exports. */
const camelCase = (text) => text.replace(/-(\w)/g, (_, letter) => letter.toUpperCase());
const all = readdirSync(new URL("../src/optimizers", import.meta.url))
  .map((file) => camelCase(file.replace(/\.ts$/, "")))
  .filter((name) => typeof glissade[name] === "function");
const unknown = positionals.filter((name) => !all.includes(name));
if (unknown.length) throw new RangeError(`no optimizer ${unknown.join(", ")}; there are ${all.join(", ")}`);
const names = positionals.length ? positionals : all;

const shape = given.shape.split("x").map(Number);
const n = shape.reduce((product, length) => product * length, 1);
// Short samples, many of them: on a busy machine most are not interrupted.
const rounds = given.quick ? 41 : 101;
const timing = { sampleMs: 1, warmMs: given.quick ? 50 : 200 };

/** A function that takes a step, on data of its own. */
async function stepOf(name) {
  const { p, g } = tensorsOf(n, 1);
  const tensor = glissade.tensor(p, shape);
  const descent = await glissade[name]().init({ p: tensor }, { device: given.device });
  if (descent.device !== given.device) throw new Error(`${name} ran on ${descent.device}`);
  descent.grads.p.data.set(g);
  const inputs = name === "polyakSgd" ? { loss: 1 } : undefined;
  return { descent, step: () => descent.step(undefined, inputs) };
}

const rows = [];
if (!given.json) {
  console.log(
    `${given.shape} float32 on ${given.device}, one thread, Node ${process.version}, ${rounds} rounds`,
  );
  console.log(
    "Median ± half the interquartile range; the ratio is the median of the rounds' ratios (quartiles)\n",
  );
}
for (const name of names) {
  collectGarbage();
  const [ours, adam] = [await stepOf(name), await stepOf("adam")];
  const { p, g } = tensorsOf(n, 1);
  const samples = takeTurns(
    { ours: ours.step, adam: adam.step, floor: await floor(n, { p, g }) },
    { rounds, ...timing },
  );
  for (const { descent } of [ours, adam]) descent.dispose();
  const ratio = summary(samples.ours.map((value, i) => value / samples.adam[i]));
  const seconds = Object.fromEntries(Object.entries(samples).map(([key, taken]) => [key, summary(taken)]));
  rows.push({ optimizer: name, ratio, seconds });
  if (given.json) continue;
  console.log(
    `${name.padEnd(26)}${ratio.median.toFixed(2).padStart(6)} (${ratio.q1.toFixed(2)} to ${ratio.q3.toFixed(2)})` +
      `   step${shown(seconds.ours)}   adam${shown(seconds.adam)}   floor${shown(seconds.floor)}`,
  );
}
if (given.json) console.log(JSON.stringify({ shape, device: given.device, rounds, rows }, null, 2));
