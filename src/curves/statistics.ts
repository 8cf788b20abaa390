/**
 * What a fit says of its parameters: covariance (J^T J)^-1 s^2 by the triangle of the Jacobian, standard errors, t intervals. Seber, Wild: Nonlinear Regression, 1989,
 * sections 2.1.2 and 5.1.
 */

import { rankOf } from "./rank.ts";
import type { Solution } from "./solve.ts";
import { quantileOfT, tailsOfT } from "./student.ts";
import type { Box } from "./system.ts";

/** A number of each pair of parameters; null where one of them has no standard error. */
export type Matrix = readonly (readonly (number | null)[])[];

/** A parameter of a fit. */
export interface Parameter {
  readonly name: string;
  readonly value: number;
  /** Its standard error; null where there is none, for the reason that `state` says. */
  readonly standardError: number | null;
  /** The interval that covers the true value with the confidence asked for. */
  readonly interval: { readonly low: number; readonly high: number } | null;
  /** Its value divided by its standard error, and the probability of so large a one if the true value is 0. */
  readonly t: number | null;
  readonly p: number | null;
  /** `undetermined`: the data cannot tell it apart from others. */
  readonly state: "free" | "fixed" | "at its lower bound" | "at its upper bound" | "undetermined";
}

/** What the residuals and the Jacobian at the solution say. */
export interface Statistics {
  readonly parameters: readonly Parameter[];
  readonly covariance: Matrix;
  readonly correlation: Matrix;
  /** Rows of weight above 0 less free parameters that the data can tell apart. */
  readonly degreesOfFreedom: number;
  /** The square root of the loss by the degrees of freedom; null without any. */
  readonly residualStandardDeviation: number | null;
  /** What to know of the result, in words; empty where all is well. */
  readonly cautions: readonly string[];
}

/** What is known of a fit besides its solution. */
export interface Setting {
  readonly names: readonly string[];
  readonly fixed: ReadonlySet<number>;
  readonly box: Box;
  /** Rows of weight above 0. */
  readonly counted: number;
  readonly isAbsolute: boolean;
  readonly isRobust: boolean;
  readonly confidence: number;
}

/** What predictions take from a fit. */
export interface Spread {
  /** The variance of an observation of weight 1; undefined where nothing is left to estimate it from. */
  readonly variance: number | undefined;
  /** How many standard errors an interval reaches to each side. */
  readonly quantile: number;
  /** The variance of a value by its derivatives with respect to all parameters. */
  varianceOf(gradient: ArrayLike<number>): number;
}

/** Numbers of pairs of parameters. */
export type Matrices = Pick<Statistics, "covariance" | "correlation">;

/** All of it; matrices are computed when they are asked for. */
export interface Estimated {
  readonly statistics: Omit<Statistics, keyof Matrices>;
  readonly matrices: () => Matrices;
  readonly spread: Spread;
}

/** The statistics of a solution, and what predictions take. */
export function statisticsOf(solution: Solution, setting: Setting): Estimated {
  const { x, triangle, loss, isExact } = solution;
  const { names, fixed, box, counted, isAbsolute, isRobust, confidence } = setting;
  const states = names.map((_, j): Parameter["state"] => {
    if (fixed.has(j)) return "fixed";
    if (x[j] === box.low[j]) return "at its lower bound";
    return x[j] === box.high[j] ? "at its upper bound" : "free";
  });
  const free = names.flatMap((_, j) => (states[j] === "free" ? [j] : []));
  const {
    independent,
    confounded,
    triangle: scaled,
    norms,
  } = rankOf(free.length === names.length ? triangle : triangle.select(free), isExact);
  for (const at of confounded) states[free[at]!] = "undetermined";
  const degreesOfFreedom = counted - independent.length;
  const variance = isAbsolute ? 1 : degreesOfFreedom > 0 ? loss / degreesOfFreedom : undefined;

  const size = independent.length;
  /** Rows of the inverse of the triangle: their products are the elements of (J^T J)^-1. */
  const rows = independent.map((_, at) => {
    const row = new Float64Array(size);
    row[at] = 1;
    scaled.solveTransposed(row);
    return row;
  });
  /** The covariance of two of the independent parameters, null where one of them has none. */
  const covarianceOf = (a: number, b: number): number | null => {
    const one = independent[a]!;
    const other = independent[b]!;
    if (variance === undefined || confounded.has(one) || confounded.has(other)) return null;
    let product = 0;
    for (let i = 0; i < size; i++) product += rows[a]![i]! * rows[b]![i]!;
    return (variance * product) / norms[one]! / norms[other]!;
  };
  const errors: (number | null)[] = names.map(() => null);
  for (let a = 0; a < size; a++) {
    const own = covarianceOf(a, a);
    errors[free[independent[a]!]!] = own === null ? null : Math.sqrt(own);
  }
  const matrixOf = (element: (a: number, b: number) => number | null): Matrix => {
    const matrix: (number | null)[][] = names.map(() => names.map(() => null));
    for (let a = 0; a < size; a++)
      for (let b = 0; b < size; b++) matrix[free[independent[a]!]!]![free[independent[b]!]!] = element(a, b);
    return matrix;
  };
  const correlationOf = (a: number, b: number): number | null => {
    const value = covarianceOf(a, b);
    if (value === null) return null;
    if (a === b) return 1;
    const scale = errors[free[independent[a]!]!]! * errors[free[independent[b]!]!]!;
    return scale > 0 ? value / scale : null;
  };
  const freedom = isAbsolute ? Number.POSITIVE_INFINITY : degreesOfFreedom;
  const quantile = variance === undefined ? 0 : quantileOfT(confidence, freedom);
  const parameters = names.map((name, j): Parameter => {
    const [value, standardError, state] = [x[j]!, errors[j]!, states[j]!];
    if (standardError === null)
      return { name, value, standardError, interval: null, t: null, p: null, state };
    const half = quantile * standardError;
    const t = standardError > 0 ? value / standardError : null;
    const p = t === null ? null : tailsOfT(t, freedom);
    return { name, value, standardError, interval: { low: value - half, high: value + half }, t, p, state };
  });
  const cautions = cautionsOf(parameters, degreesOfFreedom, setting);
  if (isRobust && free.length > 0)
    cautions.push("standard errors and intervals of a robust loss are approximate");
  const residualStandardDeviation = degreesOfFreedom > 0 ? Math.sqrt(loss / degreesOfFreedom) : null;
  const varianceOf = (gradient: ArrayLike<number>): number => {
    let sum = 0;
    for (let i = 0; i < size; i++) {
      let part = 0;
      for (let at = 0; at <= i; at++) {
        const j = independent[at]!;
        part += rows[at]![i]! * (gradient[free[j]!]! / norms[j]!);
      }
      sum += part * part;
    }
    return (variance ?? Number.NaN) * sum;
  };
  return {
    statistics: { parameters, degreesOfFreedom, residualStandardDeviation, cautions },
    matrices: () => ({ covariance: matrixOf(covarianceOf), correlation: matrixOf(correlationOf) }),
    spread: { variance, quantile, varianceOf },
  };
}

function cautionsOf(
  parameters: readonly Parameter[],
  degreesOfFreedom: number,
  { isAbsolute }: Setting,
): string[] {
  const cautions: string[] = [];
  const unknown = parameters.filter(({ state }) => state === "undetermined").map(({ name }) => name);
  if (unknown.length === 1)
    cautions.push(`the data say nothing of ${unknown[0]}: the model does not change with it here; fix it`);
  if (unknown.length > 1)
    cautions.push(
      `the data cannot tell ${unknown.join(", ")} apart: a change of one is made good by the others; fix one of them`,
    );
  const held = parameters.filter(({ state }) => state.startsWith("at its"));
  for (const { name, state } of held)
    cautions.push(`${name} is ${state}; it has no standard error, and the others' are those with it fixed`);
  if (degreesOfFreedom <= 0 && !isAbsolute)
    cautions.push("as many parameters as rows: nothing is left to estimate errors from");
  return cautions;
}
