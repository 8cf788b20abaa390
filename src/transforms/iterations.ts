/**
 * The lines of iterations that make a matrix X orthogonal: on the matrix itself, or on the smaller matrix `A = X @ X'` of products of its rows,
 * which all others are polynomials of, so that half of each product is computed and X is multiplied twice in all.
 */
import { matrixRule } from "../compose/matrix-rule.ts";
import type { Polynomial } from "./coefficients.ts";

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
export type Iterations = readonly [lines: string, result: string];

const onGram = (polynomials: readonly Written[]): Iterations => [
  polynomials.map((_, k) => iteration(polynomials, k)).join("\n"),
  `${factor(polynomials)}*X + M @ X`,
];

/** So many iterations with one polynomial, whose numbers are hyperparameters. */
export const repeated = (form: IterationForm, steps: number): Iterations =>
  form === "gram"
    ? onGram(Array.from({ length: steps }, () => ["a", "b", "c"] as const))
    : [`repeat ${steps} { A = X @ X'; X = a*X + (b*A + c*A @ A) @ X }`, "X"];

/** An iteration with each of some polynomials. */
export const listed = (form: IterationForm, list: readonly Polynomial[]): Iterations =>
  form === "gram"
    ? onGram(list.map(([a, b, c]) => [`(${a})`, `(${b})`, `(${c})`]))
    : [
        list.map(([a, b, c]) => `repeat 1 { A = X @ X'; X = ${a}*X + (${b}*A + ${c}*A @ A) @ X }`).join("\n"),
        "X",
      ];

/** For texts that are made of numbers, whose names the compiler cannot check. */
const written = matrixRule<string, never, string>;

/** Those that were made, by their texts: a rule is declared once. */
const made = new Map<string, ReturnType<typeof written>>();

/** The rule of some iterations, which begin with the update over a norm. */
export function iterated(norm: string, [lines, result]: Iterations, hyper: Readonly<Record<string, number>>) {
  const text = `X = g / ${norm}\n${lines}\nu = ${result}`;
  const found = made.get(text) ?? written({ name: "orthogonalize", wide: true, hyper, text });
  made.set(text, found);
  return found;
}
