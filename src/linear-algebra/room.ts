/** Arrays in a workspace, one after the other. */
import { bytesOf, type DType, type Elements, viewOf } from "../language/dtype.ts";
import { checkLength } from "./matrix.ts";

/** Takes arrays from a workspace of float64. */
export class Room {
  readonly #workspace: Float64Array;
  #used = 0;

  /** @throws LinearAlgebraError where it has fewer elements than are needed. */
  constructor(workspace: Float64Array, needed: number) {
    checkLength("the workspace", workspace, needed);
    this.#workspace = workspace;
  }

  /** The next elements of a type; they begin at a float64. */
  take(dtype: "float64", count: number): Float64Array;
  take(dtype: DType, count: number): Elements;
  take(dtype: DType, count: number): Elements {
    const { buffer, byteOffset } = this.#workspace;
    const taken = viewOf(dtype, buffer, byteOffset + 8 * this.#used, count);
    this.#used += elementsFor(dtype, count);
    return taken;
  }
}

/** How many float64 so many elements take. */
export const elementsFor = (dtype: DType, count: number): number => Math.ceil((count * bytesOf[dtype]) / 8);

/** The next multiple. */
export const padded = (count: number, to = 8): number => Math.ceil(count / to) * to;
