/**
 * What a fit says of its parameters: covariance (J^T J)^-1 s^2 by the triangle of the Jacobian, standard errors, t intervals. Seber, Wild: Nonlinear Regression, 1989,
 * sections 2.1.2 and 5.1.
 */

import { numbers } from "./numbers.ts";
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
  readonly fixed: { has(place: number): boolean };
  readonly box: Box;
  /** Rows of weight above 0. */
  readonly counted: number;
  readonly isAbsolute: boolean;
  readonly isRobust: boolean;
  readonly confidence: number;
}

/** Numbers of pairs of parameters. */
export type Matrices = Pick<Statistics, "covariance" | "correlation">;

/** The statistics of a solution; matrices are computed when they are asked for. */
export class Estimates {
  readonly parameters: readonly Parameter[];
  readonly degreesOfFreedom: number;
  readonly residualStandardDeviation: number | null;
  readonly cautions: readonly string[];
  /** The variance of an observation of weight 1; undefined where nothing is left to estimate it from. */
  readonly variance: number | undefined;
  /** Places of free parameters; of those among them that the data can tell apart; and the norms of their columns. */
  readonly #free: readonly number[];
  readonly #independent: readonly number[];
  readonly #norms: readonly number[];
  readonly #confounded: ReadonlySet<number>;
  /** Rows of the inverse of the triangle, one after the other: their products are the elements of (J^T J)^-1. */
  readonly #inverse: Float64Array;

  constructor(solution: Solution, setting: Setting) {
    const { x, triangle, loss, isExact } = solution;
    const { names, fixed, box, counted, isAbsolute, isRobust, confidence } = setting;
    const states = names.map((_, j): Parameter["state"] => {
      if (fixed.has(j)) return "fixed";
      if (x[j] === box.low[j]) return "at its lower bound";
      return x[j] === box.high[j] ? "at its upper bound" : "free";
    });
    const free: number[] = [];
    for (let j = 0; j < names.length; j++) if (states[j] === "free") free.push(j);
    const ranked = rankOf(free.length === names.length ? triangle : triangle.select(free), isExact);
    const { independent, confounded } = ranked;
    for (const at of confounded) states[free[at]!] = "undetermined";
    [this.#free, this.#independent, this.#confounded] = [free, independent, confounded];
    this.#norms = ranked.norms;
    this.degreesOfFreedom = counted - independent.length;
    this.residualStandardDeviation =
      this.degreesOfFreedom > 0 ? Math.sqrt(loss / this.degreesOfFreedom) : null;
    this.variance = isAbsolute ? 1 : this.degreesOfFreedom > 0 ? loss / this.degreesOfFreedom : undefined;

    const size = independent.length;
    this.#inverse = numbers(size * size);
    for (let at = 0; at < size; at++) {
      this.#inverse[at * size + at] = 1;
      ranked.triangle.solveTransposed(this.#inverse, at * size);
    }
    const errors: (number | null)[] = names.map(() => null);
    for (let a = 0; a < size; a++) {
      const own = this.#covarianceOf(a, a);
      errors[free[independent[a]!]!] = own === null ? null : Math.sqrt(own);
    }
    const freedom = isAbsolute ? Number.POSITIVE_INFINITY : this.degreesOfFreedom;
    const quantile = this.variance === undefined ? 0 : quantileOfT(confidence, freedom);
    this.parameters = names.map((name, j): Parameter => {
      const [value, standardError, state] = [x[j]!, errors[j]!, states[j]!];
      if (standardError === null)
        return { name, value, standardError, interval: null, t: null, p: null, state };
      const half = quantile * standardError;
      const t = standardError > 0 ? value / standardError : null;
      const p = t === null ? null : tailsOfT(t, freedom);
      return { name, value, standardError, interval: { low: value - half, high: value + half }, t, p, state };
    });
    const cautions = cautionsOf(this.parameters, this.degreesOfFreedom, setting);
    if (isRobust && free.length > 0)
      cautions.push("standard errors and intervals of a robust loss are approximate");
    this.cautions = cautions;
  }

  /** The covariance of two of the independent parameters, null where one of them has none. */
  #covarianceOf(a: number, b: number): number | null {
    const [one, other, size] = [this.#independent[a]!, this.#independent[b]!, this.#independent.length];
    if (this.variance === undefined || this.#confounded.has(one) || this.#confounded.has(other)) return null;
    let product = 0;
    for (let i = 0; i < size; i++) product += this.#inverse[a * size + i]! * this.#inverse[b * size + i]!;
    return (this.variance * product) / this.#norms[one]! / this.#norms[other]!;
  }

  #correlationOf(a: number, b: number): number | null {
    const value = this.#covarianceOf(a, b);
    if (value === null) return null;
    if (a === b) return 1;
    const errorOf = (at: number) => this.parameters[this.#free[this.#independent[at]!]!]!.standardError!;
    const scale = errorOf(a) * errorOf(b);
    return scale > 0 ? value / scale : null;
  }

  #matrixOf(element: (a: number, b: number) => number | null): Matrix {
    const matrix: (number | null)[][] = this.parameters.map(() => this.parameters.map(() => null));
    const places = this.#independent.map((at) => this.#free[at]!);
    for (const [a, row] of places.entries())
      for (const [b, column] of places.entries()) matrix[row]![column] = element(a, b);
    return matrix;
  }

  matrices(): Matrices {
    return {
      covariance: this.#matrixOf((a, b) => this.#covarianceOf(a, b)),
      correlation: this.#matrixOf((a, b) => this.#correlationOf(a, b)),
    };
  }

  /** The variance of a value by its derivatives with respect to all parameters. */
  varianceOf(gradient: ArrayLike<number>): number {
    const size = this.#independent.length;
    let sum = 0;
    for (let i = 0; i < size; i++) {
      let part = 0;
      for (let at = 0; at <= i; at++) {
        const j = this.#independent[at]!;
        part += this.#inverse[at * size + i]! * (gradient[this.#free[j]!]! / this.#norms[j]!);
      }
      sum += part * part;
    }
    return (this.variance ?? Number.NaN) * sum;
  }
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
