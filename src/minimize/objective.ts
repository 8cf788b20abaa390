/**
 * A user's function, checked at each call: it must return a number and write all of its gradient. It gets copies, so that it
 * cannot change the point. Without a gradient, central differences.
 */
import type { Leaf } from "../descent/leaf.ts";
import { type Elements, type Live, ParameterError, type Structure } from "../descent/tree.ts";
import { shown } from "../options/shown.ts";
import type { LeafBounds } from "./bounds.ts";
import { arraysOf, type Cells, copyAll, liveTree } from "./point.ts";

/** A function that writes its gradient, or with `gradient: "central"` one that has none. */
export type Objective<P> = (x: Live<P>, gradient: Live<P>) => number;

/** The high words of NaNs that arithmetic does not produce: an element that still has it after the call was not written. */
const unwritten = { float32: 0x7fc5eed5, float64: 0x7ff85eed } as const;

/** Which of the two words of a float64 is the high one. */
const high = /* @__PURE__ */ new Uint32Array(Float64Array.of(1).buffer)[1] ? 1 : 0;

/** A leaf's gradient as words, of which those from `first` on, `stride` apart, are the high ones of its elements. */
interface Words {
  readonly words: Uint32Array;
  readonly first: number;
  readonly stride: number;
  readonly mark: number;
}

function wordsOf(values: Elements): Words {
  const words = new Uint32Array(values.buffer);
  return values instanceof Float32Array
    ? { words, first: 0, stride: 1, mark: unwritten.float32 }
    : { words, first: high, stride: 2, mark: unwritten.float64 };
}

/** Evaluates the function at points; `gradient` is the last gradient, leaf by leaf. */
export class Evaluations<P> {
  readonly gradient: Elements[];
  readonly #fun: Objective<P>;
  readonly #leaves: readonly Leaf[];
  readonly #point: Elements[];
  readonly #x: Live<P>;
  readonly #g: Live<P>;
  readonly #words: readonly Words[];
  /** Bounds of leaves, within which differences stay; undefined where the function writes its gradient. */
  readonly #bounds: readonly (LeafBounds | undefined)[] | undefined;

  constructor(
    fun: Objective<P>,
    structure: Structure,
    leaves: readonly Leaf[],
    bounds: readonly (LeafBounds | undefined)[] | undefined,
  ) {
    this.#fun = fun;
    this.#leaves = leaves;
    this.#bounds = bounds;
    this.#point = arraysOf(leaves);
    this.gradient = arraysOf(leaves);
    this.#words = this.gradient.map(wordsOf);
    this.#x = liveTree(structure, leaves, this.#point);
    this.#g = liveTree(structure, leaves, this.gradient);
  }

  /**
   * The value at a point; `gradient` then holds the gradient there. The function gets copies.
   *
   * @param count - steps taken, for bounds that change.
   * @throws ParameterError if the function does not return a number or does not write all of its gradient.
   */
  at(point: readonly Cells[], count: number): number {
    if (!this.#bounds) this.#markUnwritten();
    const value = this.#value(point);
    if (this.#bounds) this.#differences(point, value, count);
    else this.#checkWritten();
    return value;
  }

  /** The value at a point, or with one of its elements changed. */
  #value(point: readonly Cells[], leaf = 0, element?: number, x = 0): number {
    copyAll(point, this.#point);
    if (element !== undefined) this.#point[leaf]![element] = x;
    const value: unknown = this.#bounds
      ? (this.#fun as (x: Live<P>) => number)(this.#x)
      : this.#fun(this.#x, this.#g);
    if (typeof value === "number") return value;
    if (typeof value === "object" && value !== null && "then" in value) {
      // Nobody awaits it: its failure must not end the process.
      Promise.resolve(value).catch(() => {});
      throw new ParameterError("the function must return a number; got a promise: it must not be async");
    }
    throw new ParameterError(`the function must return a number, its value at x; got ${shown(value)}`);
  }

  #markUnwritten(): void {
    for (let leaf = 0; leaf < this.#words.length; leaf++) {
      const { words, first, stride, mark } = this.#words[leaf]!;
      for (let at = first; at < words.length; at += stride) words[at] = mark;
    }
  }

  #checkWritten(): void {
    for (let leaf = 0; leaf < this.#words.length; leaf++) {
      const { words, first, stride, mark } = this.#words[leaf]!;
      for (let at = first; at < words.length; at += stride)
        if (words[at] === mark) throw this.#unwrittenError(leaf, (at - first) / stride);
    }
  }

  #unwrittenError(leaf: number, element: number): ParameterError {
    const { path, form } = this.#leaves[leaf]!;
    const place = [path && `"${path}"`, form !== "number" && `element ${element}`].filter(Boolean).join(", ");
    return new ParameterError(
      `the function has not written its gradient at ${place}. It must write every element at every call (gradient += needs a 0 first); gradient: "central" computes it`,
    );
  }

  #differences(point: readonly Cells[], value: number, count: number): void {
    for (const [leaf, { dtype }] of this.#leaves.entries()) {
      const step = Math.cbrt(dtype === "float32" ? 2 ** -23 : 2 ** -52);
      const bounds = this.#bounds![leaf] ?? unbounded;
      const values = this.gradient[leaf]!;
      for (let i = 0; i < values.length; i++) {
        const x = point[leaf]![i]!;
        const h = step * Math.max(1, Math.abs(x));
        const [low, high] = [bounds.min(i, count), bounds.max(i, count)];
        values[i] = slope(x, value, h, low, high, (at) => {
          const rounded = dtype === "float32" ? Math.fround(at) : at;
          return [rounded, this.#value(point, leaf, i, rounded)];
        });
      }
    }
  }
}

const unbounded: LeafBounds = { min: () => Number.NEGATIVE_INFINITY, max: () => Number.POSITIVE_INFINITY };

/** The derivative from differences of second order: on both sides, or on one where a bound is near. */
function slope(
  x: number,
  value: number,
  h: number,
  low: number,
  high: number,
  valueAt: (x: number) => readonly [x: number, value: number],
): number {
  if (x - h >= low && x + h <= high) {
    const [[a, above], [b, below]] = [valueAt(x + h), valueAt(x - h)];
    return (above - below) / (a - b);
  }
  const room = high - x > x - low ? high - x : low - x;
  // Bounds that leave no room fix the parameter.
  if (room === 0) return 0;
  const reach = Math.sign(room) * Math.min(Math.abs(room), 2 * h);
  const [[a, near], [b, far]] = [valueAt(x + reach / 2), valueAt(x + reach)];
  const [da, db] = [a - x, b - x];
  if (da === 0 || db === 0 || da === db) return da === 0 ? 0 : (near - value) / da;
  // The slope at x of the parabola through all three.
  return ((near - value) * db * db - (far - value) * da * da) / (da * db * (db - da));
}
