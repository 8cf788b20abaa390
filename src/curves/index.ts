/** `glissade/curves`: curves fitted to data by nonlinear least squares, with standard errors and bands. Named re-exports only. */
export { CurveError } from "./curve-error.ts";
export type { Differences } from "./differences.ts";
export { fitCurve } from "./fit-curve.ts";
export type { Bound, FitCurveOptions, Values } from "./fit-curve-options.ts";
export {
  type CurveFits,
  type FitCurvesOptions,
  type FitFunctionsOptions,
  fitCurves,
  type GroupFit,
} from "./fit-curves.ts";
export { FormulaError } from "./formula-error.ts";
export type { GroupedTable, GroupKey } from "./groups.ts";
export {
  type LeastSquares,
  type LeastSquaresOptions,
  leastSquares,
  type ResidualDerivatives,
  type Residuals,
} from "./least-squares.ts";
export type { Loss } from "./losses.ts";
export type { ModelName } from "./models.ts";
export type { FitOptions } from "./options.ts";
export type { Band, CurveFit, Prediction, PredictOptions } from "./result.ts";
export type { Matrix, Parameter, Statistics } from "./statistics.ts";
export type { Table } from "./table.ts";
