/**
 * Centered RMSProp's direction: gradients divided by an estimate of their standard deviation, sqrt(E[g^2] - E[g]^2).
 * Graves: Generating Sequences With Recurrent Neural Networks, 2013, equations 38 to 45.
 */
import { flagged } from "../compose/presets.ts";
import { rule } from "../compose/rule.ts";

const form = (u: string, presentPowers = false) =>
  rule({
    name: "rmsprop",
    hyper: { decay: 0.9, eps: 1e-8, initialScale: 0 },
    bounds: { initialScale: "[0, inf)" },
    state: { v: "initialScale", c: 0 },
    text: `
    v = decay*v + (1 - decay)*g^2
    c = decay*c + (1 - decay)*g
    ${u}` as string,
    presentPowers,
  });

const corrected = "vHat = v / (1 - decay^t)\n    cHat = c / (1 - decay^t)\n    ";
/** Rounding can make the difference negative. */
const outside = (variance: string) => `u = g / (sqrt(max(${variance}, 0)) + eps)`;
/** Where the difference with eps is above 0, libraries divide by it. */
const inside = (variance: string) => `spread = ${variance} + eps
    u = g / sqrt(where(spread <= 0, eps, spread))`;
const plainOutside = form(outside("v - c^2"));
const plainInside = form(inside("v - c^2"));

/**
 * Divides updates by an estimate of their standard deviation: optax's `scale_by_stddev`. Forms and options as `scaleByRms`.
 * Where gradients hardly change, rounding can make the variance negative. It then counts as 0, and updates are divided by eps alone.
 *
 * @example
 * chain(scaleByStddev(), scaleByLearningRate(0.001))
 */
export const scaleByStddev = flagged(
  "scaleByStddev",
  "biasCorrection",
  {
    default: [plainOutside],
    torch: [plainOutside, { decay: 0.99 }],
    optax: [plainInside],
    keras: [plainInside, { eps: 1e-7 }],
  },
  {
    default: [form(corrected + outside("vHat - cHat^2"))],
    optax: [form(corrected + inside("vHat - cHat^2"), true)],
  },
);
