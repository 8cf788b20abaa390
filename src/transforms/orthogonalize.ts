/**
 * The orthogonal matrix nearest to an update, about: all singular values become about 1.
 * Jordan et al.: Muon, 2024; Amsel, Persson, Musco, Gower: The Polar Express, 2025, arXiv 2505.16932.
 */
import { matrixRule } from "../compose/matrix-rule.ts";
import type { Optimizer } from "../compose/optimizer.ts";
import { type Hyper, HyperparameterError } from "../rule/hyper.ts";
import { type Coefficients, isPolynomial, type Polynomial, polarExpress } from "./coefficients.ts";
import { type IterationForm, iterated, listed, repeated } from "./iterations.ts";

const polynomial = { a: 3.4445, b: -4.775, c: 2.0315 };

const quintic = matrixRule({
  name: "orthogonalize",
  wide: true,
  hyper: { ...polynomial, eps: 1e-7 },
  text: `
    X = g / (norm(g) + eps)
    repeat 5 { A = X @ X'; X = a*X + (b*A + c*A @ A) @ X }
    u = X`,
});

/** How updates are made orthogonal. */
export interface Orthogonalizing {
  /** `"gram"`: on the matrix of products of rows. */
  readonly form?: IterationForm | undefined;
  readonly coefficients?: Coefficients | undefined;
  /** Iterations with one polynomial; default 5. */
  readonly steps?: number | undefined;
  /** Whether the norm is at least `eps`, instead of more by it. */
  readonly isClamped?: boolean;
  readonly eps?: Hyper | undefined;
  /** The same under another name, where another rule of the chain has an `eps`. */
  readonly normEps?: Hyper | undefined;
}

/** Makes updates orthogonal. @throws HyperparameterError for a number of steps beside a list of another length. */
export function orthogonalize({
  form = "direct",
  coefficients = "quintic",
  steps,
  isClamped,
  eps,
  normEps,
}: Orthogonalizing): Optimizer {
  const guard = normEps === undefined ? { eps } : { normEps };
  const [name] = Object.keys(guard);
  const norm = isClamped ? `max(norm(g), ${name})` : `(norm(g) + ${name})`;
  if (coefficients === "quintic" || isPolynomial(coefficients)) {
    const [a, b, c] = coefficients === "quintic" ? [] : coefficients;
    if (form === "direct" && name === "eps" && !isClamped && (steps ?? 5) === 5)
      return quintic({ a, b, c, eps });
    const hyper = { ...polynomial, [name!]: 1e-7 };
    return iterated(norm, repeated(form, steps ?? 5), hyper)({ a, b, c, ...guard });
  }
  const list = coefficients === "polarExpress" ? polarExpress : (coefficients as readonly Polynomial[]);
  if (steps !== undefined && steps !== list.length)
    throw new HyperparameterError(
      `steps must be ${list.length}, one for each of the coefficients; got ${steps}`,
    );
  // The paper's factor keeps rounding from leaving its interval.
  const safe = list === polarExpress ? norm.replace("norm(g)", "1.02*norm(g)") : norm;
  return iterated(safe, listed(form, list), { [name!]: 1e-7 })(guard);
}
