// Where the tensors of the flat parameter lie, and their norms, for oracles whose rules see a tensor as a whole.
// Sums run from the first element to the last.
import type { Shapes } from "./case.ts";

/** One tensor of the flat parameter: its elements are `at` to `at + size - 1`, the last axis moves fastest. */
export interface Span {
  readonly at: number;
  readonly size: number;
  readonly shape: readonly number[];
}

/** The spans of tensors that lie one after the other. */
export function spans(shapes: Shapes): Span[] {
  let end = 0;
  return shapes.map((shape) => {
    const size = shape.reduce((product, length) => product * length, 1);
    end += size;
    return { at: end - size, size, shape };
  });
}

/** The sum of squares of a span's elements. */
export function sumSquares(x: Float64Array, { at, size }: Span): number {
  let sum = 0;
  for (let i = at; i < at + size; i++) sum += x[i]! * x[i]!;
  return sum;
}

/** The Euclidean norm of a span's elements. */
export function norm(x: Float64Array, span: Span): number {
  return Math.sqrt(sumSquares(x, span));
}

/** The root of the mean square of a span's elements. */
export function rms(x: Float64Array, span: Span): number {
  return Math.sqrt(sumSquares(x, span) / span.size);
}

/** The index along `axis` of the element that is `i`-th in a tensor of that shape. */
export function along(shape: readonly number[], axis: number, i: number): number {
  const inner = shape.slice(axis + 1).reduce((product, length) => product * length, 1);
  return Math.floor(i / inner) % shape[axis]!;
}
