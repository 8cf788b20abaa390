/**
 * `glissade/train`: data, models, `fit`, and the textbook's experiment; runs in a page. Named re-exports only.
 */

export { type Characters, type CharactersOptions, characters } from "./data/characters.ts";
export { DataError, type DataErrorCode } from "./data/data-error.ts";
export {
  countOf,
  type Dataset,
  datasetOf,
  type Examples,
  type ExampleTensor,
  type LabelledExamples,
} from "./data/examples.ts";
export type {
  CategoryColumn,
  DateColumn,
  Frame,
  FrameColumn,
  NumberColumn,
  Reading,
  TextColumn,
} from "./data/frame.ts";
export { type Idx, parseIdx } from "./data/idx.ts";
export { type FrameOptions, parseFrame } from "./data/parse-frame.ts";
export { type Applied, type ApplyOptions, Preparation } from "./data/preparation.ts";
export { preparationFrom } from "./data/preparation-json.ts";
export { type HeldOut, type Prepared, type PrepareOptions, prepare } from "./data/prepare.ts";
export { type Regression, type StandardizeOptions, standardize } from "./data/standardize.ts";
export { type ColumnChoice, parseTable, type Table, type TableOptions, tableOf } from "./data/table.ts";
export type { Task } from "./data/target.ts";
export type { BestParams } from "./fit/best-params.ts";
export type { EndEvent, EpochEvent, FitEvent, StartEvent, StepEvent } from "./fit/events.ts";
export { type FitRun, fit } from "./fit/fit.ts";
export type {
  CheckpointOptions,
  EarlyStopping,
  FitCallback,
  FitData,
  FitOptions,
  Moment,
} from "./fit/options.ts";
export { type EvaluateOptions, evaluate, type PredictOptions, predict } from "./fit/predict.ts";
export type { EndReason, Evaluation, FitResult, FitState, Resume } from "./fit/result.ts";
export { jax } from "./jax.ts";
export type { TransformerSizes } from "./models/char-transformer.ts";
export { binaryCrossEntropy, crossEntropy, squaredError } from "./models/losses.ts";
export {
  type HiddenWeights,
  type Jax,
  type JaxArray,
  type Loss,
  type Meter,
  type Metrics,
  type Model,
  ModelError,
  type ModelErrorCode,
  type Traced,
  type TracedBatch,
} from "./models/model.ts";
export { type ModelJson, type ModelOptions, modelFrom, modelNames } from "./models/model-from.ts";
export { type Random, type RandomState, random } from "./random.ts";
export { concise, type ExperimentOptions, experiment, type Run, scratch } from "./textbook/experiment.ts";
export { type LeastSquares, leastSquares } from "./textbook/least-squares.ts";
export { batchGradient, type LinearParams, meanLoss } from "./textbook/linear-regression.ts";
export { type TextbookResult, textbookResults } from "./textbook/textbook.ts";
export { trace } from "./textbook/trace.ts";
export { decodeModel, encodeModel, type TrainedModel } from "./trained-model.ts";
export {
  type QuadraticDeepBaseline,
  type QuadraticDeepOptions,
  type QuadraticDeepProblem,
  type QuadraticDeepProblemOptions,
  type QuadraticDeepRun,
  type QuadraticDeepSeeds,
  type QuadraticDeepSummary,
  quadraticDeep,
  quadraticDeepBaselines,
  quadraticDeepOverSeeds,
  quadraticDeepProblem,
  quadraticDeepStart,
} from "./workloads/quadratic-deep.ts";
