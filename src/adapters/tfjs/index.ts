/** `glissade/adapters/tfjs`: optimizers that tfjs' `model.compile` takes; named re-exports only. */
export type { Gradient, Params } from "./bound.ts";
export type { Config } from "./config.ts";
export * as tfjs from "./forms.ts";
export {
  type Gradients,
  type OptimizerClass,
  optimizerClass,
  type TfjsOptimizer,
} from "./optimizer-class.ts";
export type { NamedTensor, Tensorflow, TfTensor, TfVariable, ValueAndGradients } from "./tensorflow.ts";
