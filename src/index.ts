/** Glissade: gradient-descent optimizers, written as the equations of their papers. */

export { chain } from "./compose/chain.ts";
export type { Bound } from "./compose/element-bounds.ts";
export { checkedMatrixRule as matrixRule } from "./compose/matrix-rule.ts";
export type { DescentOn, Optimizer } from "./compose/optimizer.ts";
export { partition } from "./compose/partition.ts";
export type { Like } from "./compose/presets.ts";
export { checkedRule as rule } from "./compose/rule.ts";
export type { ActingRule } from "./descent/acting-rules.ts";
export type { Descent } from "./descent/descent.ts";
export type { DeviceName, Gpu, HostDevice } from "./descent/device.ts";
export { DeclinedError, DisposedError, ProtocolError } from "./descent/errors.ts";
export type { GpuDescent } from "./descent/gpu/gpu-descent.ts";
export type { GpuRowEdit } from "./descent/gpu/gpu-edit.ts";
export type { BufferGradients, OnGpu } from "./descent/gpu/trees.ts";
export type { Float16Values, HalfTensor, HalfType } from "./descent/half.ts";
export type { InitOptions, StepInputs } from "./descent/inputs.ts";
export type { LastStep, TensorStep } from "./descent/last.ts";
export type { ExplainStepOptions } from "./descent/moment.ts";
export type { Gradients } from "./descent/names.ts";
export type { Profile, ProfiledCall, ProfiledWork, ProfileOptions } from "./descent/profile.ts";
export type { Restored, RestoreOptions } from "./descent/restore.ts";
export type { RowGradient } from "./descent/row-gradient.ts";
export type { RowEdit } from "./descent/row-values.ts";
export { rows } from "./descent/rows.ts";
export { type SavedRule, type Snapshot, SnapshotError, type SnapshotPart } from "./descent/snapshot.ts";
export type { DescentSummary } from "./descent/summary.ts";
export { type Live, ParameterError, type Tensor, tensor } from "./descent/tree.ts";
export type { AsRuleOptions, OneRule } from "./explain/as-rule.ts";
export type { GroupBytes } from "./explain/bytes.ts";
export type { ExplainOptions } from "./explain/explain.ts";
export { OneRuleError } from "./explain/one-rule-error.ts";
export type { ExplainedStep, StepLine } from "./explain/step-lines.ts";
export { RuleSyntaxError } from "./language/syntax-error.ts";
export { minimize } from "./minimize/minimize.ts";
export { type MinimizeManyOptions, minimizeMany, type ProblemObjective } from "./minimize/minimize-many.ts";
export type { MinimizeStep, Minimum } from "./minimize/minimum.ts";
export type { MinimizeOptions, SearchOptions } from "./minimize/options.ts";
export type { Criterion, Limit, Tolerance } from "./minimize/tolerance.ts";
export { type AdabeliefOptions, adabelief, scaleByBelief } from "./optimizers/adabelief.ts";
export { type AdadeltaOptions, adadelta } from "./optimizers/adadelta.ts";
export { type AdafactorOptions, adafactor } from "./optimizers/adafactor.ts";
export { type AdagradOptions, adagrad } from "./optimizers/adagrad.ts";
export { type AdamOptions, adam } from "./optimizers/adam.ts";
export { type AdamMiniOptions, adamMini } from "./optimizers/adam-mini.ts";
export { type AdamaxOptions, adamax, scaleByAdamax } from "./optimizers/adamax.ts";
export { type AdamuonOptions, adamuon } from "./optimizers/adamuon.ts";
export { type AdamwOptions, adamw } from "./optimizers/adamw.ts";
export { type AdanOptions, adan, scaleByAdan } from "./optimizers/adan.ts";
export { type AdemamixOptions, ademamix, scaleByAdemamix } from "./optimizers/ademamix.ts";
export { type AdoptOptions, adopt, scaleByAdopt } from "./optimizers/adopt.ts";
export { type AmsgradOptions, amsgrad } from "./optimizers/amsgrad.ts";
export { type DadaptAdamOptions, dadaptAdam } from "./optimizers/dadapt-adam.ts";
export { type DionOptions, dion } from "./optimizers/dion.ts";
export { type FedAdagradOptions, fedAdagrad } from "./optimizers/fed-adagrad.ts";
export { type FedAdamOptions, fedAdam } from "./optimizers/fed-adam.ts";
export { type FedAvgOptions, fedAvg } from "./optimizers/fed-avg.ts";
export { type FedYogiOptions, fedYogi } from "./optimizers/fed-yogi.ts";
export { type FromageOptions, fromage } from "./optimizers/fromage.ts";
export { type LambOptions, lamb } from "./optimizers/lamb.ts";
export { type LapropOptions, laprop, scaleByLaprop } from "./optimizers/laprop.ts";
export { type LarsOptions, lars } from "./optimizers/lars.ts";
export { type LionOptions, lion, scaleByLion } from "./optimizers/lion.ts";
export { type MadgradOptions, madgrad } from "./optimizers/madgrad.ts";
export { type MarsOptions, mars, scaleByMars } from "./optimizers/mars.ts";
export { type MuonOptions, muon } from "./optimizers/muon.ts";
export { type NadamOptions, nadam, scaleByNadam } from "./optimizers/nadam.ts";
export { type NadamwOptions, nadamw } from "./optimizers/nadamw.ts";
export { type NormuonOptions, normuon } from "./optimizers/normuon.ts";
export { type NovogradOptions, novograd, scaleByNovograd } from "./optimizers/novograd.ts";
export {
  type OptimisticGradientDescentOptions,
  optimisticGradientDescent,
  scaleByOptimisticGradient,
} from "./optimizers/optimistic-gradient-descent.ts";
export { type PolyakSgdOptions, polyakSgd } from "./optimizers/polyak-sgd.ts";
export { type ProdigyOptions, prodigy } from "./optimizers/prodigy.ts";
export { type RadamOptions, radam, scaleByRadam } from "./optimizers/radam.ts";
export { type RmspropOptions, rmsprop } from "./optimizers/rmsprop.ts";
export { type RpropOptions, rprop } from "./optimizers/rprop.ts";
export { type ScheduleFreeAdamwOptions, scheduleFreeAdamw } from "./optimizers/schedule-free-adamw.ts";
export { type ScheduleFreeSgdOptions, scheduleFreeSgd } from "./optimizers/schedule-free-sgd.ts";
export { type SgdOptions, sgd } from "./optimizers/sgd.ts";
export { type ShampooOptions, shampoo } from "./optimizers/shampoo.ts";
export { type SignSgdOptions, signSgd } from "./optimizers/sign-sgd.ts";
export { type SignumOptions, signum } from "./optimizers/signum.ts";
export { type Sm3Options, sm3 } from "./optimizers/sm3.ts";
export { type SoapOptions, soap } from "./optimizers/soap.ts";
export { type SophiaOptions, scaleBySophia, sophia } from "./optimizers/sophia.ts";
export { type TigerOptions, tiger } from "./optimizers/tiger.ts";
export { type YogiOptions, yogi } from "./optimizers/yogi.ts";
export { OptionError } from "./options/option.ts";
export type { Fact } from "./plan/facts.ts";
export type { Kernel, Value } from "./plan/kernel.ts";
export type { Pass } from "./plan/passes.ts";
export type { PhaseName } from "./plan/phases.ts";
export type { Plan } from "./plan/plan.ts";
export { PlanError } from "./plan/restrictions.ts";
export type { Assignment, HostWork, PlannedPhase, Stage } from "./plan/stages.ts";
export type { PlannedState } from "./plan/states.ts";
export type { Overrides } from "./rule/define-rule.ts";
export { type Hyper, HyperparameterError, type Interval } from "./rule/hyper.ts";
export type { MatrixRuleDefinition } from "./rule/matrix-rule.ts";
export { PartitionError, type Pattern } from "./rule/pattern.ts";
export type { RuleDefinition } from "./rule/rule.ts";
export type { Transformation } from "./rule/transformation.ts";
export {
  type Call,
  type Device,
  DeviceError,
  type Execution,
  type Outcome,
  type Ranks,
  type Shard,
} from "./runtime/device.ts";
export type { GpuBuffer, GpuDevice, GpuEncoder, GpuRange, GpuTensor } from "./runtime/webgpu/gpu.ts";
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
export type { ClosureDescent } from "./second-order/closure-descent.ts";
export type { ClosureOptimizer } from "./second-order/closure-optimizer.ts";
export type { LastClosureStep } from "./second-order/last-step.ts";
export { lbfgs } from "./second-order/lbfgs.ts";
export type { LbfgsOptions } from "./second-order/lbfgs-options.ts";
export { type NewtonOptions, newton } from "./second-order/newton.ts";
export type { NewtonDescent } from "./second-order/newton-descent.ts";
export { type AdaptiveGradClipOptions, adaptiveGradClip } from "./transforms/adaptive-grad-clip.ts";
export { addDecayedWeights, type DecayOptions } from "./transforms/add-decayed-weights.ts";
export { type AddNoiseOptions, addNoise } from "./transforms/add-noise.ts";
export { centralize } from "./transforms/centralize.ts";
export {
  type ClipByGlobalNormOptions,
  clip,
  clipByBlockRms,
  clipByGlobalNorm,
  clipByNorm,
} from "./transforms/clip.ts";
export { type EmaOptions, ema } from "./transforms/ema.ts";
export { freeze } from "./transforms/freeze.ts";
export { type LossScaleOptions, lossScale, type StaticLossScaleOptions } from "./transforms/loss-scale.ts";
export {
  keepParamsNonnegative,
  type ProjectionBoxOptions,
  projectionBox,
} from "./transforms/projection-box.ts";
export { type ProjectionL2BallOptions, projectionL2Ball } from "./transforms/projection-l2-ball.ts";
export { reduceOnPlateau } from "./transforms/reduce-on-plateau.ts";
export { scale, scaleByLearningRate } from "./transforms/scale.ts";
export { scaleByAdadelta } from "./transforms/scale-by-adadelta.ts";
export { scaleByAdam } from "./transforms/scale-by-adam.ts";
export { scaleByAmsgrad } from "./transforms/scale-by-amsgrad.ts";
export { type ScaleByFactoredRmsOptions, scaleByFactoredRms } from "./transforms/scale-by-factored-rms.ts";
export { scaleByRms } from "./transforms/scale-by-rms.ts";
export { scaleByRss } from "./transforms/scale-by-rss.ts";
export { scaleBySign } from "./transforms/scale-by-sign.ts";
export { scaleByStddev } from "./transforms/scale-by-stddev.ts";
export { scaleByTrustRatio } from "./transforms/scale-by-trust-ratio.ts";
export { type ScaleByYogiOptions, scaleByYogi } from "./transforms/scale-by-yogi.ts";
export { type SkipNonFiniteOptions, skipNonFinite } from "./transforms/skip-non-finite.ts";
export { type TraceOptions, trace } from "./transforms/trace.ts";
export { zeroNans } from "./transforms/zero-nans.ts";
export { type AccumulateOptions, accumulate } from "./wrappers/accumulate.ts";
export { cautious, scaleByCautious } from "./wrappers/cautious.ts";
export { type EmaParamsOptions, emaParams } from "./wrappers/ema-params.ts";
export { type LookaheadOptions, lookahead } from "./wrappers/lookahead.ts";
export { type PolyakAverageOptions, polyakAverage } from "./wrappers/polyak-average.ts";
export { type SamOptions, sam } from "./wrappers/sam.ts";
