/**
 * Learning rate schedules, and schedules of anything else that takes one: pure functions of the step.
 * Named re-exports only.
 */
export type { Anneal } from "./anneal.ts";
export { constant } from "./constant.ts";
export { type CosineDecayOptions, cosineDecay } from "./cosine-decay.ts";
export { type CyclicOptions, cyclic } from "./cyclic.ts";
export { type ExponentialDecayOptions, exponentialDecay } from "./exponential-decay.ts";
export { type InverseSqrtOptions, inverseSqrt } from "./inverse-sqrt.ts";
export { join } from "./join.ts";
export { type LinearOptions, linear } from "./linear.ts";
export { type MultiStepOptions, multiStep } from "./multi-step.ts";
export { type OneCycleOptions, oneCycle } from "./one-cycle.ts";
export { type PiecewiseOptions, piecewise } from "./piecewise.ts";
export { type PolynomialOptions, polynomial } from "./polynomial.ts";
export { product } from "./product.ts";
export { type Schedule, ScheduleError } from "./schedule.ts";
export { type SgdrOptions, sgdr } from "./sgdr.ts";
export { type StepOptions, step } from "./step.ts";
export { type WarmupCosineOptions, warmupCosine } from "./warmup-cosine.ts";
export { type WarmupStableDecayOptions, warmupStableDecay } from "./warmup-stable-decay.ts";
