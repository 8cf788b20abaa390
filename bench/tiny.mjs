/**
 * What tiny problems cost: `init` on two parameters, cold and warm; `step(grads)` beside `step()`; `minimize` and `minimizeMany` beside
 * loops by hand that do the same. In float64; candidates take turns. The cold `init` is the first of a new process.
 * Usage: npm run bench:tiny [-- --quick]
 */
import { execFileSync } from "node:child_process";
import { parseArgs } from "node:util";
import { adam, minimize, minimizeMany } from "../dist/index.js";
import { shown, summary } from "./timing.mjs";

const { values } = parseArgs({ options: { quick: { type: "boolean", default: false } } });
/** Short samples, many rounds: what else the machine does falls into few of them. */
const rounds = values.quick ? 61 : 401;

/** Milliseconds to seconds, of a function that may wait. */
async function secondsOf(run, times) {
  const start = performance.now();
  for (let i = 0; i < times; i++) await run();
  return (performance.now() - start) / 1e3 / times;
}

/** Seconds of each candidate in each round; another one begins in each. */
async function inTurns(candidates, times, turns = rounds, warmUp = 300) {
  const names = Object.keys(candidates);
  const samples = Object.fromEntries(names.map((name) => [name, []]));
  for (const name of names) await secondsOf(candidates[name], Math.max(2 * times, warmUp));
  for (let round = 0; round < turns; round++)
    for (let k = 0; k < names.length; k++) {
      const name = names[(round + k) % names.length];
      samples[name].push(await secondsOf(candidates[name], times));
    }
  return samples;
}

/** A row: seconds, and the ratio to something else with its quartiles. */
function print(what, seconds, [to, ratios] = []) {
  const { median, q1, q3 } = summary(ratios ?? [Number.NaN]);
  const ratio = to ? `   ${to} ${median.toFixed(2)} (${q1.toFixed(2)} to ${q3.toFixed(2)})` : "";
  console.log(`${what.padEnd(28)}${shown(summary(seconds))}${ratio}`);
}

const over = (a, b) => a.map((value, i) => value / b[i]);
const less = (a, b) => a.map((value, i) => value - b[i]);

/** Rosenbrock's valley. */
const valley = (x, gradient) => {
  const across = x[1] - x[0] * x[0];
  gradient[0] = -2 * (1 - x[0]) - 400 * x[0] * across;
  gradient[1] = 200 * across;
  return (1 - x[0]) ** 2 + 100 * across * across;
};

/** Adam by hand, as its equations stand; it returns the best point, as `minimize` does. */
function byHand(fun, start, steps, learningRate = 1e-3) {
  const n = start.length;
  const [x, g, m, v] = [Float64Array.from(start), ...[0, 0, 0].map(() => new Float64Array(n))];
  const [b1, b2, eps] = [0.9, 0.999, 1e-8];
  let best = Number.POSITIVE_INFINITY;
  const point = x.slice();
  for (let t = 1; t <= steps + 1; t++) {
    const value = fun(x, g);
    if (value < best) {
      best = value;
      for (let i = 0; i < n; i++) point[i] = x[i];
    }
    if (t > steps) break;
    const [bc1, bc2] = [1 - b1 ** t, 1 - b2 ** t];
    for (let i = 0; i < n; i++) {
      m[i] = b1 * m[i] + (1 - b1) * g[i];
      v[i] = b2 * v[i] + (1 - b2) * g[i] * g[i];
      x[i] -= (learningRate * (m[i] / bc1)) / (Math.sqrt(v[i] / bc2) + eps);
    }
  }
  return { x: point, value: best };
}

/** The first `init` of a new process, without the import; flags of V8. */
function cold(optimizer, ...flags) {
  const program = `
    import { ${optimizer} } from ${JSON.stringify(new URL("../dist/index.js", import.meta.url).href)};
    const params = new Float32Array(2);
    const start = performance.now();
    await ${optimizer}().init(params);
    console.log((performance.now() - start) / 1e3);`;
  const options = [...flags, "--input-type=module", "-e", program];
  return Number(execFileSync(process.execPath, options, { encoding: "utf8" }));
}

const agree = (a, b) => {
  if (!(Math.abs(a - b) <= 1e-9 * Math.abs(b))) throw new Error(`${a} is not ${b}`);
};

console.log("Medians ± half the interquartile range. Ratios: medians of the rounds' ratios.\n");

const starts = Array.from({ length: values.quick ? 5 : 15 });
for (const optimizer of ["adam", "adamw"])
  print(
    `init, cold, ${optimizer}`,
    starts.map(() => cold(optimizer)),
  );
// V8 compiles a function when it is first called. Where it has done so before, what is left is ours.
print(
  "  compiled while imported",
  starts.map(() => cold("adam", "--no-lazy")),
);

const warm = await inTurns(
  {
    init: async () => (await adam().init(new Float32Array(2))).dispose(),
    sync: () => adam().initSync(new Float32Array(2)).dispose(),
  },
  5,
);
print("init, warm", warm.init);
print("initSync, warm", warm.sync);

const descent = await adam().init({ x: new Float32Array(2) });
const grads = { x: Float32Array.of(0.5, -0.25) };
const each = 500;
const steps = await inTurns(
  {
    "step()": () => {
      for (let i = 0; i < each; i++) descent.step();
    },
    "step(grads)": () => {
      for (let i = 0; i < each; i++) descent.step(grads);
    },
  },
  1,
);
for (const name of ["step()", "step(grads)"])
  print(
    name,
    steps[name].map((value) => value / each),
    name === "step(grads)" ? ["/ step()", over(steps[name], steps["step()"])] : [],
  );

const optimizer = adam();
const start = [-1.2, 1];
agree((await minimize(valley, start, { optimizer, steps: 1000 })).value, byHand(valley, start, 1000).value);
const one = await inTurns(
  {
    hand: () => byHand(valley, start, 1000),
    all: () => minimize(valley, start, { optimizer, steps: 1000 }),
    none: () => minimize(valley, start, { optimizer, steps: 0 }),
  },
  1,
);
print("1000 steps by hand", one.hand);
print("minimize, 1000 steps", one.all, ["/ by hand", over(one.all, one.hand)]);
print("  without its init", less(one.all, one.none), ["/ by hand", over(less(one.all, one.none), one.hand)]);

/** Decays: a * exp(-b * t) + c at five times, for 10,000 users. */
const times = [0, 1, 2, 3, 4];
const data = Array.from({ length: 10_000 }, (_, k) =>
  times.map((t) => 1 + (k % 7) + Math.exp(-t * (0.2 + (k % 5) / 10))),
);
const decay = (x, gradient, k) => {
  const [a, b, c] = x;
  let sum = 0;
  gradient[0] = gradient[1] = gradient[2] = 0;
  for (let i = 0; i < times.length; i++) {
    const e = Math.exp(-b * times[i]);
    const error = a * e + c - data[k][i];
    sum += error * error;
    gradient[0] += 2 * error * e;
    gradient[1] -= 2 * error * a * times[i] * e;
    gradient[2] += 2 * error;
  }
  return sum;
};
const bowl = (x, gradient, k) => {
  const at = k % 10;
  let sum = 0;
  for (let i = 0; i < 3; i++) {
    const d = x[i] - at;
    gradient[i] = 2 * d;
    sum += d * d;
  }
  return sum;
};
for (const [name, fun] of Object.entries({ "a bowl": bowl, "a curve of 5 points": decay })) {
  const starts = data.map(() => [1, 0.5, 0]);
  const options = { optimizer: adam({ learningRate: 0.05 }), steps: 100 };
  const many = await inTurns(
    {
      hand: () => starts.map((x, k) => byHand((at, g) => fun(at, g, k), x, 100, 0.05)),
      many: () => minimizeMany(fun, starts, options),
      single: async () => {
        for (const [k, x] of starts.entries()) await minimize((at, g) => fun(at, g, k), x, options);
      },
    },
    1,
    values.quick ? 3 : 7,
    1,
  );
  console.log(`10,000 problems of 3 parameters, 100 steps, ${name}`);
  print("  by hand", many.hand);
  print("  minimizeMany", many.many, ["/ by hand", over(many.many, many.hand)]);
  print("  minimize, one by one", many.single, ["/ by hand", over(many.single, many.hand)]);
}
