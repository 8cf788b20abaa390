/**
 * What fits cost in processor time, beside scipy and npm's most used package, in turns: many small fits, one by one, a million points.
 * PYTHON is one with tools/golden/requirements-curves.txt; the npm package comes from tools/curves/nist (npm ci there). What is not there is left out, and said.
 * Usage: PYTHON=python3 npm run bench:curves [-- --quick] [-- --write: writes bench/logs/curves.txt and its section of docs/benchmarks.md]
 */
import { spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { cpus } from "node:os";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import { fitCurve, fitCurves } from "../dist/curves/index.js";
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

const peakX = Float64Array.from({ length: large }, (_, i) => (10 * i) / large);
const peak = {
  x: peakX,
  y: peakX.map((at) => 3 * Math.exp(-0.5 * ((at - 4) / 0.7) ** 2) + 1 + 0.2 * at + 0.1 * noise()),
};
const peakFormula = "y ~ height*exp(-0.5*((x - center)/width)^2) + a + b*x";
const peakStart = { height: 2, center: 3.5, width: 1, a: 0, b: 0 };

/** The floor: Gauss and Newton's steps of this one model by hand, with normal equations and Marquardt's lambda, until nothing changes; no errors, no checks. */
function byHand({ x, y }) {
  let [a, b, c] = [1, 1, 0];
  const lossAt = (a, b, c) => {
    let sum = 0;
    for (let i = 0; i < x.length; i++) {
      const left = a * Math.exp(-b * x[i]) + c - y[i];
      sum += left * left;
    }
    return sum;
  };
  let loss = lossAt(a, b, c);
  for (let step = 0, lambda = 1e-3; step < 50; step++) {
    let [aa, ab, ac, bb, bc, ga, gb, gc] = [0, 0, 0, 0, 0, 0, 0, 0];
    for (let i = 0; i < x.length; i++) {
      const e = Math.exp(-b * x[i]);
      const slope = -a * x[i] * e;
      const left = a * e + c - y[i];
      aa += e * e;
      ab += e * slope;
      ac += e;
      bb += slope * slope;
      bc += slope;
      ga += e * left;
      gb += slope * left;
      gc += left;
    }
    const n = x.length * (1 + lambda);
    const [p, q] = [aa * (1 + lambda), bb * (1 + lambda)];
    const det = p * (q * n - bc * bc) - ab * (ab * n - bc * ac) + ac * (ab * bc - q * ac);
    const da = (ga * (q * n - bc * bc) - ab * (gb * n - bc * gc) + ac * (gb * bc - q * gc)) / det;
    const db = (p * (gb * n - bc * gc) - ga * (ab * n - bc * ac) + ac * (ab * gc - gb * ac)) / det;
    const dc = (p * (q * gc - gb * bc) - ab * (ab * gc - gb * ac) + ga * (ab * bc - q * ac)) / det;
    const next = lossAt(a - da, b - db, c - dc);
    if (next < loss) {
      const isDone = loss - next < 1e-14 * loss;
      [a, b, c, loss, lambda] = [a - da, b - db, c - dc, next, lambda / 10];
      if (isDone) break;
    } else if (lambda > 1e8) break;
    else lambda *= 10;
  }
  return [a, b, c];
}

/** scipy in a process of its own, which fits when it is told to and says how long that took. */
function scipy(python) {
  const program = new URL("./curves.py", import.meta.url).pathname;
  const child = spawn(python, [program], {
    stdio: ["pipe", "pipe", "inherit"],
    env: { ...process.env, OMP_NUM_THREADS: "1" },
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ask = async (line) => {
    child.stdin.write(`${line}\n`);
    const { value } = await lines.next();
    return JSON.parse(value);
  };
  return { ask, end: () => child.stdin.end() };
}

/** The npm package, undefined where it is not installed. */
async function marquardt() {
  try {
    const require = createRequire(new URL("../tools/curves/nist/package.json", import.meta.url));
    return (await import(require.resolve("ml-levenberg-marquardt"))).levenbergMarquardt;
  } catch {
    return undefined;
  }
}

/** Seconds of processor time, garbage collection too: what else a shared machine does is not in them. */
const seconds = async (run, times) => {
  const begin = process.cpuUsage();
  await run();
  const { user, system } = process.cpuUsage(begin);
  return (user + system) / 1e6 / times;
};

/** Rounds in which candidates take turns, another one first in each. */
async function inTurns(candidates, count) {
  const names = Object.keys(candidates);
  const samples = Object.fromEntries(names.map((name) => [name, []]));
  for (let round = -warmUp; round < count; round++)
    for (let k = 0; k < names.length; k++) {
      const name = names[(round + warmUp + k) % names.length];
      const took = await candidates[name]();
      if (round >= 0) samples[name].push(took);
    }
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

const agree = (what, one, other, digits) => {
  if (!(Math.abs(one - other) <= 10 ** -digits * Math.abs(other)))
    throw new Error(`${what}: ${one} is not ${other}`);
};

const python = process.env.PYTHON ? scipy(process.env.PYTHON) : undefined;
const package_ = await marquardt();
if (values.write && !(python && package_)) throw new Error("what is written has scipy and the npm package");
say(`${cpus()[0].model}, ${cpus().length} processors`);
if (python) {
  const { versions } = await python.ask(
    JSON.stringify({ data: { tables, peak: { x: [...peak.x], y: [...peak.y] } } }),
  );
  say(`Node ${process.version}, ${versions}`);
} else say("scipy is left out: PYTHON names none");
if (!package_) say("ml-levenberg-marquardt is left out: npm ci in tools/curves/nist installs it");
say(
  "Medians ± half the interquartile range of the rounds, candidates in turns; processor time. Ratios: medians of the rounds' ratios.\n",
);

const first = fitCurve(formula, tables[0], { start });
agree("by hand", byHand(tables[0])[1], first.parameters.b.value, 5);
const found = await fitCurves(formula, tables, { start });
if (found.fits.some(({ fit }) => !fit?.converged)) throw new Error("a fit did not converge");
if (python) agree("scipy", (await python.ask('"small"')).first[1], first.parameters.b.value, 5);

say(
  `${many} fits of 3 parameters to ${points} points, an exponential with an offset; a fit, on one thread (${found.device})`,
);
/** What curve_fit returns besides the parameters: results compute errors when they are asked for. */
const readErrors = (fit) => {
  if (!(fit.parameters.b.standardError > 0)) throw new Error("no standard error");
};
const small = {
  fitCurves: () =>
    seconds(async () => {
      for (const { fit } of (await fitCurves(formula, tables, { start })).fits) readErrors(fit);
    }, many),
  "fitCurve, one by one": () =>
    seconds(() => {
      for (const table of tables) readErrors(fitCurve(formula, table, { start }));
    }, many),
  "by hand, without errors": () => seconds(() => tables.forEach(byHand), many),
  ...(python && {
    "scipy's curve_fit": async () => (await python.ask('"small"')).seconds / many,
    "curve_fit, analytic Jacobian": async () => (await python.ask('"small, jac"')).seconds / many,
  }),
  ...(package_ && {
    "ml-levenberg-marquardt": () =>
      seconds(() => {
        const model =
          ([a, b, c]) =>
          (at) =>
            a * Math.exp(-b * at) + c;
        for (const data of tables)
          package_(data, model, {
            initialValues: [1, 1, 0],
            damping: 1e-2,
            gradientDifference: 1e-6,
            maxIterations: 30,
          });
      }, many),
  }),
};
print(await inTurns(small, rounds), python ? "scipy's curve_fit" : "fitCurves");

say(`\n${large} points of a Gauss peak on a slope, 5 parameters; a fit, on one thread`);
const big = {
  "fitCurves, compiled": () => seconds(() => fitCurves(peakFormula, [peak], { start: peakStart }), 1),
  fitCurve: () => seconds(() => fitCurve(peakFormula, peak, { start: peakStart }), 1),
  ...(python && {
    "curve_fit, analytic Jacobian": async () => (await python.ask('"large"')).seconds,
  }),
};
print(await inTurns(big, largeRounds), python ? "curve_fit, analytic Jacobian" : "fitCurves, compiled");
python?.end();

if (values.write) {
  const at = (path) => new URL(`../${path}`, import.meta.url);
  writeFileSync(at("bench/logs/curves.txt"), `$ npm run bench:curves\n${lines.join("\n")}\n`);
  const page = readFileSync(at("docs/benchmarks.md"), "utf8");
  const section = `\`\`\`text\n${lines.join("\n").trim()}\n\`\`\`\n\nFrom \`bench/logs/curves.txt\`.`;
  writeFileSync(at("docs/benchmarks.md"), within(page, "curves", section, "bench:curves"));
}
