/**
 * Steps of Muon, in turns, by the clock: two threads beside a control of two processes that share nothing, with a matrix each; native code with
 * two threads beside torch's five iterations in float32 with two; and a whole step beside what of it are products of matrices.
 * PYTHON is one with torch; without it that part is left out, and said. Run it on a machine that does nothing else.
 * Usage: PYTHON=python3 npm run bench:muon [-- --quick]
 */
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { muonOn } from "./matrices/muon-step.mjs";
import { summary } from "./timing.mjs";

const { values } = parseArgs({ options: { quick: { type: "boolean", default: false } } });
const rounds = values.quick ? 5 : 15;
const file = (name) => fileURLToPath(new URL(`./matrices/${name}`, import.meta.url));

/** A process that answers tasks, a line each. */
async function begun(command, ...args) {
  const child = spawn(command, args, { stdio: ["pipe", "pipe", "inherit"] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const { value } = await lines.next();
  return {
    about: JSON.parse(value),
    async ask(task) {
      child.stdin.write(`${JSON.stringify(task)}\n`);
      return JSON.parse((await lines.next()).value);
    },
    end: () => child.stdin.end(),
  };
}

/** Seconds of a run. */
async function clocked(run) {
  const start = performance.now();
  await run();
  return (performance.now() - start) / 1e3;
}

/** Seconds of each round, by name; another one begins in each. */
async function inTurns(runs) {
  const names = Object.keys(runs);
  for (const name of names) await runs[name]();
  const found = Object.fromEntries(names.map((name) => [name, []]));
  for (let round = 0; round < rounds; round++)
    for (let k = 0; k < names.length; k++) {
      const name = names[(round + k) % names.length];
      found[name].push(await clocked(runs[name]));
    }
  return found;
}

const ratio = (a, b) => summary(a.map((seconds, round) => seconds / b[round]));
const shown = ({ median, q1, q3 }) => `${median.toFixed(2)} (${q1.toFixed(2)} to ${q3.toFixed(2)})`;
const cells = (all) => console.log(all.map((cell) => String(cell).padStart(22)).join(""));
const milliseconds = (seconds, times) => ((1e3 * summary(seconds).median) / times).toFixed(2);

console.log(
  `Node ${process.version}, float32, by the clock, ${rounds} rounds in turns. Medians, quartiles in parentheses.`,
);

console.log("\nTwo matrices n x n on two threads beside two processes with one each: speed, more is better");
cells(["", "two threads, ms", "control/two threads", "one thread/two"]);
const pair = await Promise.all([0, 1].map(() => begun(process.execPath, file("muon-worker.mjs"))));
for (const device of ["wasm", "native"])
  for (const n of values.quick ? [512] : [512, 1024]) {
    const times = Math.max(1, Math.round((device === "native" ? 2e10 : 5e9) / (20 * n ** 3)));
    const shapes = [
      [n, n],
      [n, n],
    ];
    const [one, two] = [await muonOn(shapes, { device }), await muonOn(shapes, { device, threads: 2 })];
    if (two.threads !== 2) throw new Error(`${two.threads} threads instead of 2`);
    const found = await inTurns({
      one: () => one.step(times),
      two: () => two.step(times),
      control: () => Promise.all(pair.map((child) => child.ask({ device, n, times }))),
    });
    cells([
      `${device} ${n}`,
      milliseconds(found.two, times),
      shown(ratio(found.control, found.two)),
      shown(ratio(found.one, found.two)),
    ]);
    for (const descent of [one, two]) descent.dispose();
  }
for (const child of pair) child.end();

const torch = process.env.PYTHON && (await begun(process.env.PYTHON, file("muon.py")));
console.log(
  torch
    ? `\nA whole step on two threads beside torch ${torch.about.torch}'s five iterations alone, on two: speed, more is better`
    : "\nWithout torch: PYTHON is not set",
);
if (torch) {
  cells(["", "native, ms", "torch/native", "torch/Gram form", "torch/with BLAS"]);
  for (const [rows, columns] of [
    [1024, 1024],
    [1024, 4096],
  ]) {
    const at = async (options, form) =>
      muonOn([[rows, columns]], { device: "native", threads: 2, ...options }, form);
    const ways = { native: await at({}), gram: await at({}, "gram"), blas: await at({ blas: "system" }) };
    const times = 3;
    const found = await inTurns({
      torch: () => torch.ask({ rows, columns, times }),
      ...Object.fromEntries(Object.entries(ways).map(([name, descent]) => [name, () => descent.step(times)])),
    });
    const beside = (name) => shown(ratio(found.torch, found[name]));
    cells([`${rows} x ${columns}`, milliseconds(found.native, times), ...Object.keys(ways).map(beside)]);
    for (const descent of Object.values(ways)) descent.dispose();
  }
  torch.end();
}

console.log("\nA whole step on one thread beside its products: less is better");
cells(["", "wasm", "native"]);
for (const [rows, columns] of values.quick
  ? [[512, 512]]
  : [
      [256, 256],
      [1024, 1024],
      [512, 2048],
    ]) {
  const shares = [];
  for (const device of ["wasm", "native"]) {
    const descent = await muonOn([[rows, columns]], { device });
    const steps = Math.max(1, Math.round(4e8 / (rows * columns * Math.min(rows, columns))));
    const found = [];
    for (let round = 0; round < rounds; round++) {
      const { milliseconds: whole, products } = await descent.parts(steps);
      found.push(whole / products);
    }
    shares.push(shown(summary(found)));
    descent.dispose();
  }
  cells([`${rows} x ${columns}`, ...shares]);
}
