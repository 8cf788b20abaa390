/**
 * `glissade/train`: the textbook's experiment. Data sets, the linear regression, its training loop and the traces;
 * named re-exports only.
 */
export { type AirfoilSources, loadAirfoil } from "./data/airfoil.ts";
export { loadAutoMpg } from "./data/auto-mpg.ts";
export { DataError, type DataErrorCode } from "./data/data-error.ts";
export { type Regression, type StandardizeOptions, standardize } from "./data/standardize.ts";
export { parseTable, type Table, type TableOptions } from "./data/table.ts";
export type { EndEvent, EpochEvent, FitEvent, StartEvent, StepEvent } from "./fit/events.ts";
export type {
  BestParams,
  CheckpointOptions,
  EarlyStopping,
  FitOptions,
  Moment,
  Resume,
} from "./fit/options.ts";
export type { EndReason, Evaluation, FitResult, FitState } from "./fit/result.ts";
export {
  type BatchData,
  type Jax,
  type JaxArray,
  type Loss,
  type Meter,
  type Metrics,
  type Model,
  ModelError,
  type ModelErrorCode,
  type Params,
  type Traced,
  type TracedBatch,
} from "./models/model.ts";
export { type Random, type RandomState, random } from "./random.ts";
export { concise, type ExperimentOptions, experiment, type Run, scratch } from "./textbook/experiment.ts";
export { type LeastSquares, leastSquares } from "./textbook/least-squares.ts";
export { batchGradient, type LinearParams, meanLoss } from "./textbook/linear-regression.ts";
export {
  airfoilRegression,
  defaultRegression,
  type TextbookResult,
  textbookResults,
} from "./textbook/textbook.ts";
export { trace } from "./textbook/trace.ts";
export {
  type QuadraticDeepBaseline,
  type QuadraticDeepOptions,
  type QuadraticDeepRun,
  type QuadraticDeepSeeds,
  type QuadraticDeepSummary,
  quadraticDeep,
  quadraticDeepBaselines,
  quadraticDeepOverSeeds,
  quadraticDeepStart,
} from "./workloads/quadratic-deep.ts";
