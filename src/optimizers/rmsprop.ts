/** RMSProp. Tieleman, Hinton: Lecture 6.5, Neural Networks for Machine Learning, 2012. */
import { chain } from "../compose/chain.ts";
import type { Optimizer } from "../compose/optimizer.ts";
import { choose, type Like } from "../compose/presets.ts";
import { type Hyper, HyperparameterError } from "../rule/hyper.ts";
import { checkOptions } from "../rule/options.ts";
import { scaleByLearningRate } from "../transforms/scale.ts";
import { scaleByRms, scaleByStddev } from "../transforms/scale-by-rms.ts";
import { trace } from "../transforms/trace.ts";

/** Options of `rmsprop`. */
export interface RmspropOptions {
  readonly like?: Like | undefined;
  /** Step size; default 0.001, torch 0.01, textbook 0.01. */
  readonly learningRate?: Hyper | undefined;
  /** Share of the mean of squares that stays: torch's alpha, keras' rho. */
  readonly decay?: Hyper | undefined;
  readonly eps?: Hyper | undefined;
  /** Whether the mean is taken out of the mean of squares. */
  readonly centered?: boolean | undefined;
  /** Share of a leaky sum of steps that stays; without it no sum is kept. */
  readonly momentum?: Hyper | undefined;
  readonly nesterov?: boolean | undefined;
}

/**
 * Gradient descent with each element divided by the root of the leaky mean of its squares.
 *
 * `like`: see `scaleByRms`; with momentum, torch and the default apply the rate to the sum, optax and keras sum what the
 * rate was applied to. Memory: 4 bytes a parameter, 4 more if centered, 4 more with momentum (float32).
 *
 * @example
 * const descent = await rmsprop({ learningRate: 0.01 }).init({ x: new Float32Array([1]) });
 */
export function rmsprop(options: RmspropOptions = {}): Optimizer {
  const known = ["learningRate", "decay", "eps", "centered", "momentum", "nesterov", "like"];
  checkOptions("rmsprop", options, known);
  const { like, decay, eps, centered, momentum, nesterov } = options;
  if (nesterov && momentum === undefined) throw new HyperparameterError("nesterov needs momentum; give one");
  const defaults = { default: 0.001, torch: 0.01, optax: 0.001, keras: 0.001, textbook: 0.01 };
  const direction = (centered ? scaleByStddev : scaleByRms)({ like, decay, eps });
  const rate = scaleByLearningRate(options.learningRate ?? choose("rmsprop", defaults, like));
  const sum = momentum === undefined ? [] : [trace({ momentum, nesterov })];
  const rateFirst = like === "optax" || like === "keras";
  return rateFirst ? chain(direction, rate, ...sum) : chain(direction, ...sum, rate);
}
