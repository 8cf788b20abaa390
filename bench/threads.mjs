/**
 * A step of Adam on two threads beside one, and beside a control: two threads that share nothing, each with a descent of half the
 * parameters. What a machine gives two threads changes from moment to moment, so all take turns. Then `"auto"` with time between steps.
 * Usage: npm run bench:threads -- [--only N] [--quick] [--json] [--gaps]
 */
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { isMainThread, Worker, workerData } from "node:worker_threads";
import { adam, adamw, chain, clipByGlobalNorm } from "../dist/index.js";
import { collectGarbage, shown, summary, takeTurns, tensorsOf } from "./timing.mjs";

/** What takes steps with time between them: one pass, and two, of which the first adds up. */
const optimizers = {
  adam: adam({ learningRate: 1e-3 }),
  "clip, adamw": chain(clipByGlobalNorm(1), adamw({ learningRate: 1e-3 })),
};

/** A descent on n parameters in `count` tensors, with gradients. */
async function descentOn(n, count, threads, optimizer = optimizers.adam) {
  const { tensors } = tensorsOf(n, count);
  const descent = await optimizer.init(
    tensors.map(({ p }) => p),
    { device: "wasm", threads },
  );
  for (const [i, { g }] of tensors.entries()) descent.grads[i].set(g);
  return descent;
}

if (isMainThread) await main();
else await serve(workerData);

/** The control's other thread: takes as many steps as it is told, when it is told. */
async function serve({ words, n, count }) {
  const descent = await descentOn(n, count, 1);
  for (let told = 0; ; told = Atomics.load(words, 0)) {
    for (let step = 0; step < words[2]; step++) descent.step();
    Atomics.store(words, 1, told);
    Atomics.notify(words, 1);
    Atomics.wait(words, 0, told);
  }
}

/** Two threads with half the parameters each: a function that takes `times` steps on both. */
async function control(n, count) {
  const words = new Int32Array(new SharedArrayBuffer(12));
  const half = { n: n / 2, count: Math.ceil(count / 2) };
  const descent = await descentOn(half.n, half.count, 1);
  words[1] = -1;
  const worker = new Worker(fileURLToPath(import.meta.url), { workerData: { words, ...half } });
  while (Atomics.load(words, 1) !== 0) await new Promise((resolve) => setTimeout(resolve, 5));
  let told = 0;
  const run = (times) => {
    words[2] = times;
    Atomics.store(words, 0, ++told);
    Atomics.notify(words, 0);
    for (let step = 0; step < times; step++) descent.step();
    // The worker has ended the steps before these.
    while (Atomics.load(words, 1) !== told) Atomics.wait(words, 1, told - 1);
  };
  return { run, end: () => worker.terminate() };
}

async function main() {
  const { values } = parseArgs({
    options: {
      only: { type: "string" },
      quick: { type: "boolean", default: false },
      json: { type: "boolean", default: false },
      gaps: { type: "boolean", default: false },
    },
  });
  const isAsked = (n) => values.only === undefined || Number(values.only) === n;
  const rounds = values.quick ? 9 : 31;
  const found = { steps: [], gaps: [] };
  const say = values.json ? () => {} : console.log;
  const cells = (all) => say(all.map((cell) => String(cell).padStart(14)).join(""));
  if (!values.gaps) {
    say(
      `Adam, float32, Node ${process.version}; steps back to back, ${rounds} rounds. Ratios are medians of the rounds'.`,
    );
    cells(["parameters", "tensors", "one", "two", "control", "one/two", "control/two", "one/control"]);
    const cases = [
      [1e5, 1],
      [1e6, 1],
      [1e6, 1000],
      [1e7, 1],
    ];
    for (const [n, count] of cases.filter(([n]) => isAsked(n))) {
      const row = await backToBack(n, count, rounds);
      found.steps.push(row);
      const { seconds, ratios } = row;
      cells([
        n,
        count,
        ...Object.values(seconds).map(shown),
        ...Object.values(ratios).map(({ median }) => median.toFixed(2)),
      ]);
    }
  }
  say(`\nTime between steps: one thread over "auto", medians of ${rounds} turns; .95 or more is no slower.`);
  cells(["optimizer", "parameters", "between", "one", "auto", "one/auto", "threads"]);
  for (const [name, optimizer] of Object.entries(optimizers)) {
    for (const n of [1e4, 3e4, 1e5, 3e5, 1e6, 1e7].filter(isAsked)) {
      for (const milliseconds of [0, 1, 20]) {
        const row = await apart(optimizer, n, milliseconds, rounds);
        found.gaps.push({ optimizer: name, ...row });
        const { one, auto, ratio, threads } = row;
        cells([name, n, `${milliseconds} ms`, shown(one), shown(auto), ratio.toFixed(2), threads]);
      }
    }
  }
  if (values.json) console.log(JSON.stringify({ node: process.version, rounds, ...found }, null, 2));
}

async function backToBack(n, count, rounds) {
  collectGarbage();
  const [one, two] = [await descentOn(n, count, 1), await descentOn(n, count, 2)];
  if (two.threads !== 2) throw new Error(`two threads were asked for; there are ${two.threads}`);
  const both = await control(n, count);
  // Samples of many steps: the control begins and ends once in each.
  const times = Math.max(3, Math.round(2e7 / n));
  const steps = {
    one: () => repeat(one, times),
    two: () => repeat(two, times),
    control: () => both.run(times),
  };
  const samples = takeTurns(steps, { rounds, sampleMs: 1, warmMs: 300 });
  const taken = Object.fromEntries(
    Object.entries(samples).map(([name, all]) => [name, all.map((s) => s / times)]),
  );
  await both.end();
  for (const descent of [one, two]) descent.dispose();
  const ratio = (over, under) => summary(taken[over].map((value, i) => value / taken[under][i]));
  return {
    parameters: n,
    tensors: count,
    seconds: Object.fromEntries(Object.entries(taken).map(([name, all]) => [name, summary(all)])),
    ratios: {
      "one/two": ratio("one", "two"),
      "control/two": ratio("control", "two"),
      "one/control": ratio("one", "control"),
    },
  };
}

function repeat(descent, times) {
  for (let step = 0; step < times; step++) descent.step();
}

/** Steps with time between them, during which the thread computes something else. */
async function apart(optimizer, n, milliseconds, rounds) {
  collectGarbage();
  const descents = {
    one: await descentOn(n, 1, 1, optimizer),
    auto: await descentOn(n, 1, "auto", optimizer),
  };
  const samples = { one: [], auto: [] };
  const steps = 10;
  const turn = (name) => {
    let spent = 0;
    for (let step = 0; step < steps; step++) {
      for (const until = performance.now() + milliseconds; performance.now() < until; );
      const begun = performance.now();
      descents[name].step();
      spent += performance.now() - begun;
    }
    return spent / steps / 1e3;
  };
  // The first turns find out how many threads pay, once the workers have begun.
  const warm = { turns: 8, until: performance.now() + 500 };
  while (warm.turns-- > 0 || performance.now() < warm.until)
    for (const name of Object.keys(descents)) turn(name);
  for (let round = 0; round < rounds; round++)
    for (const name of Object.keys(descents)) samples[name].push(turn(name));
  const { threads } = descents.auto;
  for (const descent of Object.values(descents)) descent.dispose();
  const ratio = summary(samples.one.map((value, i) => value / samples.auto[i])).median;
  return {
    parameters: n,
    milliseconds,
    one: summary(samples.one),
    auto: summary(samples.auto),
    ratio,
    threads,
  };
}
