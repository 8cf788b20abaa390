/**
 * The innermost loops of products in plain TypeScript: 4 x 4 sums over a block of the inner dimension. Each is one sum from +0 on, in
 * order, and rounds after every multiplication and addition. One function for each type of elements, so that engines compile each for
 * its own.
 */

/**
 * The sums of a block.
 *
 * @param a - four rows, elements of a column side by side, from index `p` on.
 * @param b - four columns, elements of a row side by side, from index `q` on.
 * @param sums - 16 sums, by rows.
 */
export type Sums<T> = (a: T, p: number, b: T, q: number, depth: number, sums: T) => void;

export const sums32: Sums<Float32Array> = (a, p, b, q, depth, sums) => {
  const f = Math.fround;
  let [s00, s01, s02, s03] = [0, 0, 0, 0];
  let [s10, s11, s12, s13] = [0, 0, 0, 0];
  let [s20, s21, s22, s23] = [0, 0, 0, 0];
  let [s30, s31, s32, s33] = [0, 0, 0, 0];
  for (const end = p + 4 * depth; p < end; p += 4, q += 4) {
    const b0 = b[q]!;
    const b1 = b[q + 1]!;
    const b2 = b[q + 2]!;
    const b3 = b[q + 3]!;
    const a0 = a[p]!;
    s00 = f(s00 + f(a0 * b0));
    s01 = f(s01 + f(a0 * b1));
    s02 = f(s02 + f(a0 * b2));
    s03 = f(s03 + f(a0 * b3));
    const a1 = a[p + 1]!;
    s10 = f(s10 + f(a1 * b0));
    s11 = f(s11 + f(a1 * b1));
    s12 = f(s12 + f(a1 * b2));
    s13 = f(s13 + f(a1 * b3));
    const a2 = a[p + 2]!;
    s20 = f(s20 + f(a2 * b0));
    s21 = f(s21 + f(a2 * b1));
    s22 = f(s22 + f(a2 * b2));
    s23 = f(s23 + f(a2 * b3));
    const a3 = a[p + 3]!;
    s30 = f(s30 + f(a3 * b0));
    s31 = f(s31 + f(a3 * b1));
    s32 = f(s32 + f(a3 * b2));
    s33 = f(s33 + f(a3 * b3));
  }
  sums[0] = s00;
  sums[1] = s01;
  sums[2] = s02;
  sums[3] = s03;
  sums[4] = s10;
  sums[5] = s11;
  sums[6] = s12;
  sums[7] = s13;
  sums[8] = s20;
  sums[9] = s21;
  sums[10] = s22;
  sums[11] = s23;
  sums[12] = s30;
  sums[13] = s31;
  sums[14] = s32;
  sums[15] = s33;
};

export const sums64: Sums<Float64Array> = (a, p, b, q, depth, sums) => {
  let [s00, s01, s02, s03] = [0, 0, 0, 0];
  let [s10, s11, s12, s13] = [0, 0, 0, 0];
  let [s20, s21, s22, s23] = [0, 0, 0, 0];
  let [s30, s31, s32, s33] = [0, 0, 0, 0];
  for (const end = p + 4 * depth; p < end; p += 4, q += 4) {
    const b0 = b[q]!;
    const b1 = b[q + 1]!;
    const b2 = b[q + 2]!;
    const b3 = b[q + 3]!;
    const a0 = a[p]!;
    s00 += a0 * b0;
    s01 += a0 * b1;
    s02 += a0 * b2;
    s03 += a0 * b3;
    const a1 = a[p + 1]!;
    s10 += a1 * b0;
    s11 += a1 * b1;
    s12 += a1 * b2;
    s13 += a1 * b3;
    const a2 = a[p + 2]!;
    s20 += a2 * b0;
    s21 += a2 * b1;
    s22 += a2 * b2;
    s23 += a2 * b3;
    const a3 = a[p + 3]!;
    s30 += a3 * b0;
    s31 += a3 * b1;
    s32 += a3 * b2;
    s33 += a3 * b3;
  }
  sums[0] = s00;
  sums[1] = s01;
  sums[2] = s02;
  sums[3] = s03;
  sums[4] = s10;
  sums[5] = s11;
  sums[6] = s12;
  sums[7] = s13;
  sums[8] = s20;
  sums[9] = s21;
  sums[10] = s22;
  sums[11] = s23;
  sums[12] = s30;
  sums[13] = s31;
  sums[14] = s32;
  sums[15] = s33;
};
