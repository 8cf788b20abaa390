/**
 * Exercise 4 of Dive into Deep Learning, 12.10: problems on which Adam diverges and Yogi converges, and where that ends.
 * Writes docs/exercises/4-divergence.md and its figures; the problems are those of divergence.mjs.
 */
import { line } from "@observablehq/plot";
import { deviation, mean, range } from "d3-array";
import { optimizers, overRoot, problems, spikesOf, walk } from "./divergence.mjs";
import { colors, draw, endLabels } from "./figure.mjs";
import { isMain, publish, table } from "./publish.mjs";

/** What each optimizer should reach, by step. */
const reference = {
  r1: {
    30: { Adam: ".7597", Yogi: "-.9463", AMSGrad: "-.9540" },
    300: { Adam: "1", Yogi: "-.9831", AMSGrad: "-.9856" },
    3000: { Adam: "1", Yogi: "-.994675", AMSGrad: "-.995435" },
  },
  r2: { 1e5: { Adam: ".9454", Yogi: "-.1427" }, 1e6: { Adam: "1", Yogi: "-.9933" } },
  r3: { 2e4: { Adam: ".989 ± .014", Yogi: "-.994 ± .007" } },
  r4: { 5e4: {}, 1e5: {}, 2e5: { Adam: "+54.87", Yogi: "-2.00", AMSGrad: "-1.98" } },
};

export const exercise = { page: "4-divergence", run };

async function run() {
  const tables = {};
  const figures = {};
  for (const [name, problem] of Object.entries(problems)) {
    const steps = Object.keys(reference[name]).map(Number);
    const watch = new Set([...watched(problem.steps), ...steps]);
    const paths = {};
    for (const [optimizer, create] of Object.entries(optimizers)) {
      paths[optimizer] = await walk(create(problem.options), problem, watch);
    }
    tables[name] = resultTable(paths, reference[name]);
    figures[`4-${name}.svg`] = pathFigure(paths);
  }
  const ends = await sweep();
  return {
    tables: {
      ...tables,
      immune: immuneTable(ends),
      frozen: await frozenTable(),
      memory: await memoryTable(),
      forms: await formTable(),
    },
    figures: { ...figures, "4-immune.svg": sweepFigure(ends) },
  };
}

/** Steps 1, 2, 3 ... in a geometric progression. */
function watched(last) {
  const steps = [];
  for (let t = 1; t < last; t = Math.max(t + 1, Math.floor(t * 1.03))) steps.push(t);
  return [...steps, last];
}

const shown = (x) =>
  x.length === 1 ? x[0].toFixed(6) : `${mean(x).toFixed(4)} ± ${deviation(x).toFixed(4)}`;

function resultTable(paths, expected) {
  const names = Object.keys(optimizers);
  return table(
    ["t", ...names.flatMap((name) => [name, "reference"])],
    Object.entries(expected).map(([t, ends]) => [
      t,
      ...names.flatMap((name) => [shown(paths[name].get(Number(t))), ends[name] ?? "–"]),
    ]),
  );
}

function pathFigure(paths) {
  const points = Object.entries(paths).flatMap(([name, path]) =>
    [...path].map(([t, x]) => ({ name, t, x: mean(x) })),
  );
  const ticks = [1, 10, 100, 1e3, 1e4, 1e5, 1e6].filter((t) => t <= points.at(-1).t);
  return lines(
    points,
    { x: "t", y: "x" },
    { x: { type: "log", label: "step", tickFormat: "~s", ticks }, y: { label: "x", grid: true } },
  );
}

function lines(points, at, options) {
  const ends = [...new Map(points.map((point) => [point.name, point[at.y]]))].sort((a, b) => b[1] - a[1]);
  const extent = Math.max(...points.map((p) => p[at.y])) - Math.min(...points.map((p) => p[at.y]));
  // Names of lines that end at one height stand below one another.
  const shift = {};
  ends.forEach(([name, end], i) => {
    const above = ends[i - 1];
    if (above && above[1] - end < extent / 16) shift[name] = (shift[above[0]] ?? 0) + 15;
  });
  return draw({
    height: 260,
    insetBottom: 16,
    color: { domain: Object.keys(optimizers), range: Object.keys(optimizers).map((name) => colors[name]) },
    ...options,
    marks: [line(points, { ...at, stroke: "name", strokeWidth: 1.6 }), endLabels(points, at, shift)],
  });
}

/** Spikes from 2.1 to 3 in steps of 0.05, and 4. */
async function sweep() {
  const ends = [];
  for (const C of [...range(42, 61).map((twentieths) => twentieths / 20), 4]) {
    const problem = spikesOf(C);
    for (const [name, create] of Object.entries(optimizers)) {
      const path = await walk(create(problem.options), problem, new Set([problem.steps]));
      ends.push({ C, name, x: path.get(problem.steps)[0] });
    }
  }
  return ends;
}

function immuneTable(ends) {
  const at = (C) => ends.filter((end) => end.C === C).map(({ x }) => x.toFixed(4));
  return table(
    ["C", ...Object.keys(optimizers)],
    [2.1, 2.2, 2.3, 2.4, 2.5, 3, 4].map((C) => [C, ...at(C)]),
  );
}

const sweepFigure = (ends) =>
  lines(
    ends.filter(({ C }) => C <= 3),
    { x: "C", y: "x" },
    { x: { label: "spike C" }, y: { label: "x after 10,000 steps", grid: true } },
  );

async function frozenTable() {
  const steps = 1e5;
  const rates = { 0.01: 0.01, "0.01/√t": overRoot(0.01), "0.5/√t": overRoot(0.5) };
  return endTable("rate", { ...problems.r2, steps }, Object.entries(rates), (learningRate) => ({
    learningRate,
  }));
}

async function memoryTable() {
  const values = [1 / 17, 0.5, 0.9, 0.99, 0.999].map((b2) => [b2 < 0.1 ? "1/17" : b2, b2]);
  return endTable("b2", { ...problems.r1, steps: 10_000 }, values, (b2) => ({ b2 }));
}

/** Where each optimizer ends with one option changed. */
async function endTable(head, problem, values, change) {
  const rows = [];
  for (const [label, value] of values) {
    const row = [label];
    for (const create of Object.values(optimizers)) {
      const optimizer = create({ ...problem.options, ...change(value) });
      row.push(shown((await walk(optimizer, problem, new Set([problem.steps]))).get(problem.steps)));
    }
    rows.push(row);
  }
  return table([head, ...Object.keys(optimizers)], rows);
}

async function formTable() {
  const forms = ["optax", "torch", "paper"];
  const rows = [];
  for (const [name, steps] of [
    ["r1", [30, 3000]],
    ["r4", [50_000, 200_000]],
  ]) {
    const paths = [];
    for (const like of forms) {
      const optimizer = optimizers.AMSGrad({ ...problems[name].options, like });
      paths.push(await walk(optimizer, problems[name], new Set(steps)));
    }
    for (const t of steps) rows.push([name.toUpperCase(), t, ...paths.map((path) => shown(path.get(t)))]);
  }
  return table(["problem", "t", ...forms.map((like) => `like "${like}"`)], rows);
}

if (isMain(import.meta)) await publish(exercise);
