/** Every row's optimizer as one rule: the same bits in every step, or an error that says why there is none. */
import { expect, test } from "vitest";
import { chain, OneRuleError, type Optimizer, rule, scaleByLearningRate } from "../../src/index.ts";
import { changing, ofMatrices, tested } from "./cases.ts";
import { flat, follow } from "./descents.ts";
import { type Problem, paramsOf, restrict, shaped } from "./problems.ts";

/** Rows whose equations stand in more than one text. */
const refused: Readonly<Record<string, RegExp>> = {
  accumulate: /^accumulate takes several gradients a step/,
  lossScale: /^lossScale takes the scale of the loss out of gradients/,
  sophia: /^sophia takes estimates between steps/,
  sam: /^sam takes several gradients a step/,
  projectionBox: /^projectionBox bounds the parameters/,
  projectionL2Ball: /^projectionL2Ball bounds the parameters/,
  ...Object.fromEntries(
    [...ofMatrices].map((name) => [name, /^it has other rules for "matrix 4 x 8" than for "\*"/]),
  ),
  keepParamsNonnegative: /^projectionBox bounds the parameters/,
};

/** The optimizer made again from its one rule. */
async function again(optimizer: Optimizer, params?: unknown): Promise<Optimizer> {
  const { definition, schedules, learningRate } = await optimizer.asRule(
    params === undefined ? {} : { params },
  );
  const made = rule(definition)(schedules);
  return learningRate === undefined ? made : chain(made, scaleByLearningRate(learningRate));
}

/** All parameters after each step, and those to evaluate with. */
async function run(optimizer: Optimizer, problem: Problem): Promise<Float64Array[]> {
  const seen: Float64Array[] = [];
  const see = (descent: Parameters<typeof flat>[0]) => seen.push(flat(descent, problem));
  await follow(optimizer, problem, { device: "js" }, see, async (descent) => {
    see({ params: await descent.evalParams() });
  });
  return seen;
}

const problem = shaped({ steps: 12 });

for (const [name, row] of tested) {
  const optimizer = changing(row, problem);
  test(`${name} as one rule`, async () => {
    const reason = refused[row.optimizer];
    if (reason) {
      await expect(optimizer.asRule()).rejects.toThrow(OneRuleError);
      await expect(optimizer.asRule()).rejects.toThrow(reason);
      return;
    }
    const isSplit = await optimizer.asRule().then(
      () => false,
      ({ message }) => /^it has other rules for "[^"]*" than for/.test(message),
    );
    for (const part of isSplit
      ? Object.keys(problem.shapes).map((one) => restrict(problem, [one]))
      : [problem]) {
      const params = isSplit ? paramsOf(part) : undefined;
      expect(await run(await again(optimizer, params), part)).toEqual(await run(optimizer, part));
    }
  });
}
