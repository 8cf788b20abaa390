/** Parts of texts that operations are lowered to: polynomials, powers of two, ln 2. */

/** c0 + x*(c1 + x*(c2 + ...)). */
export const horner = (x: string, terms: number, coefficient: (n: number) => string): string => {
  const parts = Array.from({ length: terms }, (_, n) => coefficient(n));
  return parts.join(` + ${x}*(`) + ")".repeat(terms - 1);
};

/** n! */
export const factorial = (n: number): number => (n < 2 ? 1 : n * factorial(n - 1));

/** Multiplies by 2^k in two halves: 2^k alone may not be a normal number. */
export const scale = (x: string, k: string): string =>
  `${x}*exp2(floor(0.5*${k}))*exp2(${k} - floor(0.5*${k}))`;

/** ln 2 in two parts, the first with trailing zeros: its product with an exponent is exact. */
export const ln2 = {
  float32: ["0.693359375", "-2.1219444005469057e-4"],
  float64: ["0.6931471803691238", "1.9082149292705877e-10"],
} as const;
