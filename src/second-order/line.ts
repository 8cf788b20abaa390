/** A function along a line, as line searches see it. */
import { type Evaluate, type Point, pointOf } from "./method.ts";
import { dot } from "./vectors.ts";

/** A point of the line. */
export interface Trial extends Point {
  /** How far it lies along the direction. */
  step: number;
  /** The derivative along the direction. */
  slope: number;
}

/** How many points a search may keep at a time, the one that it evaluates included. */
const kept = 3;

const trialOf = (size: number): Trial => ({ ...pointOf(size), step: 0, slope: Number.NaN });

/** The points `x + step * direction`. Searches work with a few points, which are used again and again. */
export class Line {
  /** Where it begins: step 0. */
  readonly start: Trial;
  readonly direction: Float64Array;
  readonly #pool: readonly Trial[];
  #evaluate: Evaluate = () => {};
  #settle: ((x: Float64Array, step: number) => void) | undefined;

  constructor(size: number) {
    this.start = trialOf(size);
    this.direction = new Float64Array(size);
    this.#pool = Array.from({ length: kept }, () => trialOf(size));
  }

  /**
   * Begins at an evaluated point, in the direction that `direction` holds.
   *
   * @param settle - moves a point of the line into bounds.
   */
  begin(here: Point, evaluate: Evaluate, settle?: (x: Float64Array, step: number) => void): this {
    const { start, direction } = this;
    start.x.set(here.x);
    start.gradient.set(here.gradient);
    start.value = here.value;
    start.slope = dot(direction, start.gradient);
    this.#evaluate = evaluate;
    this.#settle = settle;
    return this;
  }

  /** Evaluates at a step. The result is overwritten by later ones, unless these are told to keep it. */
  at(step: number, ...keep: readonly Trial[]): Trial {
    const trial = this.#pool.find((point) => !keep.includes(point))!;
    const [{ x }, { start, direction }] = [trial, this];
    for (let i = 0; i < x.length; i++) x[i] = start.x[i]! + step * direction[i]!;
    this.#settle?.(x, step);
    this.#evaluate(trial);
    trial.step = step;
    trial.slope = dot(trial.gradient, direction);
    return trial;
  }
}
