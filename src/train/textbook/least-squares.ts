/**
 * The exact minimum of a linear regression, the floor for every optimizer: modified Gram-Schmidt in
 * float64. It does not regularise; a column that depends on earlier ones gets weight 0.
 * Golub and Van Loan, Matrix Computations, 4th edition, algorithm 5.2.6.
 */
import { argumentOf } from "../../options/option.ts";
import { type Regression, regressionKind } from "../data/standardize.ts";

/** The solution of a least squares problem. */
export interface LeastSquares {
  /** One weight a feature. */
  readonly weight: Float64Array;
  readonly bias: number;
  /** Mean of (prediction - target)^2 / 2 over all examples: the lowest loss that training can reach. */
  readonly loss: number;
}

/** Columns whose part outside the span of the earlier ones is below this share of their norm count as dependent. */
const DEPENDENT = 1e-10;

const checkData = argumentOf<Regression>("leastSquares", "data", regressionKind);

/** Solves min over w, b of mean((x w + b - y)^2 / 2). Throws OptionError for anything that is not a regression. */
export function leastSquares(data: Regression): LeastSquares {
  const { x, y, count, width } = checkData(data);
  // Column 0 is the constant 1 of the bias, the last one the target: its remainder is the residual.
  const columns = Array.from({ length: width + 2 }, (_, j) =>
    Float64Array.from({ length: count }, (_, i) =>
      j === 0 ? 1 : j <= width ? x[i * width + j - 1]! : y[i]!,
    ),
  );
  const residual = columns[width + 1]!;
  const r = columns.map(() => new Float64Array(width + 2));
  for (let k = 0; k <= width; k++) {
    const q = columns[k]!;
    const norm = Math.sqrt(dot(q, q));
    const original = Math.hypot(norm, ...r.slice(0, k).map((row) => row[k]!));
    if (norm <= DEPENDENT * original) continue;
    r[k]![k] = norm;
    for (let i = 0; i < count; i++) q[i]! /= norm;
    for (let j = k + 1; j < columns.length; j++) {
      const projection = dot(q, columns[j]!);
      r[k]![j] = projection;
      for (let i = 0; i < count; i++) columns[j]![i]! -= projection * q[i]!;
    }
  }
  const solution = new Float64Array(width + 1);
  for (let k = width; k >= 0; k--) {
    if (r[k]![k] === 0) continue;
    let sum = r[k]![width + 1]!;
    for (let j = k + 1; j <= width; j++) sum -= r[k]![j]! * solution[j]!;
    solution[k] = sum / r[k]![k]!;
  }
  return { weight: solution.slice(1), bias: solution[0]!, loss: dot(residual, residual) / (2 * count) };
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
