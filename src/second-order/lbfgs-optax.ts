/** L-BFGS as `optax.lbfgs` computes it: every pair is kept, also one of negative curvature, and the zoom search takes a step in any case. */
import { Line } from "./line.ts";
import { copyPoint, type Evaluate, type Method, type MethodState, type Point, type Taken } from "./method.ts";
import type { Wolfe } from "./more-thuente.ts";
import { Past } from "./past.ts";
import { norm, scaled } from "./vectors.ts";
import { zoomSearch } from "./zoom-search.ts";

/** optax's form. */
export class OptaxLbfgs implements Method {
  readonly text: string;
  readonly #past: Past;
  readonly #line: Line;
  readonly #wolfe: Wolfe | undefined;
  readonly #isScaled: boolean;

  /** @param isScaled - whether the recursion begins with the scale of the newest pair, not with 1. */
  constructor(
    text: string,
    { size, isFloat32 }: { readonly size: number; readonly isFloat32: boolean },
    memorySize: number,
    wolfe: Wolfe | undefined,
    isScaled: boolean,
  ) {
    this.text = text;
    this.#past = new Past(size, memorySize, isFloat32, () => true);
    this.#line = new Line(size);
    this.#wolfe = wolfe;
    this.#isScaled = isScaled;
  }

  step(here: Point, evaluate: Evaluate, rate: number): Taken {
    const [line, { pairs }] = [this.#line, this.#past];
    this.#past.see(here);
    scaled(line.direction, -1, here.gradient);
    pairs.apply(line.direction, this.#isScaled ? this.#scale(here) : 1);
    for (let i = 0; i < line.direction.length; i++) line.direction[i]! *= rate;
    line.begin(here, evaluate);
    const found = this.#wolfe ? zoomSearch(line, this.#wolfe) : line.at(1);
    copyPoint(found, here);
    return { isTaken: true, isKnown: true, stepSize: found.step };
  }

  #scale({ gradient }: Point): number {
    const { pairs } = this.#past;
    if (pairs.count === 0) return Math.min(1, 1 / norm(gradient));
    const scale = pairs.scale()!;
    return Number.isNaN(scale) ? 1 : scale;
  }

  restart(): void {
    this.#past.clear();
  }

  save(): MethodState {
    return this.#past.save();
  }

  expected({ pairs }: Readonly<Record<string, number>>): MethodState {
    return this.#past.expected(pairs!);
  }

  problemOf({ pairs }: Readonly<Record<string, number>>): string | undefined {
    return this.#past.pairs.problemOf(pairs!);
  }

  isRows(name: string): boolean {
    return name === "s" || name === "y";
  }

  load(state: MethodState): void {
    this.#past.load(state);
  }
}
