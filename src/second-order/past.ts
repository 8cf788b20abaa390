/** What L-BFGS remembers of its steps: the pairs, and the point from which the last step went. */
import type { Elements } from "../language/dtype.ts";
import type { MethodState, Point } from "./method.ts";
import { Pairs } from "./pairs.ts";

/** Whether a pair is kept. */
export type IsKept = (sy: number, yy: number) => boolean;

/** The memory, which learns from the point that it sees at the beginning of each step. */
export class Past {
  readonly pairs: Pairs;
  readonly #isKept: IsKept;
  readonly #x: Float64Array;
  readonly #gradient: Float64Array;
  readonly #s: Float64Array;
  readonly #y: Float64Array;
  #isBegun = false;

  constructor(size: number, memorySize: number, isFloat32: boolean, isKept: IsKept) {
    this.pairs = new Pairs(size, memorySize, isFloat32);
    this.#isKept = isKept;
    [this.#x, this.#gradient] = [new Float64Array(size), new Float64Array(size)];
    [this.#s, this.#y] = [new Float64Array(size), new Float64Array(size)];
  }

  /** Takes in the pair of the step that led here. */
  see({ x, gradient }: Point): void {
    if (this.#isBegun) {
      for (let i = 0; i < x.length; i++) {
        this.#s[i] = x[i]! - this.#x[i]!;
        this.#y[i] = gradient[i]! - this.#gradient[i]!;
      }
      this.pairs.push(this.#s, this.#y, this.#isKept);
    }
    this.#isBegun = true;
    this.#x.set(x);
    this.#gradient.set(gradient);
  }

  clear(): void {
    this.pairs.clear();
    this.#isBegun = false;
    this.#x.fill(0);
    this.#gradient.fill(0);
  }

  save(): MethodState {
    const { s, y } = this.pairs.save();
    const before = { x: this.#x.slice(), g: this.#gradient.slice() };
    return { begun: Number(this.#isBegun), pairs: this.pairs.count, s, y, ...before };
  }

  expected(pairs: number): MethodState {
    const rows: Elements = this.pairs.rowsOf(pairs);
    return { begun: 0, pairs: 0, s: rows, y: rows, x: this.#x, g: this.#gradient };
  }

  load({ begun, s, y, x, g }: MethodState): void {
    this.#isBegun = begun === 1;
    this.pairs.load(s as Elements, y as Elements);
    this.#x.set(x as Elements);
    this.#gradient.set(g as Elements);
  }
}
