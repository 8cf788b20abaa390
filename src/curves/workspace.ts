/** What searches work in, one after the other: arrays that hold nothing from one to the next. */
import { BoxedStep } from "./boxed-step.ts";
import type { Robust } from "./losses.ts";
import { blockRows, firstNotFinite, type Jacobian, NotFinite, type System } from "./system.ts";
import type { Triangle } from "./triangle.ts";

/** What folds blocks of rows faster than a triangle does by itself, with the same bits. */
export interface Folding {
  /** Where it reads a block of at most `blockRows` rows: as many columns as the triangle has, each `strideOf` the number of rows after the one before. It is overwritten. */
  readonly block: Float64Array;
  strideOf(rows: number): number;
  fold(triangle: Triangle, rows: number): void;
}

/** The arrays of a search for `count` parameters with `rows` residuals. */
export class Workspace {
  readonly rows: number;
  readonly count: number;
  /** Residuals at the point and at the next one. */
  readonly residuals: readonly [Float64Array, Float64Array];
  readonly trial: Float64Array;
  readonly scale: Float64Array;
  /** The norms of the Jacobian's columns. */
  readonly norms: Float64Array;
  readonly boxed: BoxedStep;
  readonly #block: Float64Array;
  readonly folding: Folding | undefined;

  constructor(rows: number, count: number, folding?: Folding) {
    const numbers = () => new Float64Array(count);
    [this.rows, this.count] = [rows, count];
    this.residuals = [new Float64Array(rows), new Float64Array(rows)];
    [this.trial, this.scale, this.norms] = [numbers(), numbers(), numbers()];
    this.boxed = new BoxedStep(count);
    this.#block = folding?.block ?? new Float64Array((count + 1) * Math.min(blockRows, rows));
    this.folding = folding;
  }

  /**
   * Writes the triangle of the Jacobian at a point where the residuals are `r`.
   *
   * @throws NotFinite where a derivative is no number.
   */
  fold(
    triangle: Triangle,
    jacobian: Jacobian,
    x: Float64Array,
    r: Float64Array,
    robust: Robust,
    isStart: boolean,
  ): void {
    const { rows, count } = this;
    const block = this.#block;
    triangle.clear();
    jacobian.at(x, r);
    for (let from = 0; from < rows; from += blockRows) {
      const to = Math.min(from + blockRows, rows);
      jacobian.block(from, to, block, this.#strideOf(to - from));
      this.#append(triangle, r, robust, from, to);
    }
    // What is no number spoils the triangle, which is smaller to look through.
    if (triangle.isFinite) return;
    for (let from = 0; from < rows; from += blockRows) {
      const to = Math.min(from + blockRows, rows);
      const height = to - from;
      jacobian.block(from, to, block, height);
      const wrong = firstNotFinite(block, height * count);
      if (wrong >= 0)
        throw new NotFinite(from + (wrong % height), block[wrong]!, Math.floor(wrong / height), isStart);
    }
  }

  /** Writes the residuals at a point too: for a Jacobian that has both. The triangle may hold what is no number. */
  foldAhead(triangle: Triangle, jacobian: Jacobian, x: Float64Array, r: Float64Array, robust: Robust): void {
    triangle.clear();
    jacobian.at(x, r);
    for (let from = 0; from < this.rows; from += blockRows) {
      const to = Math.min(from + blockRows, this.rows);
      jacobian.both!(from, to, this.#block, this.#strideOf(to - from), r);
      this.#append(triangle, r, robust, from, to);
    }
  }

  #strideOf(rows: number): number {
    return this.folding ? this.folding.strideOf(rows) : rows;
  }

  /** Folds in the block of derivatives of some rows, with their residuals. */
  #append(triangle: Triangle, r: Float64Array, robust: Robust, from: number, to: number): void {
    const { count } = this;
    const block = this.#block;
    const height = to - from;
    const stride = this.#strideOf(height);
    const last = count * stride - from;
    for (let i = from; i < to; i++) block[last + i] = r[i]!;
    if (!robust.isLinear) scaleRows(block, height, count, stride, robust);
    if (this.folding) this.folding.fold(triangle, height);
    else triangle.append(block, height);
  }
}

/** A system with what its searches work in, one after the other. */
export interface WorkingSystem extends System {
  readonly work?: Workspace;
}

/** Multiplies the rows of a block, residuals in its last column, as the loss says. */
function scaleRows(block: Float64Array, rows: number, count: number, stride: number, robust: Robust): void {
  const factors = new Float64Array(2);
  for (let i = 0; i < rows; i++) {
    robust.factors(block[count * stride + i]!, factors);
    for (let j = 0; j < count; j++) block[j * stride + i]! *= factors[0]!;
    block[count * stride + i]! *= factors[1]!;
  }
}
