/**
 * The memory of L-BFGS: the last steps s and changes of the gradient y, in one ring of rows, and the product of the inverse Hessian that they stand for with a
 * vector. Nocedal, Wright: Numerical Optimization, 2006, algorithm 7.4 (the two-loop recursion).
 */
import type { Elements } from "../language/dtype.ts";
import { addScaled, dot } from "./vectors.ts";

/** A pair counts where s.y is above this part of y.y: below it is rounding, or the function curves down. */
const least = 2 ** -52;

/** Pairs of a step and the change of the gradient. Indices go from 0, the oldest, to `count - 1`. */
export class Pairs {
  readonly #size: number;
  readonly #most: number;
  /** Row 2k holds s and row 2k + 1 holds y of the place k. */
  readonly #rows: Elements;
  readonly #rho: Float64Array;
  readonly #alpha: Float64Array;
  /** Where a pair waits for its place. */
  readonly #next: readonly [s: Elements, y: Elements];
  #first = 0;
  #count = 0;

  /**
   * @param size - of a row.
   * @param most - the largest number of pairs.
   * @param isFloat32 - whether rows are stored in float32, as parameters are whose differences they hold.
   */
  constructor(size: number, most: number, isFloat32: boolean) {
    this.#size = size;
    this.#most = most;
    this.#rows = new (isFloat32 ? Float32Array : Float64Array)(2 * most * size);
    this.#rho = new Float64Array(most);
    this.#alpha = new Float64Array(most);
    this.#next = [this.rowsOf(1), this.rowsOf(1)];
  }

  get count(): number {
    return this.#count;
  }

  clear(): void {
    this.#first = 0;
    this.#count = 0;
  }

  s(index: number): Elements {
    return this.#row(2 * this.#place(index));
  }

  y(index: number): Elements {
    return this.#row(2 * this.#place(index) + 1);
  }

  /**
   * Takes a pair in, if it is to be kept; the oldest makes way.
   *
   * @param isKept - decides it, from s.y and y.y.
   */
  push(s: Elements, y: Elements, isKept: (sy: number, yy: number) => boolean): void {
    // As they are stored: a memory that was restored has no others.
    const [ownS, ownY] = this.#next;
    ownS.set(s);
    ownY.set(y);
    const sy = dot(ownS, ownY);
    if (!isKept(sy, dot(ownY, ownY))) return;
    if (this.#count === this.#most) this.#first = (this.#first + 1) % this.#most;
    else this.#count++;
    const newest = this.#count - 1;
    this.s(newest).set(ownS);
    this.y(newest).set(ownY);
    this.#rho[this.#place(newest)] = inverse(sy);
  }

  /** `s.y / y.y` of the newest pair: the scale of the inverse Hessian that the recursion begins with. Undefined without one. */
  scale(held?: Uint8Array): number | undefined {
    for (let index = this.#count - 1; index >= 0; index--) {
      const [sy, yy] = [this.#free(index, "s", held), this.#free(index, "y", held)];
      if (!held || sy > least * yy) return sy / yy;
    }
    return undefined;
  }

  /**
   * Multiplies a vector by the inverse Hessian, in place.
   *
   * @param gamma - the scale that the recursion begins with.
   * @param held - elements that are left out, as if the function had no such arguments; those of the vector are 0.
   */
  apply(q: Float64Array, gamma: number, held?: Uint8Array): void {
    const alpha = this.#alpha;
    for (let index = this.#count - 1; index >= 0; index--) {
      alpha[index] = this.#rhoOf(index, held) * dot(this.s(index), q);
      addScaled(q, -alpha[index]!, this.y(index));
      clear(q, held);
    }
    for (let i = 0; i < q.length; i++) q[i]! *= gamma;
    for (let index = 0; index < this.#count; index++) {
      const beta = this.#rhoOf(index, held) * dot(this.y(index), q);
      addScaled(q, alpha[index]! - beta, this.s(index));
      clear(q, held);
    }
  }

  /** Copies of all rows, the oldest first. */
  save(): { s: Elements; y: Elements } {
    const [s, y] = [this.rowsOf(this.#count), this.rowsOf(this.#count)];
    for (let index = 0; index < this.#count; index++) {
      s.set(this.s(index), index * this.#size);
      y.set(this.y(index), index * this.#size);
    }
    return { s, y };
  }

  /** What is wrong with a number of pairs. */
  problemOf(pairs: number): string | undefined {
    const isNumber = Number.isSafeInteger(pairs) && pairs >= 0 && pairs <= this.#most;
    return isNumber ? undefined : `pairs must be a whole number from 0 to ${this.#most}; got ${pairs}`;
  }

  /** An array for so many rows. */
  rowsOf(count: number): Elements {
    return new (this.#rows instanceof Float32Array ? Float32Array : Float64Array)(count * this.#size);
  }

  /** Takes saved rows back. */
  load(s: Elements, y: Elements): void {
    this.clear();
    this.#count = s.length / this.#size;
    for (let index = 0; index < this.#count; index++) {
      const [from, to] = [index * this.#size, (index + 1) * this.#size];
      this.s(index).set(s.subarray(from, to));
      this.y(index).set(y.subarray(from, to));
      this.#rho[index] = inverse(dot(this.s(index), this.y(index)));
    }
  }

  #place(index: number): number {
    return (this.#first + index) % this.#most;
  }

  #row(row: number): Elements {
    return this.#rows.subarray(row * this.#size, (row + 1) * this.#size);
  }

  #rhoOf(index: number, held: Uint8Array | undefined): number {
    if (!held) return this.#rho[this.#place(index)]!;
    const sy = this.#free(index, "s", held);
    return sy > least * this.#free(index, "y", held) ? inverse(sy) : 0;
  }

  /** The inner product of y with s or with itself, over the elements that are free. */
  #free(index: number, other: "s" | "y", held: Uint8Array | undefined): number {
    const [a, y] = [this[other](index), this.y(index)];
    if (!held) return dot(a, y);
    let sum = 0;
    for (let i = 0; i < y.length; i++) if (!held[i]) sum += a[i]! * y[i]!;
    return sum;
  }
}

/** A pair without curvature has no effect. */
const inverse = (sy: number): number => (sy === 0 ? 0 : 1 / sy);

function clear(q: Float64Array, held: Uint8Array | undefined): void {
  if (held) for (let i = 0; i < q.length; i++) if (held[i]) q[i] = 0;
}
