/**
 * The loops of single operations. All that a kernel works on lies in one typed array, so an operand is a position in it.
 * A store into a Float32Array rounds once, so that a float32 result is exact: rounding a float64 sum, difference,
 * product, quotient or root of float32 numbers to float32 is the same as computing it in float32.
 */

import { exponentOf, powerOfTwo } from "../../../language/arithmetic.ts";
import type { Elements } from "../../../language/dtype.ts";
import type { OperationName } from "../../../language/operations.ts";
import { uniformAt } from "../../../language/random.ts";

/**
 * Computes the elements of memory `m` from position `o` to before `end` from those that begin at the operands' positions.
 * Unrolled loops compute up to three elements more, so blocks are multiples of four elements long.
 */
export type Loop = (
  m: Elements,
  end: number,
  o: number,
  a: number,
  b: number,
  c: number,
  d: number,
  e: number,
) => void;

/** Every operation that a kernel may hold, on operands with a value for each element. Comparisons give 1 or 0. */
export const loops: Partial<Record<OperationName, Loop>> = {
  add: (m, end, o, a, b) => {
    for (; o < end; o += 4, a += 4, b += 4) {
      m[o] = m[a] + m[b];
      m[o + 1] = m[a + 1] + m[b + 1];
      m[o + 2] = m[a + 2] + m[b + 2];
      m[o + 3] = m[a + 3] + m[b + 3];
    }
  },
  sub: (m, end, o, a, b) => {
    for (; o < end; o += 4, a += 4, b += 4) {
      m[o] = m[a] - m[b];
      m[o + 1] = m[a + 1] - m[b + 1];
      m[o + 2] = m[a + 2] - m[b + 2];
      m[o + 3] = m[a + 3] - m[b + 3];
    }
  },
  mul: (m, end, o, a, b) => {
    for (; o < end; o += 4, a += 4, b += 4) {
      m[o] = m[a] * m[b];
      m[o + 1] = m[a + 1] * m[b + 1];
      m[o + 2] = m[a + 2] * m[b + 2];
      m[o + 3] = m[a + 3] * m[b + 3];
    }
  },
  div: (m, end, o, a, b) => {
    for (; o < end; o++, a++, b++) m[o] = m[a] / m[b];
  },
  neg: (m, end, o, a) => {
    for (; o < end; o++, a++) m[o] = -m[a];
  },
  abs: (m, end, o, a) => {
    for (; o < end; o++, a++) m[o] = Math.abs(m[a]);
  },
  sqrt: (m, end, o, a) => {
    for (; o < end; o++, a++) m[o] = Math.sqrt(m[a]);
  },
  floor: (m, end, o, a) => {
    for (; o < end; o++, a++) m[o] = Math.floor(m[a]);
  },
  min: (m, end, o, a, b) => {
    for (; o < end; o++, a++, b++) m[o] = Math.min(m[a], m[b]);
  },
  max: (m, end, o, a, b) => {
    for (; o < end; o++, a++, b++) m[o] = Math.max(m[a], m[b]);
  },
  lt: (m, end, o, a, b) => {
    for (; o < end; o++, a++, b++) m[o] = m[a] < m[b] ? 1 : 0;
  },
  le: (m, end, o, a, b) => {
    for (; o < end; o++, a++, b++) m[o] = m[a] <= m[b] ? 1 : 0;
  },
  gt: (m, end, o, a, b) => {
    for (; o < end; o++, a++, b++) m[o] = m[a] > m[b] ? 1 : 0;
  },
  ge: (m, end, o, a, b) => {
    for (; o < end; o++, a++, b++) m[o] = m[a] >= m[b] ? 1 : 0;
  },
  eq: (m, end, o, a, b) => {
    for (; o < end; o++, a++, b++) m[o] = m[a] === m[b] ? 1 : 0;
  },
  ne: (m, end, o, a, b) => {
    for (; o < end; o++, a++, b++) m[o] = m[a] !== m[b] ? 1 : 0;
  },
  and: (m, end, o, a, b) => {
    for (; o < end; o++, a++, b++) m[o] = m[a] && m[b];
  },
  or: (m, end, o, a, b) => {
    for (; o < end; o++, a++, b++) m[o] = m[a] || m[b];
  },
  not: (m, end, o, a) => {
    for (; o < end; o++, a++) m[o] = 1 - m[a];
  },
  where: (m, end, o, condition, a, b) => {
    for (; o < end; o++, condition++, a++, b++) m[o] = m[condition] ? m[a] : m[b];
  },
  exp2: (m, end, o, k) => {
    for (; o < end; o++, k++) m[o] = powerOfTwo(m[k]);
  },
  exponent: (m, end, o, a) => {
    for (; o < end; o++, a++) m[o] = exponentOf(m[a]);
  },
  /** The third operand is no position: it is the index of the first element in its tensor. */
  random: (m, end, o, key0, key1, element) => {
    for (; o < end; o++, key0++, key1++) m[o] = uniformAt(m[key0], m[key1], element++);
  },
};

/** Copies elements, as operations whose result is an operand do. */
export const copy: Loop = (m, end, o, a) => {
  m.copyWithin(o, a, a + end - o);
};
