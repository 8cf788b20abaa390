/**
 * The rows of the conformance table, made from the oracle's: every optimizer, every `like`, every set of options. Each
 * row there becomes a row here automatically, and is tested for every property of this folder.
 */
import { test } from "vitest";
import * as glissade from "../../src/index.ts";
import { type Options, type OracleCase, oracles } from "../oracle/index.ts";
import { exceptionOf } from "./exceptions.ts";
import { optionsAt, type Problem } from "./problems.ts";

type Factory = (options: Record<string, unknown>) => glissade.Optimizer;

const factories = new Map<string, unknown>(Object.entries(glissade));

/** Whether the package has the optimizer of a case. */
export const isExported = ({ optimizer }: { readonly optimizer: string }): boolean =>
  typeof factories.get(optimizer) === "function";

/** Optimizers of whole matrices, which ask which tensors those are. */
export const ofMatrices: ReadonlySet<string> = new Set(
  [...factories].flatMap(([name, value]) =>
    "matrices" in ((value as { readonly options?: object }).options ?? {}) ? [name] : [],
  ),
);

/** The tensors that the oracle takes as hidden weights. */
const twoAxes = Object.assign((_path: string, { length }: readonly number[]) => length === 2, {
  shapes: [[4, 8]],
});

/** What the oracle's rows of optimizers around others, or behind them, have there. */
const wrappers: Readonly<Record<string, Factory>> = {
  lookahead: ({ like, syncPeriod, slowStepSize, ...inner }) => {
    const fast = "b1" in inner ? glissade.adam(inner) : glissade.sgd(inner);
    return glissade.lookahead(fast, { syncPeriod, slowStepSize } as glissade.LookaheadOptions);
  },
  sam: ({ rho, ...inner }) => glissade.sam(glissade.sgd(inner), { rho } as glissade.SamOptions),
  emaParams: ({ like, decay, debias, ...inner }) =>
    glissade.emaParams(glissade.sgd(inner), { like, decay, debias } as glissade.EmaParamsOptions),
  polyakAverage: ({ start, ...inner }) =>
    glissade.polyakAverage(glissade.sgd(inner), { start } as glissade.PolyakAverageOptions),
  scaleByCautious: ({ momentum, learningRate }) =>
    glissade.chain(
      glissade.trace({ momentum } as glissade.TraceOptions),
      glissade.scaleByCautious(),
      glissade.scaleByLearningRate(learningRate as glissade.Hyper),
    ),
  ...Object.fromEntries(
    [...ofMatrices].map((name) => [
      name,
      (options) =>
        (factories.get(name) as Factory)({ matrices: { pattern: twoAxes, optional: true }, ...options }),
    ]),
  ),
  cautious: (inner) => glissade.cautious(glissade.adam(inner)),
  accumulate: ({ every, ...inner }) =>
    glissade.accumulate(glissade.adam(inner), { every } as glissade.AccumulateOptions),
};

/** Transformations that have rows of their own, before a learning rate or, boxes, an optimizer, and the option that each takes first. */
const transformations: Readonly<Record<string, string | undefined>> = {
  clip: "maxDelta",
  clipByNorm: "maxNorm",
  clipByBlockRms: "threshold",
  clipByGlobalNorm: "maxNorm",
  adaptiveGradClip: "clipping",
  scale: "factor",
  centralize: undefined,
  ema: "decay",
  trace: undefined,
  zeroNans: undefined,
  freeze: undefined,
  scaleByTrustRatio: undefined,
  scaleBySign: undefined,
  addDecayedWeights: "weightDecay",
  reduceOnPlateau: undefined,
  skipNonFinite: undefined,
  lossScale: undefined,
  projectionBox: undefined,
  projectionL2Ball: "radius",
  keepParamsNonnegative: undefined,
};

function transforming(
  name: string,
  { learningRate, ...options }: Record<string, unknown>,
): glissade.Optimizer {
  const create = factories.get(name) as (...args: unknown[]) => glissade.Optimizer;
  if ("b1" in options || "weightPower" in options) {
    const { min, max, radius, over, ...inner } = options;
    const bounds = radius === undefined ? create({ min, max }) : create(radius, { over });
    const { adam, scheduleFreeAdamw, scheduleFreeSgd } = glissade;
    const optimizer = "b2" in inner ? ("weightPower" in inner ? scheduleFreeAdamw : adam) : scheduleFreeSgd;
    return glissade.chain(bounds, (optimizer as Factory)({ learningRate, ...inner }));
  }
  const { [transformations[name] ?? ""]: first, ...rest } = options;
  const transformation = first === undefined ? create(rest) : create(first, rest);
  return glissade.chain(transformation, glissade.scaleByLearningRate(learningRate as glissade.Hyper));
}

/** Whether a row's optimizer can maximize; chains of transformations cannot. */
export const canMaximize = ({ optimizer }: OracleCase): boolean =>
  !(optimizer in transformations) && optimizer !== "scaleByCautious";

/** An optimizer of the package by its name; tables may name some that it does not have yet. */
export const make = (optimizer: string, options: Record<string, unknown>): glissade.Optimizer =>
  optimizer in transformations
    ? transforming(optimizer, options)
    : (wrappers[optimizer] ?? (factories.get(optimizer) as Factory))(options);

/** The optimizer of a case, with a learning rate given for each step, and schedules in place of other options. */
export function optimizerOf(
  { optimizer, like, options }: OracleCase,
  rate: glissade.Schedule,
  schedules: Readonly<Record<string, glissade.Schedule>> = {},
): glissade.Optimizer {
  const { learningRate, ...given } = options;
  const rest = { ...given, ...schedules };
  // The paper's decay follows the schedule's multiplier, apart from the rate.
  if (optimizer === "adamw" && like === "paper") {
    const schedule = (count: number) => rate(count) / learningRate;
    return make(optimizer, { ...rest, like, learningRate, schedule });
  }
  return make(optimizer, { ...rest, ...(like && { like }), learningRate: rate });
}

type Paced = Pick<Problem, "pace" | "changes">;

/** The rate of a case as a schedule that changes at every step, at the pace of a problem. */
export const changingRate =
  ({ options }: OracleCase, { pace = () => 1 }: Paced = {}): glissade.Schedule =>
  (count) =>
    options.learningRate * pace(count) * (1 + (count % 7) / 10);

/** The optimizer of a row at its changing rate, and with those options that a problem changes. */
export const changing = (row: OracleCase, problem: Paced = {}): glissade.Optimizer => {
  const names = Object.keys(problem.changes ?? {});
  const schedule = (name: string) => (count: number) => optionsAt(problem, count)[name] as number;
  const schedules = Object.fromEntries(names.map((name) => [name, schedule(name)]));
  return optimizerOf(row, changingRate(row, problem), schedules);
};

/** The row with other values for those options that it has. */
export function withOptions(row: OracleCase, changed: Options): OracleCase {
  const known = Object.entries(changed).filter(([name]) => name in row.options);
  return { ...row, options: { ...row.options, ...Object.fromEntries(known) } };
}

type Case = readonly [name: string, row: OracleCase];

const [present, absent]: [Case[], Case[]] = [[], []];
for (const entry of Object.entries(oracles)) (isExported(entry[1]) ? present : absent).push(entry);

/** All cases by name whose optimizer the package has. */
export const cases: readonly Case[] = present;

/** Those that are tested: the first of each optimizer in `npm test`, all of them in `npm run conformance`. */
export const tested: readonly Case[] =
  process.env.GLISSADE_TABLE === "all"
    ? cases
    : cases.filter(
        ([, { optimizer }], index) => cases.findIndex(([, row]) => row.optimizer === optimizer) === index,
      );

/** Names of cases whose optimizer it does not have yet. */
export const missing: readonly string[] = absent.map(([name]) => name);

/** The backends under test. */
export const devices = ["js", "wasm"] as const;

/** Types of elements under test. */
export const dtypes = ["float64", "float32"] as const;

/** A test of every row that is tested; of those that are exceptions, that they are. */
export function everyRow(property: string, holds: (row: OracleCase) => void | Promise<void>): void {
  for (const [name, row] of tested) {
    const reason = exceptionOf(property, name);
    if (reason === undefined) test(`${name} ${property}`, () => holds(row));
    else test.fails(`not so: ${name} ${property}, since ${reason}`, () => holds(row));
  }
}
