/**
 * RMSProp's direction: gradients over the root of a leaky mean of their squares; and its centered form, over an
 * estimate of their standard deviation.
 * Tieleman, Hinton: Lecture 6.5, Neural Networks for Machine Learning, 2012; centered: Graves: Generating Sequences With
 * Recurrent Neural Networks, 2013, equations 38 to 45.
 */
import { presets } from "../compose/presets.ts";
import { rule } from "../compose/rule.ts";

const hyper = { decay: 0.9, eps: 1e-8 };
const mean = `
  v = decay*v + (1 - decay)*g^2`;
const meanAndCenter = `${mean}
  c = decay*c + (1 - decay)*g`;

const outside = rule({ name: "rmsprop", hyper, state: { v: 0 }, text: `${mean}\n  u = g / (sqrt(v) + eps)` });
const inside = rule({ name: "rmsprop", hyper, state: { v: 0 }, text: `${mean}\n  u = g / sqrt(v + eps)` });
const centeredOutside = rule({
  name: "rmsprop",
  hyper,
  state: { v: 0, c: 0 },
  text: `${meanAndCenter}\n  u = g / (sqrt(max(v - c^2, 0)) + eps)`,
});
const centeredInside = rule({
  name: "rmsprop",
  hyper,
  state: { v: 0, c: 0 },
  text: `${meanAndCenter}\n  spread = v - c^2 + eps\n  u = g / sqrt(where(spread <= 0, eps, spread))`,
});

/**
 * Rescales updates by the root of a leaky mean of their squares: optax's `scale_by_rms`.
 *
 * `like`: torch (decay 0.99) and the default (0.9) have eps (1e-8) outside the root; optax (1e-8), keras (1e-7) and textbook
 * (1e-6) have it inside, decay 0.9.
 *
 * @example
 * chain(scaleByRms(), scaleByLearningRate(0.001))
 */
export const scaleByRms = presets("scaleByRms", {
  default: [outside],
  torch: [outside, { decay: 0.99 }],
  optax: [inside],
  keras: [inside, { eps: 1e-7 }],
  textbook: [inside, { eps: 1e-6 }],
});

/**
 * Rescales updates by an estimate of their standard deviation: optax's `scale_by_stddev`. Forms as `scaleByRms`.
 *
 * @example
 * chain(scaleByStddev(), scaleByLearningRate(0.001))
 */
export const scaleByStddev = presets("scaleByStddev", {
  default: [centeredOutside],
  torch: [centeredOutside, { decay: 0.99 }],
  optax: [centeredInside],
  keras: [centeredInside, { eps: 1e-7 }],
});
