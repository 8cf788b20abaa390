/** Short arrays of a fit's own, which nobody else sees: one buffer holds many of them, since an engine takes ten times as long to make a buffer as to make a view. */

const slabLength = 4096;
/** An array is short up to so many numbers. */
const short = 256;
let slab = new Float64Array(0);
let used = 0;

/** So many zeros. A short one must not be given to users: whoever transfers its buffer takes others along. */
export function numbers(length: number): Float64Array {
  if (length > short) return new Float64Array(length);
  if (used + length > slab.length) {
    slab = new Float64Array(slabLength);
    used = 0;
  }
  used += length;
  return slab.subarray(used - length, used);
}
