/**
 * Trials without an oracle: where gradients are not finite, or hardly change, a mutant is compared with the optimizer
 * itself. What is NaN or infinite must be so at the same steps in the same elements. That the optimizer is right there is
 * for non-finite.test.ts and steady.test.ts to say.
 */
import { chain } from "../../src/compose/chain.ts";
import type { DType } from "../../src/language/dtype.ts";
import type { Transformation } from "../../src/rule/transformation.ts";
import { changing } from "../../test/conformance/cases.ts";
import { begin, flat, take } from "../../test/conformance/descents.ts";
import { type Problem, placesOf, shaped, steady } from "../../test/conformance/problems.ts";
import type { OracleCase } from "../../test/oracle/index.ts";
import type { Trial } from "./trial.ts";

/** The parameters after each step, and those to evaluate with. */
async function outcome(of: Transformation, problem: Problem, dtype: DType): Promise<Float64Array[]> {
  const descent = await begin(chain(of), problem, { device: "js", dtype });
  const seen: Float64Array[] = [];
  take(descent, problem, { after: () => seen.push(flat(descent, problem)) });
  if (descent.pending === 0) seen.push(flat({ params: await descent.evalParams() }, problem));
  descent.dispose();
  return seen;
}

const isOfAKind = (a: number, b: number): boolean =>
  Number.isFinite(a) ? Number.isFinite(b) : Object.is(a, b);

type Difference = (own: number, found: number) => number;

/** Infinite where one is finite, NaN or infinite, and the other is not. */
const ofKinds: Difference = (own, found) => (isOfAKind(own, found) ? 0 : Number.POSITIVE_INFINITY);

const ofValues: Difference = (own, found) =>
  own === found || Number.isNaN(own) ? ofKinds(own, found) : Math.abs(found - own) / Math.abs(own);

interface Setting {
  readonly problem: Problem;
  readonly dtype: DType;
  readonly difference: Difference;
  readonly tolerance: number;
}

function outcomeTrial(
  row: string,
  oracle: OracleCase,
  name: string,
  { problem, dtype, difference, tolerance }: Setting,
): Trial {
  const optimizer = changing(oracle, problem);
  let own: Promise<Float64Array[]> | undefined;
  const error: Trial["error"] = async (other) => {
    own ??= outcome(optimizer, problem, dtype);
    const meant = await own;
    const found = await outcome(other, problem, dtype);
    let worst = 0;
    for (const [t, values] of meant.entries()) {
      for (const [i, value] of values.entries()) {
        const error = difference(value, found[t]![i]!);
        worst = Number.isNaN(error) ? Number.POSITIVE_INFINITY : Math.max(worst, error);
      }
    }
    return worst;
  };
  return { row, problem: name, optimizer, tolerance, error };
}

/** In float32 a box is rounded inwards: infinite where a parameter lies outside. */
function insideTrial(row: string, oracle: OracleCase, { min, max }: { min: number; max: number }): Trial {
  const problem = shaped({ steps: 40, float32: true });
  const optimizer = changing(oracle, problem);
  const error: Trial["error"] = async (other) => {
    const found = await outcome(other, problem, "float32");
    return found.every((values) => values.every((value) => value >= min && value <= max))
      ? 0
      : Number.POSITIVE_INFINITY;
  };
  return { row, problem: "inside", optimizer, tolerance: 0, error };
}

/** One gradient that is not finite, beside one that is 0 in all steps, and followed by 0. */
function poisoned(value: number, at: number): Problem {
  const problem = shaped({ steps: 10 });
  const { start } = placesOf(problem.shapes)[1]!;
  for (const row of problem.gradients) row[start + 2] = 0;
  problem.gradients[at]![start + 1] = value;
  for (const row of problem.gradients.slice(at + 1, at + 3)) row[start + 1] = 0;
  return problem;
}

/** The trials of a row. */
export function outcomeTrials(row: string, oracle: OracleCase): Trial[] {
  const kinds = { dtype: "float64", difference: ofKinds, tolerance: Number.MAX_VALUE } as const;
  const trial = (name: string, setting: Setting) => outcomeTrial(row, oracle, name, setting);
  const trials = [
    trial("NaN", { ...kinds, problem: poisoned(Number.NaN, 4) }),
    trial("NaN at first", { ...kinds, problem: poisoned(Number.NaN, 0) }),
    trial("infinite", { ...kinds, problem: poisoned(Number.POSITIVE_INFINITY, 4) }),
  ];
  if (oracle.cancelsWhenConstant) {
    const setting: Setting = { problem: steady(), dtype: "float32", difference: ofValues, tolerance: 0.1 };
    trials.push(trial("steady", setting));
  }
  const { min, max } = oracle.options;
  if (typeof min === "number" && typeof max === "number") trials.push(insideTrial(row, oracle, { min, max }));
  return trials;
}
