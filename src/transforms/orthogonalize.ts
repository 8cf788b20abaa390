/**
 * The orthogonal matrix nearest to an update, about: all singular values become about 1.
 * Jordan et al.: Muon, 2024; Amsel, Persson, Musco, Gower: The Polar Express, 2025, arXiv 2505.16932.
 */
import { matrixRule } from "../compose/matrix-rule.ts";
import type { Optimizer } from "../compose/optimizer.ts";
import type { Option } from "../options/option.ts";
import { type Hyper, HyperparameterError } from "../rule/hyper.ts";

/** A polynomial a x + b x^3 + c x^5 that singular values go through. */
export type Polynomial = readonly [a: number, b: number, c: number];

/** One for all iterations, or one for each. */
export type Coefficients = "quintic" | "polarExpress" | Polynomial | readonly Polynomial[];

const polarExpress: readonly Polynomial[] = [
  [8.156554524902461, -22.48329292557795, 15.878769915207462],
  [4.042929935166739, -2.808917465908714, 0.5000178451051316],
  [3.8916678022926607, -2.772484153217685, 0.5060648178503393],
  [3.285753657755655, -2.3681294933425376, 0.46449024233003106],
  [2.3465413258596377, -1.7097828382687081, 0.42323551169305323],
];

const isPolynomial = (value: unknown): value is Polynomial =>
  Array.isArray(value) && value.length === 3 && value.every(Number.isFinite);

/** The option of coefficients. */
export const coefficientsOption: Option = {
  expected: (value) =>
    value === "quintic" ||
    value === "polarExpress" ||
    isPolynomial(value) ||
    (Array.isArray(value) && value.length > 0 && value.every(isPolynomial))
      ? undefined
      : '"quintic", "polarExpress", three numbers [a, b, c], or a list of threes',
};

const text = `
    X = g / (norm(g) + eps)
    repeat 5 { A = X @ X'; X = a*X + (b*A + c*A @ A) @ X }
    u = X`;

const quintic = matrixRule({
  name: "orthogonalize",
  wide: true,
  hyper: { a: 3.4445, b: -4.775, c: 2.0315, eps: 1e-7 },
  text,
});

/** For texts that are made of numbers, whose names the compiler cannot check. */
const written = matrixRule<string, never, string>;

/** The same with a polynomial for each iteration. */
function ofList(polynomials: readonly Polynomial[], norm: string) {
  const iterations = polynomials.map(
    ([a, b, c]) => `repeat 1 { A = X @ X'; X = ${a}*X + (${b}*A + ${c}*A @ A) @ X }`,
  );
  const lines = [`X = g / ${norm}`, ...iterations, "u = X"].join("\n");
  return written({ name: "orthogonalize", wide: true, hyper: { eps: 1e-7 }, text: lines });
}

/** The same with another norm or another number of iterations. */
function ofSteps(steps: number, norm: string) {
  const hyper = { a: 3.4445, b: -4.775, c: 2.0315, eps: 1e-7 };
  const changed = text.replace("(norm(g) + eps)", norm).replace("repeat 5", `repeat ${steps}`);
  return written({ name: "orthogonalize", wide: true, hyper, text: changed });
}

/** Those that were made, by what they were made of: a rule is declared once. */
const others = new Map<string, ReturnType<typeof written>>();

/** How updates are made orthogonal. */
export interface Orthogonalizing {
  readonly coefficients?: Coefficients | undefined;
  /** Iterations with one polynomial; default 5. */
  readonly steps?: number | undefined;
  /** Whether the norm is at least `eps`, instead of more by it. */
  readonly isClamped?: boolean;
  readonly eps: Hyper;
}

/** Makes updates orthogonal. @throws HyperparameterError for a number of steps beside a list of another length. */
export function orthogonalize({
  coefficients = "quintic",
  steps,
  isClamped,
  eps,
}: Orthogonalizing): Optimizer {
  const norm = isClamped ? "max(norm(g), eps)" : "(norm(g) + eps)";
  if (coefficients === "quintic" || isPolynomial(coefficients)) {
    const [a, b, c] = coefficients === "quintic" ? [] : coefficients;
    if (!isClamped && (steps ?? 5) === 5) return quintic({ a, b, c, eps });
    return cached(others, `${norm} ${steps}`, () => ofSteps(steps ?? 5, norm))({ a, b, c, eps });
  }
  const isPolar = coefficients === "polarExpress";
  const list = isPolar ? polarExpress : (coefficients as readonly Polynomial[]);
  if (steps !== undefined && steps !== list.length)
    throw new HyperparameterError(
      `steps must be ${list.length}, one for each of the coefficients; got ${steps}`,
    );
  // The paper's factor keeps rounding from leaving its interval.
  const safe = isPolar ? norm.replace("norm(g)", "1.02*norm(g)") : norm;
  return cached(others, `${safe} ${JSON.stringify(list)}`, () => ofList(list, safe))({ eps });
}

function cached<T>(known: Map<string, T>, key: string, make: () => T): T {
  const found = known.get(key) ?? make();
  known.set(key, found);
  return found;
}
