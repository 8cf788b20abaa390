/**
 * Adam's direction: the mean of gradients over the root of the mean of their squares.
 * Kingma, Ba: Adam: A Method for Stochastic Optimization, ICLR 2015, Algorithm 1.
 */
import { presets } from "../compose/presets.ts";
import { rule } from "../compose/rule.ts";

const hyper = { b1: 0.9, b2: 0.999, eps: 1e-8 };
const state = { m: 0, v: 0 };
const moments = `
  m = b1*m + (1 - b1)*g
  v = b2*v + (1 - b2)*g^2`;
const corrected = `${moments}
  mHat = m / (1 - b1^t)
  vHat = v / (1 - b2^t)`;

const direction = { name: "adam", hyper, state, text: `${corrected}\n  u = mHat / (sqrt(vHat) + eps)` };
const paper = rule(direction);
const torch = rule({ ...direction, presentPowers: true });

const rooted = rule({
  name: "adam",
  hyper: { ...hyper, epsRoot: 0 },
  state,
  text: `${corrected}\n  u = mHat / (sqrt(vHat + epsRoot) + eps)`,
  presentPowers: true,
});

/** The form before the paper's section 2.1 moves the corrections into the rate: eps there is the eps-hat. */
const epsHat = rule({
  name: "adam",
  hyper: { ...hyper, eps: 1e-7 },
  state,
  text: `${moments}\n  u = sqrt(1 - b2^t) / (1 - b1^t) * m / (sqrt(v) + eps)`,
  presentPowers: true,
});

/**
 * Rescales updates by Adam's estimates of their first and second moments.
 *
 * `like`: torch, paper and the default divide by sqrt(vHat) + eps with eps 1e-8; textbook has eps 1e-6; optax adds
 * `epsRoot` (0) under the root; keras adds eps (1e-7) to the uncorrected root, the paper's eps-hat.
 *
 * @example
 * chain(scaleByAdam({ b2: 0.99 }), scaleByLearningRate(0.001))
 */
export const scaleByAdam = presets("scaleByAdam", {
  default: [paper],
  torch: [torch],
  paper: [paper],
  textbook: [paper, { eps: 1e-6 }],
  optax: [rooted],
  keras: [epsHat],
});
