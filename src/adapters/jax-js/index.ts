/** `glissade/adapters/jax-js`: gradients by the user's own copy of jax-js; named re-exports only. */
export { type Evaluator, evaluator } from "./evaluator.ts";
export {
  type GradientTransformation,
  gradientTransformation,
  type JaxTree,
  type OptState,
} from "./gradient-transformation.ts";
export type { ArrayOf, Arrays, Given, HostTensor, Jax, JaxArray, Values } from "./jax.ts";
export { JaxError, type JaxErrorCode } from "./jax-error.ts";
export { type Descending, type LossGradient, lossGradient } from "./loss-gradient.ts";
