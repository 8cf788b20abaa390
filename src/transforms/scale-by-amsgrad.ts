/**
 * AMSGrad's direction: Adam with the largest second moment seen so far.
 * Reddi, Kale, Kumar: On the Convergence of Adam and Beyond, ICLR 2018, Algorithm 2.
 */
import { presets } from "../compose/presets.ts";
import { rule } from "../compose/rule.ts";

const common = {
  name: "amsgrad",
  hyper: { b1: 0.9, b2: 0.999, eps: 1e-8 },
  state: { m: 0, v: 0, vMax: 0 },
  // Not vMax: a maximum keeps what was rounded up.
  moments: { m: "first", v: "second" },
  ratio: ["m", "v"],
} as const;
/** The maximum is taken over the uncorrected moment, then corrected. */
const uncorrected = `
  m = b1*m + (1 - b1)*g
  v = b2*v + (1 - b2)*g^2
  vMax = max(vMax, v)
  mHat = m / (1 - b1^t)
  u = mHat / (sqrt(vMax / (1 - b2^t)) + eps)`;
const own = rule({ ...common, text: uncorrected });
const library = { ...common, presentPowers: true };
const torch = rule({ ...library, text: uncorrected });

const keras = rule({
  ...library,
  hyper: { ...common.hyper, eps: 1e-7 },
  text: `
  m = b1*m + (1 - b1)*g
  v = b2*v + (1 - b2)*g^2
  vMax = max(vMax, v)
  u = sqrt(1 - b2^t) / (1 - b1^t) * m / (sqrt(vMax) + eps)`,
});

/** The maximum is taken over the corrected moment. */
const optax = rule({
  ...library,
  hyper: { ...common.hyper, epsRoot: 0 },
  text: `
  m = b1*m + (1 - b1)*g
  v = b2*v + (1 - b2)*g^2
  vMax = max(vMax, v / (1 - b2^t))
  mHat = m / (1 - b1^t)
  u = mHat / (sqrt(vMax + epsRoot) + eps)`,
});

/** No correction. The paper has no eps; without it a gradient that has always been 0 gives 0/0. */
const paper = rule({
  ...common,
  text: `
  m = b1*m + (1 - b1)*g
  v = b2*v + (1 - b2)*g^2
  vMax = max(vMax, v)
  u = m / (sqrt(vMax) + eps)`,
});

/**
 * Rescales updates as Adam does, by the largest second moment so far, so that steps never grow again.
 *
 * `like`: torch and the default take the maximum over v and correct it; keras does the same in the eps-hat form; optax
 * takes it over the corrected moment; paper corrects nothing.
 *
 * @example
 * chain(scaleByAmsgrad(), scaleByLearningRate(0.001))
 */
export const scaleByAmsgrad = presets("scaleByAmsgrad", {
  default: [own],
  torch: [torch],
  keras: [keras],
  optax: [optax],
  paper: [paper],
});
