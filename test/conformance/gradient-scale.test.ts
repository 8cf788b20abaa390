/**
 * If all gradients are multiplied by one number, theory says for many rows that the distance travelled is multiplied by a power
 * of that number, the degree. With a power of two this holds to the bit. Terms that only guard against divisions by zero are made too
 * small to matter.
 */
import { expect, test } from "vitest";
import type { Options, OracleCase } from "../oracle/index.ts";
import { cases, changing, everyRow, withOptions } from "./cases.ts";
import { trajectory } from "./descents.ts";
import { firstDifference, hasMoved, worstError } from "./errors.ts";
import { extreme, type Problem, shaped } from "./problems.ts";

interface Family {
  /** The power of the gradients' scale that steps have; undefined where theory promises none. */
  readonly degree: number | undefined;
  readonly because: string;
  /** Names of optimizers, or of forms. */
  readonly of: string;
  readonly changed?: Options;
}

const families: readonly Family[] = [
  { degree: undefined, because: "m starts at a number", of: "yogi/optax" },
  { degree: undefined, because: "steps grow out of eps", of: "adadelta", changed: { eps: 1e-6 } },
  { degree: undefined, because: "the first steps are plain gradients, later ones are rescaled", of: "radam" },
  { degree: undefined, because: "the way up has one length", of: "sam" },
  { degree: undefined, because: "a number is added to eigenvalues", of: "shampoo", changed: { eps: 1 } },
  {
    degree: undefined,
    because: "the second moment starts at a size of its own",
    of: "fedAdagrad fedAdam fedYogi",
  },
  {
    degree: undefined,
    because: "gradients are limited",
    of: "mars clip clipByNorm clipByBlockRms clipByGlobalNorm adaptiveGradClip",
  },
  {
    degree: undefined,
    because: "bounds have a size of their own, or steps grow out of eps",
    of: "projectionBox projectionL2Ball keepParamsNonnegative",
    changed: { eps: 1e-6 },
  },
  {
    degree: 0,
    because: "a mean of gradients over a root of their squares, or over their largest",
    of: "adamw adamax nadamw adabelief adan ademamix adopt adamMini sm3 adafactor scheduleFreeAdamw laprop",
  },
  {
    degree: 0,
    because: "the same, without a decay that joins the gradient and a start that is no gradient's",
    of: "adam amsgrad nadam rmsprop adagrad yogi",
    changed: { v0: 0, initialAccumulator: 0, initialScale: 0, activation: "sign", weightDecay: 0 },
  },
  { degree: 0, because: "signs alone", of: "lion tiger signSgd signum rprop scaleBySign" },
  { degree: 0, because: "without estimates every element reaches its bound", of: "sophia" },
  {
    degree: 0,
    because: "a gradient over its norm",
    of: "lamb lars novograd fromage scaleByTrustRatio",
    changed: { weightDecay: 0, minNorm: 0 },
  },
  {
    degree: 0,
    because: "an orthogonal matrix, or Adam",
    of: "muon normuon adamuon dion",
    changed: { adamEps: 1e-300, normEps: 1e-300 },
  },
  {
    degree: 0,
    because: "a mean over a root of squares, in a basis of its own",
    of: "soap",
    changed: { weightDecay: 0 },
  },
  {
    degree: 0,
    because: "Adam at an estimate that is a ratio of sums of gradients",
    of: "prodigy dadaptAdam",
  },
  {
    degree: 1,
    because: "a linear recurrence",
    of: "sgd fedAvg optimisticGradientDescent scheduleFreeSgd trace ema scale centralize addDecayedWeights scaleByCautious reduceOnPlateau zeroNans skipNonFinite lossScale freeze",
  },
  {
    degree: 1 / 3,
    because: "a sum over the cube root of a sum of squares",
    of: "madgrad",
    changed: { weightDecay: 0 },
  },
  {
    degree: -1,
    because: "a gradient over its squared norm, times a loss that stays as it is",
    of: "polyakSgd",
    changed: { maxLearningRate: 1e300 },
  },
  { degree: 1, because: "plain descent inside", of: "lookahead/default emaParams polyakAverage" },
  { degree: 0, because: "Adam inside", of: "lookahead/optax cautious accumulate" },
];

const invisible = 1e-300;
const guards = { eps: invisible, epsRoot: invisible, eps1: invisible };

const familyOf = ({ optimizer, like }: OracleCase): Family | undefined =>
  [`${optimizer}/${like ?? "default"}`, optimizer]
    .map((name) => families.find(({ of }) => of.split(" ").includes(name)))
    .find((family) => family !== undefined);

/** Every element has a gradient, and no tensor starts at zero. */
const gentle: Problem = {
  ...shaped({ steps: 24, patterns: ["flip", "normal", "alternate"] }),
  start: extreme({ steps: 0 }).start,
};

const scaled = (problem: Problem, factor: number): Problem => ({
  ...problem,
  gradients: problem.gradients.map((row) => row.map((g) => g * factor)),
});

/** What to do for a row of no family. */
const unknown = ({ optimizer }: OracleCase): string =>
  `${optimizer} is of no family: add its name to one of \`families\` in test/conformance/gradient-scale.test.ts, by the power of ` +
  "the gradients' scale that its steps have: 0 where they have the same length for gradients of any size, 1 where they grow with them";

test("every row is of a family", () => {
  const apart = cases.filter(([, row]) => !familyOf(row)).map(([, row]) => unknown(row));
  expect([...new Set(apart)]).toEqual([]);
});

everyRow("follows the scale of its gradients as theory says", async (row) => {
  const { degree, changed = {} } = familyOf(row) ?? expect.fail(unknown(row));
  const optimizer = changing(withOptions(row, { ...guards, ...changed }));
  // From zero, the distance is the place.
  const problem =
    degree === 0 || degree === undefined ? gentle : { ...gentle, start: gentle.start.map(() => 0) };
  const meant = await trajectory(optimizer, problem);
  expect(hasMoved(meant, problem.start)).toBe(true);
  if (degree === undefined) {
    const found = await trajectory(optimizer, scaled(problem, 2 ** -40));
    expect(firstDifference(meant, found)).toBeDefined();
    return;
  }
  for (const factor of [2 ** 9, 2 ** -9]) {
    const found = await trajectory(optimizer, scaled(problem, factor));
    const expected = meant.map((row) => row.map((p) => p * 2 ** (Math.log2(factor) * degree)));
    if (Number.isInteger(degree)) expect(firstDifference(expected, found), `times ${factor}`).toBeUndefined();
    else expect(worstError(expected, found), `times ${factor}`).toBeLessThan(1e-12);
  }
});
