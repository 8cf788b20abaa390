/**
 * L-BFGS as most use it: the two-loop recursion, and the strong Wolfe line search of Moré and Thuente. Liu, Nocedal: On the limited memory BFGS method for large scale
 * optimization, Math. Programming 45, 1989. With bounds the recursion is that of the parameters that are free.
 */
import { type Box, feasible, heldBy, holdOutward, intoBox, settle } from "./box.ts";
import { Line, type Trial } from "./line.ts";
import { copyPoint, type Evaluate, type Method, type MethodState, type Point, type Taken } from "./method.ts";
import { moreThuente, type Wolfe } from "./more-thuente.ts";
import { Past } from "./past.ts";
import { dot, norm, scaled } from "./vectors.ts";

const rounding = 2 ** -52;

/** A pair of positive curvature; what is left is rounding, or a function that curves down. */
const isKept = (sy: number, yy: number): boolean => sy > rounding * yy;

/** So often it is looked again which parameters are free; then the step goes along the gradient. */
const looks = 10;

/** The default form. */
export class DefaultLbfgs implements Method {
  readonly text: string;
  readonly #past: Past;
  readonly #line: Line;
  readonly #wolfe: Wolfe | undefined;
  readonly #box: Box | undefined;
  readonly #held: Uint8Array | undefined;
  readonly #work: Float64Array | undefined;

  /** @param wolfe - undefined for steps without a line search. */
  constructor(
    text: string,
    { size, isFloat32 }: { readonly size: number; readonly isFloat32: boolean },
    memorySize: number,
    wolfe: Wolfe | undefined,
    box: Box | undefined,
  ) {
    this.text = text;
    this.#past = new Past(size, memorySize, isFloat32, isKept);
    this.#line = new Line(size);
    this.#wolfe = wolfe;
    this.#box = box;
    this.#held = box && new Uint8Array(size);
    this.#work = box && new Float64Array(size);
  }

  step(here: Point, evaluate: Evaluate, rate: number): Taken {
    const { pairs } = this.#past;
    this.#past.see(here);
    let found = this.#search(here, evaluate, rate);
    if (!found && pairs.count > 0) {
      // The memory may be of another part of the function: once more along the gradient.
      pairs.clear();
      found = this.#search(here, evaluate, rate);
    }
    if (!found) return { isTaken: false, isKnown: true, stepSize: 0 };
    copyPoint(found, here);
    return { isTaken: true, isKnown: true, stepSize: found.step };
  }

  #search(here: Point, evaluate: Evaluate, rate: number): Trial | undefined {
    const [line, box] = [this.#line, this.#box];
    const { direction } = line;
    this.#towards(here, direction);
    const longest = box ? feasible(box, here, direction, this.#work!) : Number.POSITIVE_INFINITY;
    line.begin(here, evaluate, box && ((x) => settle(box, here.x, direction, x)));
    if (!(line.start.slope < 0)) return undefined;
    return this.#wolfe ? moreThuente(line, rate, longest, this.#wolfe) : line.at(Math.min(rate, longest));
  }

  /** Writes the direction: minus the inverse Hessian times the gradient, of those that are free. */
  #towards(here: Point, direction: Float64Array): void {
    const { pairs } = this.#past;
    const [box, held] = [this.#box, this.#held];
    if (box) heldBy(box, here, held!);
    for (let look = 0; look < looks; look++) {
      this.#downhill(here, direction);
      const gamma = pairs.scale(held);
      if (gamma === undefined) break;
      pairs.apply(direction, gamma, held);
      const isHeld = box !== undefined && holdOutward(box, here.x, direction, held!);
      if (!isHeld && dot(direction, here.gradient) < 0) return;
      if (!isHeld) break;
    }
    this.#downhill(here, direction);
    const gamma = Math.min(1, 1 / norm(direction));
    for (let i = 0; i < direction.length; i++) direction[i]! *= gamma;
  }

  #downhill({ gradient }: Point, direction: Float64Array): void {
    scaled(direction, -1, gradient);
    const held = this.#held;
    if (held) for (let i = 0; i < held.length; i++) if (held[i]) direction[i] = 0;
  }

  admit(x: Float64Array): void {
    if (this.#box) intoBox(this.#box, x);
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
