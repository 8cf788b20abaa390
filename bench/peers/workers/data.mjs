/**
 * Parameters and gradients of all contenders: numbers that depend on the position alone, so that each language makes its own. Parameters lie
 * in [-1, 1), gradients have an absolute value from .01 to 1.01: near zero, forms of Adam that place eps elsewhere would differ.
 */

/** A number in [-1, 1). */
function mixed(position) {
  let x = Math.imul(position + 1, 0x9e3779b1);
  x = Math.imul(x ^ (x >>> 15), 0x2c1b3c6d);
  x = Math.imul(x ^ (x >>> 12), 0x297a2d39);
  return (x ^ (x >>> 15)) / 2 ** 31;
}

export const parameterAt = (i) => Math.fround(mixed(2 * i));

export function gradientAt(i) {
  const value = mixed(2 * i + 1);
  return Math.fround(value + (value < 0 ? -0.01 : 0.01));
}

/** `count` tensors of n / count elements; `from` is the place of the first. */
export function tensorsOf(n, count, valueAt, from = 0) {
  const each = n / count;
  return Array.from({ length: count }, (_, k) => {
    const values = new Float32Array(each);
    for (let i = 0; i < each; i++) values[i] = valueAt(from + k * each + i);
    return values;
  });
}

/** Rows and columns of a tensor where matrices matter: as near to a square as it can be divided. */
export function shapeOf(size) {
  let rows = Math.floor(Math.sqrt(size));
  while (size % rows !== 0) rows--;
  return [rows, size / rows];
}

/** The places of the elements that contenders show: at most 64, from the first to the last. */
export const shownOf = (n) =>
  Array.from({ length: Math.min(n, 64) }, (_, j) => (n <= 64 ? j : Math.floor((j * (n - 1)) / 63)));
