/**
 * Every exported function and method that takes options, with what must come before them. New functions are found by
 * themselves; what they need besides options is said here.
 */
import * as glissade from "../../src/index.ts";
import { standardize } from "../../src/train/data/standardize.ts";
import { parseTable, type TableOptions } from "../../src/train/data/table.ts";

const { adam, sgd } = glissade;

/** A function as its options reach it. */
export type Door = (options?: unknown) => unknown;
type Export = (...args: readonly unknown[]) => unknown;

/** What comes before the options. */
const inner = [sgd()];
export const before: Readonly<Record<string, readonly unknown[]>> = {
  ...{
    accumulate: inner,
    cautious: inner,
    emaParams: inner,
    lookahead: inner,
    polyakAverage: inner,
    sam: inner,
  },
  ...{
    adaptiveGradClip: [1],
    addDecayedWeights: [0.1],
    clip: [1],
    clipByBlockRms: [1],
    clipByGlobalNorm: [1],
  },
  ...{
    clipByNorm: [1],
    ema: [0.9],
    scale: [1],
    scaleByLearningRate: [1],
    minimize: [(_: unknown, g: Float64Array) => g.fill(1) && 0, [1]],
    minimizeMany: [(_: unknown, g: Float64Array) => g.fill(1) && 0, [[1]]],
  },
  projectionL2Ball: [1],
};

/** Options that cannot be left out; of a box, one of its bounds. */
export const needed: Readonly<Record<string, object>> = {
  accumulate: { every: 2 },
  minimize: { optimizer: sgd(), steps: 0 },
  minimizeMany: { optimizer: sgd(), steps: 0 },
  cosineDecay: { init: 1, steps: 10 },
  cyclic: { init: 0, peak: 1, up: 2 },
  exponentialDecay: { init: 1, decayRate: 0.5, steps: 2 },
  inverseSqrt: { peak: 1, warmup: 2 },
  linear: { init: 0, end: 1, steps: 2 },
  multiStep: { init: 1, milestones: [2] },
  oneCycle: { peak: 1, total: 10 },
  piecewise: { init: 1, boundaries: { 2: 0.5 } },
  polynomial: { init: 1, end: 0, power: 2, steps: 3 },
  sgdr: { peak: 1, period: 4 },
  step: { init: 1, steps: 2 },
  warmupCosine: { peak: 1, warmup: 1, total: 4 },
  warmupStableDecay: { peak: 1, warmup: 1, decay: 1, total: 4 },
  projectionBox: { min: 0 },
  matrixRule: { name: "test", text: "u = g @ g' @ g" },
  rule: { name: "test", text: "u = g" },
  "train.parseTable": { name: "test", origin: "made up" },
};

/** Functions whose arguments are not options. */
const others = ["chain", "constant", "join", "partition", "product", "rows", "tensor"];

const isClass = (value: unknown) => /^class\b/.test(String(value));
export const exported = Object.entries(glissade).filter(
  ([name, value]) => typeof value === "function" && !isClass(value) && !others.includes(name),
) as [string, Export][];

const descent = await adam().init([1]);
const saved = await descent.snapshot();
const named = { name: "test", origin: "made up" };
const methods: Readonly<Record<string, Door>> = {
  init: (options) => adam().init([1], options as object),
  explain: (options) => adam().explain(options as object),
  asRule: (options) => adam().asRule(options as object),
  "descent.restore": (options) => descent.restore(saved, options as object),
  "train.parseTable": (options) => parseTable("a,b\n1,2\n3,4", options as TableOptions),
  "train.standardize": (options) => standardize(parseTable("a,b\n1,2\n3,4", named), options as object),
  "descent.profile": (options) => descent.profile(options as object),
  "descent.explainStep": (options) => descent.explainStep([0], options as object),
  "descent.step": (options) => descent.step([0], options as object),
};

export const doors: [string, Door][] = [
  ...exported.map(([name, call]): [string, Door] => [
    name,
    (options) => call(...(before[name] ?? []), ...(options === undefined ? [] : [options])),
  ]),
  ...Object.entries(methods),
];

/** A function's name in messages. */
export const spoken = (name: string) => name.replace(/^(descent|train)\./, "");
