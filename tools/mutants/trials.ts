/**
 * A trial: one row of the conformance table on one problem, in float64 on the backend without compilation. It tells
 * whether an optimizer computes what the oracle or the library does, and stops at the first step at which it does not.
 */
import { chain } from "../../src/compose/chain.ts";
import type { Schedule } from "../../src/index.ts";
import type { Transformation } from "../../src/rule/transformation.ts";
import { changing, changingRate, optimizerOf } from "../../test/conformance/cases.ts";
import { begin, take } from "../../test/conformance/descents.ts";
import {
  demandedBy,
  extreme,
  optionsAt,
  type Problem,
  placesOf,
  quiet,
  shaped,
  vanishing,
} from "../../test/conformance/problems.ts";
import { type Golden, golden } from "../../test/golden/golden.ts";
import { allPatterns } from "../../test/oracle/gradients.ts";
import type { OracleCase } from "../../test/oracle/index.ts";
import { outcomeTrials } from "./outcomes.ts";
import type { Trial } from "./trial.ts";

/** Parameters after steps, from the first on; steps that nobody knows of are left out. */
interface Expected {
  readonly params: readonly (ArrayLike<number> | undefined)[];
  /** The parameters to evaluate with, after the last step. */
  readonly evaluation?: ArrayLike<number> | undefined;
}

/** The trials of a row. */
export function trialsOf(row: string, oracle: OracleCase): Trial[] {
  const patterns = allPatterns.filter((pattern) => !(oracle.cancelsWhenConstant && pattern === "constant"));
  const problems: Readonly<Record<string, Problem>> = {
    extreme: extreme({ steps: 120, patterns }),
    shaped: shaped({ steps: 120 }),
    quiet: quiet(),
    vanishing: vanishing(),
    ...demandedBy(oracle),
  };
  const ofOracle = Object.entries(problems).map(([problem, given]): Trial => {
    const optimizer = changing(oracle, given);
    let expected: Expected | undefined;
    const error: Trial["error"] = (other, limit) => {
      expected ??= trajectory(oracle, changingRate(oracle, given), given);
      return worstError(other, given, expected, limit);
    };
    return { row, problem, optimizer, tolerance: 1e-12, error };
  });
  if (oracle.demands.drifts) ofOracle.push(driftingTrial(row, oracle));
  const records = Object.entries(golden).filter(([, record]) => record.case === row);
  return [
    ...ofOracle,
    ...outcomeTrials(row, oracle),
    ...records.map(([path, record]) => goldenTrial(row, oracle, path, record)),
  ];
}

/** A parameter that moves twice and then stays, in float32: an average that loses its moves never arrives. */
function driftingTrial(row: string, oracle: OracleCase): Trial {
  const steps = 20_000;
  const gradientAt = (count: number) => (count === 0 ? 3 : count === 100 ? -1 : 0);
  const { learningRate } = oracle.options;
  const expected = (): number => {
    const running = oracle.create(1);
    const p = Float64Array.of(1);
    for (let count = 0; count < steps; count++)
      running.step(p, Float64Array.of(gradientAt(count)), learningRate);
    return running.evaluation!(p)[0]!;
  };
  const error = async (optimizer: Transformation): Promise<number> => {
    const descent = await chain(optimizer).init({ x: new Float32Array([1]) }, { device: "wasm" });
    for (let count = 0; count < steps; count++) {
      descent.grads.x[0] = gradientAt(count);
      descent.step();
    }
    const found = (await descent.evalParams()).x[0]!;
    descent.dispose();
    const off = Math.abs(found - expected());
    return Number.isNaN(off) ? Number.POSITIVE_INFINITY : off;
  };
  const optimizer = optimizerOf(oracle, () => learningRate);
  return { row, problem: "drifting", optimizer, tolerance: 1e-6, error };
}

function goldenTrial(row: string, oracle: OracleCase, path: string, record: Golden): Trial {
  const { rateChange, shapes, start, ...given } = record.problem;
  const gradients = given.gradients.map((values) => Float64Array.from(values));
  const losses = given.losses ?? gradients.map(() => Number.NaN);
  let rate = oracle.options.learningRate;
  const problem = { shapes, start: Float64Array.from(start), gradients, losses };
  const expected = { params: gradients.map((_, count) => record.after[count + 1]) };
  return {
    row,
    problem: `golden ${path}`,
    optimizer: optimizerOf(oracle, () => rate),
    tolerance: 1e-11,
    error: (optimizer, limit) =>
      worstError(optimizer, problem, expected, limit, (count) => {
        rate = oracle.options.learningRate * (count + 1 >= rateChange.step ? rateChange.factor : 1);
      }),
  };
}

function trajectory(oracle: OracleCase, rate: Schedule, problem: Problem): Expected {
  const { start, shapes, gradients, losses, flushAfter, estimates } = problem;
  const running = oracle.create(start.length, {}, Object.values(shapes));
  const p = start.slice();
  const params = gradients.map((gradient, count) => {
    const told = estimates?.[count];
    if (told) running.estimate!(told);
    if (problem.changes) running.change!(optionsAt(problem, count));
    running.step(p, gradient, rate(running.taken ?? count), losses[count]);
    if (flushAfter?.includes(count + 1)) running.flush!(p, rate(running.taken!));
    return p.slice();
  });
  return { params, evaluation: running.evaluation?.(p) };
}

/** Relative to the largest value that the element has had. */
async function worstError(
  optimizer: Transformation,
  problem: Problem,
  expected: Expected,
  limit: number,
  before: (count: number) => void = () => {},
): Promise<number> {
  const places = placesOf(problem.shapes);
  const scales = new Float64Array(problem.start.length);
  before(0);
  const descent = await begin(chain(optimizer), problem, { device: "js" });
  let worst = 0;
  const compare = (found: typeof descent.params, row: ArrayLike<number>): void => {
    for (const { name, start } of places) {
      for (const [i, element] of found[name]!.data.entries()) {
        const value = row[start + i]!;
        const scale = Math.max(scales[start + i]!, Math.abs(value));
        scales[start + i] = scale;
        const error = element === value ? 0 : Math.abs(element - value) / scale;
        worst = Number.isNaN(error) ? Number.POSITIVE_INFINITY : Math.max(worst, error);
      }
    }
  };
  try {
    for (const [count, row] of expected.params.entries()) {
      before(count);
      take(descent, problem, { from: count, to: count + 1 });
      if (row) compare(descent.params, row);
      if (worst > limit) return Number.POSITIVE_INFINITY;
    }
    if (expected.evaluation) compare(await descent.evalParams(), expected.evaluation);
    return worst;
  } finally {
    descent.dispose();
  }
}
