/**
 * Newton's method in a trust region: a step goes to the lowest point of the quadratic model within a radius, which grows where the model is right and shrinks where it
 * is not. Nocedal, Wright: Numerical Optimization, 2006, algorithm 4.1.
 */
import { ParameterError } from "../descent/leaf.ts";
import {
  copyPoint,
  type Evaluate,
  type Method,
  type MethodState,
  type Point,
  pointOf,
  type Taken,
} from "./method.ts";
import { eigenOf } from "./symmetric.ts";
import { trustStep } from "./trust-region.ts";
import { dot, isFiniteVector, norm } from "./vectors.ts";

/** A step is taken where the function falls by this part of what the model promises. */
const enough = 1e-4;
/** The radius shrinks below the first part, and grows above the second. */
const [poor, good] = [0.25, 0.75];
/** The most evaluations of a step: the radius has shrunk to nothing. */
const most = 100;
/** What of a value is rounding. */
const rounding = 2 ** -50;

/** Newton's method. */
export class Newton implements Method {
  readonly text: string;
  /** Row by row: the function writes it wherever it is evaluated. */
  readonly hessian: Float64Array;
  readonly #sign: number;
  readonly #first: number | undefined;
  readonly #trial: Point;
  /** 0 before the first step. */
  #radius = 0;

  /** @param radius - of the first step; undefined for the norm of the start. */
  constructor(size: number, radius: number | undefined, climbs: boolean) {
    this.text = `radius = ${radius ?? "norm of the start"}`;
    this.hessian = new Float64Array(size * size).fill(Number.NaN);
    this.#sign = climbs ? -1 : 1;
    this.#first = radius;
    this.#trial = pointOf(size);
  }

  step(here: Point, evaluate: Evaluate): Taken {
    const trial = this.#trial;
    const size = here.x.length;
    this.#radius ||= this.#first ?? (norm(here.x) || 1);
    const declined: Taken = { isTaken: false, isKnown: true, stepSize: this.#radius };
    if (this.hessian.every(Number.isNaN))
      throw new ParameterError(
        "newton: all second derivatives are NaN; the closure must write them into descent.hessian, row by row",
      );
    if (!hasFiniteRows(this.hessian, size)) return declined;
    const eigen = eigenOf(
      this.hessian.map((value) => this.#sign * value),
      size,
    );
    const before = this.hessian.slice();
    for (let turn = 0; turn < most; turn++) {
      const { step, predicted, length, isOnBoundary } = trustStep(eigen, here.gradient, this.#radius);
      if (!(predicted > 0)) break;
      for (let i = 0; i < size; i++) trial.x[i] = here.x[i]! + step[i]!;
      if (trial.x.every((value, i) => value === here.x[i])) break;
      evaluate(trial);
      const ratio = ratioOf(here, trial, predicted);
      if (ratio < poor) this.#radius = poor * length;
      else if (ratio > good && isOnBoundary) this.#radius *= 2;
      if (ratio <= enough) continue;
      copyPoint(trial, here);
      return { isTaken: true, isKnown: true, stepSize: this.#radius };
    }
    this.hessian.set(before);
    return declined;
  }

  restart(): void {
    this.#radius = 0;
    this.hessian.fill(Number.NaN);
  }

  save(): MethodState {
    return { radius: this.#radius };
  }

  expected(): MethodState {
    return { radius: 0 };
  }

  problemOf({ radius }: Readonly<Record<string, number>>): string | undefined {
    return radius! >= 0 ? undefined : `radius must be at least 0; got ${radius}`;
  }

  isRows(): boolean {
    return false;
  }

  load({ radius }: MethodState): void {
    this.#radius = radius as number;
  }
}

/** Whether the upper triangle, which is what is read, is of finite numbers. */
const hasFiniteRows = (matrix: Float64Array, size: number): boolean =>
  Array.from({ length: size }, (_, i) => matrix.subarray(i * size + i, (i + 1) * size)).every(isFiniteVector);

/** The part of the promised decrease that came. Where both are rounding, the gradient decides. */
function ratioOf(here: Point, trial: Point, predicted: number): number {
  if (!Number.isFinite(trial.value) || !isFiniteVector(trial.gradient)) return -1;
  const actual = here.value - trial.value;
  const noise = rounding * Math.abs(here.value);
  if (Math.abs(actual) > noise || predicted > noise) return actual / predicted;
  return dot(trial.gradient, trial.gradient) < dot(here.gradient, here.gradient) ? 1 : 0;
}
