/**
 * What fits cost in processor time, beside scipy and npm's most used package, in turns: many small fits, one by one, a million points.
 * PYTHON is one with tools/golden/requirements-curves.txt; the npm package comes from tools/curves/nist (npm ci there). What is not there is left out, and said.
 * Usage: PYTHON=python3 npm run bench:curves [-- --quick] [-- --write: writes bench/logs/curves.txt and its section of docs/benchmarks.md]
 */
import { spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import { within } from "./peers/section.mjs";
import { shown, summary } from "./timing.mjs";

const flag = { type: "boolean", default: false };
const { values } = parseArgs({ options: { quick: flag, write: flag } });
/** All that is printed. */
const lines = [];
const say = (text) => {
  console.log(text);
  lines.push(...text.split("\n"));
};
const rounds = values.quick ? 7 : 21;
const largeRounds = values.quick ? 1 : 5;
/** Rounds before those that count: until then functions are compiled. */
const warmUp = 30;
const [many, points, large] = [400, 30, 1_000_000];

/** Numbers in [0, 1), the same in every run. */
let state = 20240817;
const random = () => {
  state = (Math.imul(state, 1664525) + 1013904223) | 0;
  return (state >>> 0) / 2 ** 32;
};
const noise = () => random() + random() + random() - 1.5;

const x = Array.from({ length: points }, (_, i) => (4 * i) / (points - 1));
const tables = Array.from({ length: many }, () => {
  const [a, b, c] = [2 + random(), 1 + random(), 0.3 + random()];
  return { x, y: x.map((at) => a * Math.exp(-b * at) + c + 0.03 * noise()) };
});
const start = { a: 1, b: 1, c: 0 };
const formula = "y ~ a*exp(-b*x) + c";

const peakX = Array.from({ length: large }, (_, i) => (10 * i) / large);
const peak = {
  x: peakX,
  y: peakX.map((at) => 3 * Math.exp(-0.5 * ((at - 4) / 0.7) ** 2) + 1 + 0.2 * at + 0.1 * noise()),
};
const peakFormula = "y ~ height*exp(-0.5*((x - center)/width)^2) + a + b*x";
const peakStart = { height: 2, center: 3.5, width: 1, a: 0, b: 0 };

/** A process of its own for each contender: they do not share compiled code or garbage. */
async function begin(program, args, data) {
  const child = spawn(program, args, {
    stdio: ["pipe", "pipe", "inherit"],
    env: { ...process.env, OMP_NUM_THREADS: "1" },
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ask = async (message) => {
    child.stdin.write(`${JSON.stringify(message)}\n`);
    const { value, done } = await lines.next();
    if (done) throw new Error(`${[program, ...args].join(" ")} has ended`);
    return JSON.parse(value);
  };
  return { ask, about: await ask({ data }), end: () => child.stdin.end() };
}
const here = (file) => new URL(file, import.meta.url).pathname;
const inNode = (data) => begin(process.execPath, [here("curves-worker.mjs")], data);
const inPython = (data) => begin(process.env.PYTHON, [here("curves.py")], data);
const hasPython = process.env.PYTHON !== undefined;

/** Contenders by name: what begins their process, and the task that it is given. */
const smallOnes = {
  fitCurves: [inNode, "fitCurves"],
  "fitCurve, one by one": [inNode, "fitCurve"],
  "by hand, without errors": [inNode, "by hand"],
  ...(hasPython && {
    "scipy's curve_fit": [inPython, "small"],
    "curve_fit, analytic Jacobian": [inPython, "small, jac"],
  }),
  "ml-levenberg-marquardt": [inNode, "npm"],
};
const largeOnes = {
  "fitCurves, compiled": [inNode, "large, compiled"],
  fitCurve: [inNode, "large"],
  ...(hasPython && { "curve_fit, analytic Jacobian": [inPython, "large"] }),
};

/** Rounds in which contenders take turns, another one first in each; seconds of processor time of `fits` fits. All must find the same. */
async function inTurns(contenders, data, count, warmUp, fits) {
  const running = new Map();
  for (const [name, [start, task]] of Object.entries(contenders)) {
    const process = await start(data);
    if (task === "npm" && !process.about.hasPackage) {
      process.end();
      if (values.write) throw new Error("what is written has the npm package: npm ci in tools/curves/nist");
      say("ml-levenberg-marquardt is left out: npm ci in tools/curves/nist installs it");
    } else running.set(name, { ...process, task });
  }
  const names = [...running.keys()];
  const samples = Object.fromEntries(names.map((name) => [name, []]));
  let meant;
  for (let round = -warmUp; round < count; round++)
    for (let k = 0; k < names.length; k++) {
      const name = names[(round + warmUp + k) % names.length];
      const { ask, task } = running.get(name);
      const { seconds, first } = await ask(task);
      meant ??= first;
      if (!first.every((value, j) => Math.abs(value - meant[j]) <= 1e-4 * Math.abs(meant[j])))
        throw new Error(`${name} finds ${first}, others ${meant}`);
      if (round >= 0) samples[name].push(seconds / fits);
    }
  for (const { end } of running.values()) end();
  return samples;
}

function print(samples, to) {
  for (const [name, own] of Object.entries(samples)) {
    const ratios = summary(own.map((value, i) => value / samples[to][i]));
    const ratio =
      name === to
        ? ""
        : `   / ${to} ${ratios.median.toPrecision(3)} (${ratios.q1.toPrecision(3)} to ${ratios.q3.toPrecision(3)})`;
    say(`  ${name.padEnd(34)}${shown(summary(own))}${ratio}`);
  }
}

if (values.write && !hasPython) throw new Error("what is written has scipy: PYTHON names none");
const common = { formula, start, peakFormula, peakStart };
const none = { x: [], y: [] };
say(`${cpus()[0].model}, ${cpus().length} processors`);
if (hasPython) {
  const { about, end } = await inPython({ ...common, tables: [], peak: none });
  end();
  say(`Node ${process.version}, ${about.versions}`);
} else say("scipy is left out: PYTHON names none");
say(
  "Medians ± half the interquartile range of the rounds; each contender is a process of its own, and they take turns; processor time. Ratios: medians of the rounds' ratios.\n",
);

say(`${many} fits of 3 parameters to ${points} points, an exponential with an offset; a fit, on one thread`);
print(
  await inTurns(smallOnes, { ...common, tables, peak: none }, rounds, warmUp, many),
  hasPython ? "scipy's curve_fit" : "fitCurves",
);

say(`\n${large} points of a Gauss peak on a slope, 5 parameters; a fit, on one thread`);
print(
  await inTurns(largeOnes, { ...common, tables: [], peak }, largeRounds, 2, 1),
  hasPython ? "curve_fit, analytic Jacobian" : "fitCurves, compiled",
);

if (values.write) {
  const at = (path) => new URL(`../${path}`, import.meta.url);
  writeFileSync(at("bench/logs/curves.txt"), `$ npm run bench:curves\n${lines.join("\n")}\n`);
  const page = readFileSync(at("docs/benchmarks.md"), "utf8");
  const section = `\`\`\`text\n${lines.join("\n").trim()}\n\`\`\`\n\nFrom \`bench/logs/curves.txt\`.`;
  writeFileSync(at("docs/benchmarks.md"), within(page, "curves", section, "bench:curves"));
}
