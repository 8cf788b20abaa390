/**
 * Gaussian noise on updates. Neelakantan, Vilnis, Le, Sutskever, Kaiser, Kurach, Martens: Adding Gradient Noise Improves
 * Learning for Very Deep Networks, 2015, section 3.
 */

import type { HyperOf, Optimizer } from "../compose/optimizer.ts";
import { rule } from "../compose/rule.ts";
import { numberIn } from "../options/interval.ts";
import { type Hyper, reader } from "../rule/hyper.ts";

const bounds = { eta: "[0, inf)", gamma: "[0, inf)", seed: "whole [0, 9007199254740991]" } as const;

const noise = rule({
  name: "addNoise",
  hyper: { eta: 0.01, gamma: 0.55, seed: 0 },
  bounds,
  text: `
    variance = eta / t^gamma
    u = g + sqrt(variance)*normal(seed)`,
});

/** Options of `addNoise`. */
export interface AddNoiseOptions {
  /** Variance of the noise at the first step; default 0.01. The paper takes 0.01, 0.3 or 1. */
  readonly eta?: Hyper | undefined;
  /** Power of the step's number that the variance is divided by; default 0.55. */
  readonly gamma?: Hyper | undefined;
  /** A whole number below 2^53; different seeds give different noise; default 0. */
  readonly seed?: number | undefined;
}

const read = reader<AddNoiseOptions>("addNoise", { ...noise.options, seed: numberIn(bounds.seed) });

/**
 * Adds normal noise to updates: optax's `add_noise`. An element's noise depends only on the seed, the step, the path of its
 * tensor and its place there. So it is the same on all devices and after `restore`, whatever else is trained. Give two
 * `addNoise` of a chain different seeds.
 *
 * @example
 * chain(addNoise({ eta: 0.3, seed: 7 }), sgd({ learningRate: 0.1 }))
 */
export const addNoise = (options: AddNoiseOptions = {}): Optimizer<HyperOf<AddNoiseOptions>> =>
  noise(read(options));
