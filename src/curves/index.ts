/** `glissade/curves`: nonlinear least squares, and the statistics of what is found. Named re-exports only. */
export { CurveError } from "./curve-error.ts";
export type { Differences } from "./differences.ts";
export {
  type LeastSquares,
  type LeastSquaresOptions,
  leastSquares,
  type ResidualDerivatives,
  type Residuals,
} from "./least-squares.ts";
export type { Loss } from "./losses.ts";
export type { FitOptions } from "./options.ts";
export type { Matrix, Parameter, Statistics } from "./statistics.ts";
