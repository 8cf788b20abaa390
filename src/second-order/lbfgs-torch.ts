/**
 * L-BFGS as `torch.optim.LBFGS` computes it: a step is up to `maxIter` iterations, each with its own pair, and ends early where gradient, step or change of the
 * loss are small. Without a line search an iteration is the learning rate along its direction.
 */
import type { Elements } from "../language/dtype.ts";
import { Line } from "./line.ts";
import { copyPoint, type Evaluate, type Method, type MethodState, type Point, type Taken } from "./method.ts";
import type { Wolfe } from "./more-thuente.ts";
import { Pairs } from "./pairs.ts";
import { torchSearch } from "./torch-search.ts";
import { addScaled, dot, maxNorm, scaled, sumNorm } from "./vectors.ts";

/** torch's least s.y of a pair. */
const least = 1e-10;
const isKept = (sy: number): boolean => sy > least;

/** When a step ends. */
export interface TorchLimits {
  /** The largest number of iterations. */
  readonly maxIter: number;
  /** No iteration begins after so many evaluations. */
  readonly maxEval: number;
  /** It ends where no element of the gradient is larger. */
  readonly toleranceGrad: number;
  /** It ends where no element of a step, or not the loss, changes by more. */
  readonly toleranceChange: number;
}

/** torch's form. */
export class TorchLbfgs implements Method {
  readonly text: string;
  readonly #pairs: Pairs;
  readonly #line: Line;
  readonly #wolfe: Omit<Wolfe, "most"> | undefined;
  readonly #limits: TorchLimits;
  /** The gradient before the last iteration, and what it added to the parameters. */
  readonly #gradient: Float64Array;
  readonly #update: Float64Array;
  readonly #work: Float64Array;
  #iterations = 0;

  constructor(
    text: string,
    { size, isFloat32 }: { readonly size: number; readonly isFloat32: boolean },
    memorySize: number,
    wolfe: Omit<Wolfe, "most"> | undefined,
    limits: TorchLimits,
  ) {
    this.text = text;
    this.#pairs = new Pairs(size, memorySize, isFloat32);
    this.#line = new Line(size);
    this.#wolfe = wolfe;
    this.#limits = limits;
    [this.#gradient, this.#update] = [new Float64Array(size), new Float64Array(size)];
    this.#work = new Float64Array(size);
  }

  step(here: Point, evaluate: Evaluate, rate: number): Taken {
    const { maxIter, maxEval, toleranceGrad, toleranceChange } = this.#limits;
    const { direction } = this.#line;
    let [evaluations, stepSize, isKnown, isTaken] = [1, 0, true, false];
    const isFlat = () => maxNorm(here.gradient) <= toleranceGrad;
    if (isFlat()) return { isTaken, isKnown, stepSize };
    for (let iteration = 1; iteration <= maxIter; iteration++) {
      this.#iterations++;
      this.#towards(here.gradient, direction);
      this.#gradient.set(here.gradient);
      const before = here.value;
      const first = this.#iterations === 1 ? Math.min(1, 1 / sumNorm(here.gradient)) * rate : rate;
      const slope = dot(here.gradient, direction);
      stepSize = first;
      if (slope > -toleranceChange) {
        scaled(this.#update, stepSize, direction);
        break;
      }
      if (this.#wolfe) {
        const wolfe = { ...this.#wolfe, most: maxEval - evaluations };
        const found = torchSearch(this.#line.begin(here, evaluate), first, wolfe, toleranceChange);
        copyPoint(found.point, here);
        stepSize = found.point.step;
        evaluations += found.evaluations;
      } else {
        addScaled(here.x, first, direction);
        scaled(this.#update, first, direction);
        isKnown = iteration < maxIter;
        if (isKnown) evaluate(here);
        evaluations += Number(isKnown);
      }
      isTaken = true;
      scaled(this.#update, stepSize, direction);
      if (evaluations >= maxEval || isFlat()) break;
      if (maxNorm(this.#update) <= toleranceChange) break;
      if (Math.abs(here.value - before) < toleranceChange) break;
    }
    return { isTaken, isKnown, stepSize };
  }

  /** Takes in the pair of the last iteration, and writes the direction of the next. */
  #towards(gradient: Float64Array, direction: Float64Array): void {
    const pairs = this.#pairs;
    scaled(direction, -1, gradient);
    if (this.#iterations === 1) return;
    for (let i = 0; i < gradient.length; i++) this.#work[i] = gradient[i]! - this.#gradient[i]!;
    pairs.push(this.#update, this.#work, isKept);
    pairs.apply(direction, pairs.scale() ?? 1);
  }

  restart(): void {
    this.#pairs.clear();
    this.#iterations = 0;
    this.#gradient.fill(0);
    this.#update.fill(0);
  }

  save(): MethodState {
    const { s, y } = this.#pairs.save();
    const before = { g: this.#gradient.slice(), u: this.#update.slice() };
    return { iterations: this.#iterations, pairs: this.#pairs.count, s, y, ...before };
  }

  expected({ pairs }: Readonly<Record<string, number>>): MethodState {
    const rows = this.#pairs.rowsOf(pairs!);
    return { iterations: 0, pairs: 0, s: rows, y: rows, g: this.#gradient, u: this.#update };
  }

  problemOf({ pairs }: Readonly<Record<string, number>>): string | undefined {
    return this.#pairs.problemOf(pairs!);
  }

  isRows(name: string): boolean {
    return name === "s" || name === "y";
  }

  load({ iterations, s, y, g, u }: MethodState): void {
    this.#iterations = iterations as number;
    this.#pairs.load(s as Elements, y as Elements);
    this.#gradient.set(g as Elements);
    this.#update.set(u as Elements);
  }
}
