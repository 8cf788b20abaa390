/** Glissade: gradient-descent optimizers, written as the equations of their papers. */
export { DeviceError } from "./backend/backend.ts";
export { chain } from "./compose/chain.ts";
export type { Optimizer } from "./compose/optimizer.ts";
export { partition } from "./compose/partition.ts";
export type { Like } from "./compose/presets.ts";
export { rule } from "./compose/rule.ts";
export {
  type Descent,
  DisposedError,
  type InitOptions,
  type LastStep,
} from "./descent/descent.ts";
export type { Device } from "./descent/device.ts";
export type { ExplainOptions } from "./descent/explain.ts";
export { type MinimizeOptions, type Minimum, minimize } from "./descent/minimize.ts";
export { type Live, ParameterError, type Tensor, tensor } from "./descent/tree.ts";
export { RuleSyntaxError } from "./expr/parse.ts";
export { PlanError } from "./kernel/expand.ts";
export { type AdadeltaOptions, adadelta } from "./optimizers/adadelta.ts";
export { type AdagradOptions, adagrad } from "./optimizers/adagrad.ts";
export { type AdamOptions, adam } from "./optimizers/adam.ts";
export { type AdamwOptions, adamw } from "./optimizers/adamw.ts";
export { amsgrad } from "./optimizers/amsgrad.ts";
export { type RmspropOptions, rmsprop } from "./optimizers/rmsprop.ts";
export { type SgdOptions, sgd } from "./optimizers/sgd.ts";
export { type YogiOptions, yogi } from "./optimizers/yogi.ts";
export { type Hyper, HyperparameterError, type Interval } from "./rule/hyper.ts";
export { PartitionError, type Pattern } from "./rule/partition.ts";
export type { Overrides, RuleDefinition } from "./rule/rule.ts";
export type { Transformation } from "./rule/transformation.ts";
export type { Anneal } from "./schedules/anneal.ts";
export { constant } from "./schedules/constant.ts";
export { type CosineDecayOptions, cosineDecay } from "./schedules/cosine-decay.ts";
export { type CyclicOptions, cyclic } from "./schedules/cyclic.ts";
export { type ExponentialDecayOptions, exponentialDecay } from "./schedules/exponential-decay.ts";
export { type InverseSqrtOptions, inverseSqrt } from "./schedules/inverse-sqrt.ts";
export { join } from "./schedules/join.ts";
export { type LinearOptions, linear } from "./schedules/linear.ts";
export { type MultiStepOptions, multiStep } from "./schedules/multi-step.ts";
export { type OneCycleOptions, oneCycle } from "./schedules/one-cycle.ts";
export { type PiecewiseOptions, piecewise } from "./schedules/piecewise.ts";
export { type PolynomialOptions, polynomial } from "./schedules/polynomial.ts";
export { product } from "./schedules/product.ts";
export { type Schedule, ScheduleError } from "./schedules/schedule.ts";
export { type SgdrOptions, sgdr } from "./schedules/sgdr.ts";
export { type StepOptions, step } from "./schedules/step.ts";
export { type WarmupCosineOptions, warmupCosine } from "./schedules/warmup-cosine.ts";
export { type WarmupStableDecayOptions, warmupStableDecay } from "./schedules/warmup-stable-decay.ts";
export { addDecayedWeights, type DecayOptions } from "./transforms/add-decayed-weights.ts";
export { clip, clipByGlobalNorm } from "./transforms/clip.ts";
export { scale, scaleByLearningRate } from "./transforms/scale.ts";
export { scaleByAdadelta } from "./transforms/scale-by-adadelta.ts";
export { scaleByAdam } from "./transforms/scale-by-adam.ts";
export { scaleByAmsgrad } from "./transforms/scale-by-amsgrad.ts";
export { scaleByRms, scaleByStddev } from "./transforms/scale-by-rms.ts";
export { scaleByRss } from "./transforms/scale-by-rss.ts";
export { type ScaleByYogiOptions, scaleByYogi } from "./transforms/scale-by-yogi.ts";
export { skipNonFinite } from "./transforms/skip-non-finite.ts";
export { type TraceOptions, trace } from "./transforms/trace.ts";
