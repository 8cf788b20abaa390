/**
 * Operations on blocks of elements, a loop each. A store into a Float32Array rounds once, so that a float32 block
 * gets exactly the float32 result: rounding a float64 sum, difference, product, quotient or root to float32 is
 * the same as computing it in float32.
 */

import { exponentOf, powerOfTwo } from "../../../language/arithmetic.ts";
import type { Elements } from "../../../language/dtype.ts";
import type { OperationName } from "../../../language/operations.ts";
import { uniformAt } from "../../../language/random.ts";

/** Computes `n` elements of `out`, of which the first is the tensor's `element`. Comparisons give 1 or 0. */
export type BlockOperation = (
  n: number,
  out: Elements,
  a: Elements,
  b: Elements,
  c: Elements,
  element: number,
) => void;

/** Every operation that a kernel may hold. */
export const blockOperations: Partial<Record<OperationName, BlockOperation>> = {
  add: (n, out, a, b) => {
    for (let i = 0; i < n; i++) out[i] = a[i]! + b[i]!;
  },
  sub: (n, out, a, b) => {
    for (let i = 0; i < n; i++) out[i] = a[i]! - b[i]!;
  },
  mul: (n, out, a, b) => {
    for (let i = 0; i < n; i++) out[i] = a[i]! * b[i]!;
  },
  div: (n, out, a, b) => {
    for (let i = 0; i < n; i++) out[i] = a[i]! / b[i]!;
  },
  neg: (n, out, a) => {
    for (let i = 0; i < n; i++) out[i] = -a[i]!;
  },
  abs: (n, out, a) => {
    for (let i = 0; i < n; i++) out[i] = Math.abs(a[i]!);
  },
  sqrt: (n, out, a) => {
    for (let i = 0; i < n; i++) out[i] = Math.sqrt(a[i]!);
  },
  floor: (n, out, a) => {
    for (let i = 0; i < n; i++) out[i] = Math.floor(a[i]!);
  },
  min: (n, out, a, b) => {
    for (let i = 0; i < n; i++) out[i] = Math.min(a[i]!, b[i]!);
  },
  max: (n, out, a, b) => {
    for (let i = 0; i < n; i++) out[i] = Math.max(a[i]!, b[i]!);
  },
  lt: (n, out, a, b) => {
    for (let i = 0; i < n; i++) out[i] = +(a[i]! < b[i]!);
  },
  le: (n, out, a, b) => {
    for (let i = 0; i < n; i++) out[i] = +(a[i]! <= b[i]!);
  },
  gt: (n, out, a, b) => {
    for (let i = 0; i < n; i++) out[i] = +(a[i]! > b[i]!);
  },
  ge: (n, out, a, b) => {
    for (let i = 0; i < n; i++) out[i] = +(a[i]! >= b[i]!);
  },
  eq: (n, out, a, b) => {
    for (let i = 0; i < n; i++) out[i] = +(a[i]! === b[i]!);
  },
  ne: (n, out, a, b) => {
    for (let i = 0; i < n; i++) out[i] = +(a[i]! !== b[i]!);
  },
  and: (n, out, a, b) => {
    for (let i = 0; i < n; i++) out[i] = a[i]! && b[i]!;
  },
  or: (n, out, a, b) => {
    for (let i = 0; i < n; i++) out[i] = a[i]! || b[i]!;
  },
  not: (n, out, a) => {
    for (let i = 0; i < n; i++) out[i] = 1 - a[i]!;
  },
  where: (n, out, condition, a, b) => {
    for (let i = 0; i < n; i++) out[i] = condition[i]! ? a[i]! : b[i]!;
  },
  exp2: (n, out, k) => {
    for (let i = 0; i < n; i++) out[i] = powerOfTwo(k[i]!);
  },
  random: (n, out, key0, key1, _, element) => {
    for (let i = 0; i < n; i++) out[i] = uniformAt(key0[i]!, key1[i]!, element + i);
  },
  exponent: (n, out, a) => {
    for (let i = 0; i < n; i++) out[i] = exponentOf(a[i]!);
  },
};
