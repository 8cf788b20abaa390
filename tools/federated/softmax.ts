/** Softmax regression on a client: weights [features, classes], then a bias for each class, in one array. Plain loops: clients are no part of the library. */
import type { Rows } from "./task.ts";

/** How many parameters it has. */
export const sizeOf = (features: number, classes: number): number => (features + 1) * classes;

/** Writes the scores of a row to `scores`, from `to` on. */
function score(
  p: Float32Array,
  x: Float32Array,
  row: number,
  features: number,
  classes: number,
  scores: Float64Array,
  to: number,
): void {
  const bias = features * classes;
  for (let c = 0; c < classes; c++) scores[to + c] = p[bias + c]!;
  const at = row * features;
  for (let j = 0; j < features; j++) {
    const value = x[at + j]!;
    if (value === 0) continue;
    for (let c = 0, k = j * classes; c < classes; c++, k++) scores[to + c]! += value * p[k]!;
  }
}

/** Where the errors of a batch are kept: it is asked for millions of times. */
let errors = new Float64Array(0);

/** Adds `factor` times the gradient of the mean cross-entropy of some rows, at parameters `p`, to `to`, which may be `p`. */
export function addGradient(
  to: Float32Array,
  factor: number,
  p: Float32Array,
  { x, y }: Rows,
  indices: ArrayLike<number>,
  classes: number,
): void {
  const features = x.length / y.length;
  const count = indices.length;
  if (errors.length < count * classes) errors = new Float64Array(count * classes);
  // All rows are scored before the first is added.
  for (let k = 0; k < count; k++) {
    const own = k * classes;
    score(p, x, indices[k]!, features, classes, errors, own);
    let most = errors[own]!;
    for (let c = 1; c < classes; c++) if (errors[own + c]! > most) most = errors[own + c]!;
    let sum = 0;
    for (let c = 0; c < classes; c++) {
      errors[own + c] = Math.exp(errors[own + c]! - most);
      sum += errors[own + c]!;
    }
    const right = y[indices[k]!]!;
    for (let c = 0; c < classes; c++)
      errors[own + c] = (factor / count) * (errors[own + c]! / sum - (right === c ? 1 : 0));
  }
  const bias = features * classes;
  for (let k = 0; k < count; k++) {
    const at = indices[k]! * features;
    const own = k * classes;
    for (let j = 0; j < features; j++) {
      const value = x[at + j]!;
      if (value === 0) continue;
      for (let c = 0, w = j * classes; c < classes; c++, w++) to[w]! += value * errors[own + c]!;
    }
    for (let c = 0; c < classes; c++) to[bias + c]! += errors[own + c]!;
  }
}

/** Trains from `start` for one pass over the rows. @returns what it has moved by. */
export function train(
  start: Float32Array,
  rows: Rows,
  order: Uint32Array,
  classes: number,
  { rate, batch }: { readonly rate: number; readonly batch: number },
): Float32Array {
  const p = start.slice();
  for (let first = 0; first < order.length; first += batch)
    addGradient(p, -rate, p, rows, order.subarray(first, first + batch), classes);
  return p.map((value, i) => value - start[i]!);
}

/** The share of rows whose class has the largest score. */
export function accuracy(p: Float32Array, { x, y }: Rows, classes: number): number {
  const features = x.length / y.length;
  const scores = new Float64Array(classes);
  let right = 0;
  for (let row = 0; row < y.length; row++) {
    score(p, x, row, features, classes, scores, 0);
    let best = 0;
    for (let c = 1; c < classes; c++) if (scores[c]! > scores[best]!) best = c;
    if (best === y[row]) right++;
  }
  return right / y.length;
}
