/** Numbers for tests of arrays, and how far two arrays are apart. */

/** Numbers that are not all alike. */
export const numbers = (length: number, seed: number): Float32Array<ArrayBuffer> =>
  Float32Array.from({ length }, (_, i) => Math.sin(1 + i * 7.3 + seed));

/** The largest difference, relative to the largest number. */
export function difference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let [most, size] = [0, 0];
  for (let i = 0; i < b.length; i++) {
    most = Math.max(most, Math.abs(a[i]! - b[i]!));
    size = Math.max(size, Math.abs(b[i]!));
  }
  return a.length === b.length ? most / size : Number.POSITIVE_INFINITY;
}
