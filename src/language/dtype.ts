/** Types of elements: their names, sizes and arrays. */

/** Type of a tensor's elements. */
export type DType = "float32" | "float64";

/** Elements of a tensor. */
export type Elements = Float32Array | Float64Array;

/** Bytes of an element. */
export const bytesOf = { float32: 4, float64: 8 } as const;

/** The array of a type's elements. */
export const arrayOf = { float32: Float32Array, float64: Float64Array } as const;

/** A view of elements in a buffer. */
export const viewOf = (dtype: DType, buffer: ArrayBufferLike, address: number, size: number): Elements =>
  dtype === "float32" ? new Float32Array(buffer, address, size) : new Float64Array(buffer, address, size);
