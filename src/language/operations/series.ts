/** Parts of texts that operations are lowered to: polynomials and powers of two. */

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
