/** The result of a fit: parameters by name, how well the curve fits, predictions with bands. Seber, Wild: Nonlinear Regression, 1989, section 5.1. */
import { tapeOf } from "./curve-system.ts";
import { numbers } from "./numbers.ts";
import { type Fitted, predict } from "./predict.ts";
import type { CurveFit, Prediction, PredictOptions } from "./result.ts";
import { Estimates, type Matrices, type Matrix, type Parameter } from "./statistics.ts";
import { summaryOf } from "./summary.ts";
import type { Table } from "./table.ts";

/** The result of a fit. */
export const curveFit = <Name extends string>(fitted: Fitted): CurveFit<Name> =>
  new FittedCurve<Name>(fitted);

/** A fit whose curve, errors and texts are computed when they are first asked for. */
class FittedCurve<Name extends string> implements CurveFit<Name> {
  readonly formula: string;
  readonly response: string;
  readonly names: readonly Name[];
  readonly predictors: readonly string[];
  readonly omitted: readonly number[];
  readonly loss: number;
  readonly converged: boolean;
  readonly reason: string;
  readonly evaluations: CurveFit["evaluations"];
  readonly #of: Fitted;
  /** The curve at the rows that were fitted; and the copy that users have. */
  #ownValues: Float64Array | undefined;
  #fitted: Float64Array | undefined;
  #estimates: Estimates | undefined;
  #parameters: CurveFit<Name>["parameters"] | undefined;
  #matrices: Matrices | undefined;
  #start: CurveFit<Name>["start"] | undefined;
  #cautions: readonly string[] | undefined;
  #residuals: Float64Array | undefined;
  #rSquared: number | null | undefined;

  constructor(of: Fitted) {
    const { formula } = of.plan;
    const { solution } = of.found;
    this.formula = formula.text;
    this.response = formula.response.text;
    this.names = formula.parameters as readonly Name[];
    this.predictors = formula.predictors;
    this.omitted = of.data.omitted;
    this.loss = solution.loss;
    this.converged = solution.converged;
    this.reason = solution.reason;
    this.evaluations = solution.evaluations;
    this.#of = of;
  }

  get #values(): Float64Array {
    if (!this.#ownValues) {
      const { plan, data, found } = this.#of;
      const tape = tapeOf(plan, data.columns, data.rows);
      tape.at(found.solution.x);
      this.#ownValues = numbers(data.rows);
      tape.values(this.#ownValues);
    }
    return this.#ownValues;
  }

  get #found(): Estimates {
    this.#estimates ??= estimatesOf(this.#of);
    return this.#estimates;
  }

  get parameters(): Readonly<Record<Name, Parameter>> {
    if (!this.#parameters) {
      const byName = {} as Record<Name, Parameter>;
      for (const parameter of this.#found.parameters) byName[parameter.name as Name] = parameter;
      this.#parameters = byName;
    }
    return this.#parameters;
  }

  get covariance(): Matrix {
    this.#matrices ??= this.#found.matrices();
    return this.#matrices.covariance;
  }

  get correlation(): Matrix {
    this.#matrices ??= this.#found.matrices();
    return this.#matrices.correlation;
  }

  get degreesOfFreedom(): number {
    return this.#found.degreesOfFreedom;
  }

  get residualStandardDeviation(): number | null {
    return this.#found.residualStandardDeviation;
  }

  get fitted(): Float64Array {
    this.#fitted ??= this.#values.slice();
    return this.#fitted;
  }

  get residuals(): Float64Array {
    const { response } = this.#of.data;
    this.#residuals ??= this.#values.map((value, row) => response[row]! - value);
    return this.#residuals;
  }

  get rSquared(): number | null {
    if (this.#rSquared === undefined) {
      const { response, factors } = this.#of.data;
      this.#rSquared = explained(response, this.#values, factors);
    }
    return this.#rSquared;
  }

  get start(): CurveFit<Name>["start"] {
    const { plan, found } = this.#of;
    const valuesOf = (x: Float64Array) =>
      Object.fromEntries(this.names.map((name, j) => [name, x[j]!])) as Record<Name, number>;
    this.#start ??= {
      values: valuesOf(found.start),
      isGiven: plan.start !== undefined,
      points: found.points,
      evaluations: found.evaluations,
      minima: found.minima.map(({ x, loss, searches }) => ({ values: valuesOf(x), loss, searches })),
    };
    return this.#start;
  }

  get cautions(): readonly string[] {
    const { minima } = this.#of.found;
    this.#cautions ??= [
      ...this.#found.cautions,
      ...constantPredictors(this.#of),
      ...(this.omitted.length > 0 ? [leftOut(this.omitted)] : []),
      ...(minima.length > 1 ? [otherMinima(this.start.minima)] : []),
    ];
    return this.#cautions;
  }

  get text(): string {
    return summaryOf(this, this.#of.plan);
  }

  predict(table?: Table, options?: PredictOptions): Prediction {
    return predict(this.#of, this.#found, table, options);
  }

  /** All of it as a plain object. */
  toJSON(): Omit<CurveFit<Name>, "predict" | "toJSON"> {
    const { parameters, covariance, correlation, degreesOfFreedom, residualStandardDeviation } = this;
    const { fitted, residuals, rSquared, start, cautions, text } = this;
    const found = { parameters, covariance, correlation, degreesOfFreedom, residualStandardDeviation };
    return { ...this, ...found, fitted, residuals, rSquared, start, cautions, text };
  }
}

/** What a fit says of its parameters. */
function estimatesOf({ plan, data, found }: Fitted): Estimates {
  const { formula, settings, fixed, box, robust } = plan;
  return new Estimates(found.solution, {
    ...{ names: formula.parameters, fixed, box, counted: data.counted },
    confidence: settings.confidence ?? 0.95,
    isAbsolute: settings.absolute ?? false,
    isRobust: !robust.isLinear,
  });
}

/** Predictors that are the same in all rows that count. */
function constantPredictors({ plan: { formula }, data: { columns, factors, counted } }: Fitted): string[] {
  if (counted < 2) return [];
  const first = factors ? factors.findIndex((factor) => factor > 0) : 0;
  return formula.predictors.flatMap((name) => {
    const values = columns.get(name)!;
    if (values.some((value, row) => value !== values[first] && factors?.[row] !== 0)) return [];
    return [
      `the predictor ${name} is ${values[first]} in all rows: the data say nothing of how the response depends on it`,
    ];
  });
}

/** 1 less the weighted sum of squares around the curve by that around the mean. */
function explained(
  response: Float64Array,
  fitted: Float64Array,
  factors: Float64Array | undefined,
): number | null {
  const weight = (row: number): number => (factors ? factors[row]! * factors[row]! : 1);
  let [total, sum] = [0, 0];
  for (let i = 0; i < response.length; i++) {
    if (weight(i) === 0) continue;
    total += weight(i);
    sum += weight(i) * response[i]!;
  }
  const mean = sum / total;
  let [around, left] = [0, 0];
  for (let i = 0; i < response.length; i++) {
    if (weight(i) === 0) continue;
    around += weight(i) * (response[i]! - mean) * (response[i]! - mean);
    left += weight(i) * (response[i]! - fitted[i]!) * (response[i]! - fitted[i]!);
  }
  return around > 0 ? 1 - left / around : null;
}

/** Which rows were left out. */
function leftOut(omitted: readonly number[]): string {
  const [few, rest] = [omitted.slice(0, 10).map((row) => row + 1), omitted.length - 10];
  const listed = rest > 0 ? `${few.join(", ")} and ${rest} more` : few.join(", ");
  return omitted.length === 1
    ? `a row with missing values was left out: ${listed}`
    : `${omitted.length} rows with missing values were left out: ${listed}`;
}

/** What to know of searches that ended elsewhere. */
function otherMinima(minima: CurveFit["start"]["minima"]): string {
  const [best, ...others] = minima;
  const all = minima.reduce((sum, { searches }) => sum + searches, 0);
  const shown = ({ values, loss }: (typeof minima)[number]) =>
    `${Object.entries(values)
      .map(([name, value]) => `${name} = ${Number(value.toPrecision(4))}`)
      .join(", ")} (sum of squares ${Number(loss.toPrecision(4))})`;
  return `of ${all} searches ${best!.searches} ended here, others in ${others.map(shown).join("; ")}`;
}
