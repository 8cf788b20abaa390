/** Arrays in a workspace, one after the other. */
import { bytesOf, type DType, type Elements, viewOf } from "../language/dtype.ts";
import { checkLength } from "./matrix.ts";

/** Arrays that were taken, by what was asked for: a routine that works again in a workspace makes none. */
const taken = new WeakMap<Float64Array, Map<string, Elements | Int32Array>>();

/** Takes arrays from a workspace of float64. */
export class Room {
  readonly #workspace: Float64Array;
  readonly #known: Map<string, Elements | Int32Array>;
  #used = 0;

  /** @throws LinearAlgebraError where it has fewer elements than are needed. */
  constructor(workspace: Float64Array, needed: number) {
    checkLength("the workspace", workspace, needed);
    this.#workspace = workspace;
    this.#known = taken.get(workspace) ?? new Map();
    taken.set(workspace, this.#known);
  }

  /** The next elements of a type; they begin at a float64. */
  take(dtype: "float64", count: number): Float64Array;
  take(dtype: DType, count: number): Elements;
  take(dtype: DType, count: number): Elements {
    const made = this.#once(dtype, count, (buffer, at) => viewOf(dtype, buffer, at, count));
    this.#used += elementsFor(dtype, count);
    return made;
  }

  /** The next elements as whole numbers of 32 bits, two for each. */
  words(count: number): Int32Array {
    const made = this.#once("int32", count, (buffer, at) => new Int32Array(buffer, at, 2 * count));
    this.#used += count;
    return made;
  }

  #once<T extends Elements | Int32Array>(
    type: string,
    count: number,
    make: (buffer: ArrayBufferLike, at: number) => T,
  ): T {
    const { buffer, byteOffset } = this.#workspace;
    const key = `${type} ${this.#used} ${count}`;
    const known = (this.#known.get(key) as T | undefined) ?? make(buffer, byteOffset + 8 * this.#used);
    this.#known.set(key, known);
    return known;
  }
}

/** How many float64 so many elements take. */
export const elementsFor = (dtype: DType, count: number): number => Math.ceil((count * bytesOf[dtype]) / 8);

/** The next multiple. */
export const padded = (count: number, to = 8): number => Math.ceil(count / to) * to;
