/**
 * The iterations that make a matrix orthogonal, on the smaller matrix `A = X @ X'` of products of its rows. All matrices are polynomials of
 * that one, so half of each product is computed; the matrix itself is multiplied twice in all, however many iterations there are.
 */

/** Which matrices are iterated on: the update itself, or its products of rows. */
export const iterationForms = ["direct", "gram"] as const;

/** Which of them. */
export type IterationForm = (typeof iterationForms)[number];

/** The numbers of a polynomial a x + b x^3 + c x^5, as texts. */
type Written = readonly [a: string, b: string, c: string];

/** One iteration: `B + a` is what it multiplies by, `M + r` all of them so far, `A` the products of rows of what came out. */
function iteration(polynomials: readonly Written[], k: number): string {
  const [a, b, c] = polynomials[k]!;
  if (k === 0) return `repeat 1 { A = X @ X'; B = ${b}*A + ${c}*A @ A; M = B }`;
  const before = polynomials[k - 1]![0];
  const r = factor(polynomials.slice(0, k));
  return `repeat 1 { H = ${before}*A + B @ A; A = ${before}*H + H @ B; B = ${b}*A + ${c}*A @ A; M = ${a}*M + ${r}*B + B @ M }`;
}

const factor = (polynomials: readonly Written[]): string => polynomials.map(([a]) => a).join("*");

/** The lines of all iterations, and what comes out. */
export const onGram = (polynomials: readonly Written[]): readonly [iterations: string, result: string] => [
  polynomials.map((_, k) => iteration(polynomials, k)).join("\n"),
  `${factor(polynomials)}*X + M @ X`,
];
