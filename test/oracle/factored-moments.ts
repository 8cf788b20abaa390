// Second moments of one tensor for the oracles of Adafactor: averages over two of its axes, from whose product an element's
// is estimated, or an average an element. Source: Shazeer, Stern, ICML 2018, Algorithm 4, with means in place of sums.
import { along, type Span } from "./tensors.ts";

/** The axis down the rows and the axis across them; undefined for one number an element. */
export type Axes = readonly [number, number] | undefined;

/** How the moments are kept and read. Elements are counted from the start of all tensors. */
export interface Moments {
  /** Mixes the squares in: b2 old + (1 - b2) new. */
  update(square: Float64Array, b2: number): void;
  /** The estimate of element `i`; `least` bounds the mean of the rows' moments, which divides, from below. */
  v(i: number, least?: number): number;
}

/** The moments of one tensor, all 0. */
export function factoredMoments({ at, size, shape }: Span, axes: Axes): Moments {
  const whole = new Float64Array(size);
  // The mean over an axis stands where that axis' index is 0.
  const without = (axis: number, k: number): number => {
    const stride = shape.slice(axis + 1).reduce((product, length) => product * length, 1);
    return k - along(shape, axis, k) * stride;
  };
  const mean = (x: Float64Array, axis: number, skip?: number): Float64Array => {
    const out = new Float64Array(size);
    for (let k = 0; k < size; k++) {
      if (skip === undefined || without(skip, k) === k) out[without(axis, k)]! += x[k]! / shape[axis]!;
    }
    return out;
  };
  const mix = (old: Float64Array, value: Float64Array, b2: number): void => {
    for (let k = 0; k < size; k++) old[k] = b2 * old[k]! + (1 - b2) * value[k]!;
  };
  if (axes === undefined) {
    return {
      update: (square, b2) => mix(whole, square.subarray(at, at + size), b2),
      v: (i) => whole[i - at]!,
    };
  }
  const [down, across] = axes;
  const [row, column] = [new Float64Array(size), new Float64Array(size)];
  let rows: Float64Array = row;
  return {
    update(square, b2) {
      const own = square.subarray(at, at + size);
      mix(row, mean(own, across), b2);
      mix(column, mean(own, down), b2);
      rows = mean(row, down, across);
    },
    v(i, least = 0) {
      const k = i - at;
      const r = without(across, k);
      return (row[r]! * column[without(down, k)]!) / Math.max(rows[without(down, r)]!, least);
    },
  };
}
