/**
 * Adam's direction: the mean of gradients, divided by the square root of the mean of their squares.
 * Kingma, Ba: Adam: A Method for Stochastic Optimization, ICLR 2015, Algorithm 1.
 */
import { flagged } from "../compose/presets.ts";
import { rule } from "../compose/rule.ts";

const hyper = { b1: 0.9, b2: 0.999, eps: 1e-8 };
const means = { m: "first", v: "second" } as const;
const common = { name: "adam", hyper, state: { m: 0, v: 0 }, moments: means, ratio: ["m", "v"] } as const;
const corrected = {
  ...common,
  text: `
  m = b1*m + (1 - b1)*g
  v = b2*v + (1 - b2)*g^2
  mHat = m / (1 - b1^t)
  vHat = v / (1 - b2^t)
  u = mHat / (sqrt(vHat) + eps)`,
} as const;
const paper = rule(corrected);
const torch = rule({ ...corrected, presentPowers: true });
/** The mean with the next step's correction, and the gradient once more. */
const nesterov = rule({
  ...common,
  text: `
  m = b1*m + (1 - b1)*g
  v = b2*v + (1 - b2)*g^2
  mHat = b1/(1 - b1^(t + 1))*m + (1 - b1)/(1 - b1^t)*g
  vHat = v / (1 - b2^t)
  u = mHat / (sqrt(vHat) + eps)`,
});
/** The form at the end of the paper's section 2, with the corrections in the rate: its eps is the eps-hat. */
const epsHat = rule({
  ...common,
  text: `
  m = b1*m + (1 - b1)*g
  v = b2*v + (1 - b2)*g^2
  u = sqrt(1 - b2^t) / (1 - b1^t) * m / (sqrt(v) + eps)`,
  presentPowers: true,
});

const inOptax = { ...common, hyper: { ...hyper, epsRoot: 0 }, presentPowers: true } as const;
const optax = rule({
  ...inOptax,
  text: `
  m = b1*m + (1 - b1)*g
  v = b2*v + (1 - b2)*g^2
  mHat = m / (1 - b1^t)
  vHat = v / (1 - b2^t)
  u = mHat / (sqrt(vHat + epsRoot) + eps)`,
});
const optaxNesterov = rule({
  ...inOptax,
  text: `
  m = b1*m + (1 - b1)*g
  v = b2*v + (1 - b2)*g^2
  mHat = b1/(1 - b1^(t + 1))*m + (1 - b1)/(1 - b1^t)*g
  vHat = v / (1 - b2^t)
  u = mHat / (sqrt(vHat + epsRoot) + eps)`,
});

/**
 * Rescales updates by Adam's estimates of their first and second moments.
 *
 * `like`: torch, paper and the default divide by sqrt(vHat) + eps with eps 1e-8; textbook has eps 1e-6; optax adds
 * `epsRoot` (0) under the root; keras adds eps (1e-7) to the uncorrected square root, the paper's eps-hat.
 * `nesterov: true`, in optax and the default, looks ahead along the first moment.
 *
 * @example
 * chain(scaleByAdam({ b2: 0.99 }), scaleByLearningRate(0.001))
 */
export const scaleByAdam = flagged(
  "scaleByAdam",
  "nesterov",
  {
    default: [paper],
    torch: [torch],
    paper: [paper],
    textbook: [paper, { eps: 1e-6 }],
    optax: [optax],
    keras: [epsHat, { eps: 1e-7 }],
  },
  { default: [nesterov], optax: [optaxNesterov] },
);
