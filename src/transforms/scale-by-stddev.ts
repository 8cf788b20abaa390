/**
 * Centered RMSProp's direction: gradients over an estimate of their standard deviation, E[g^2] - E[g]^2 under the root.
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
/** Rounding may leave less than nothing of the difference. */
const outside = (variance: string) => `u = g / (sqrt(max(${variance}, 0)) + eps)`;
/** Where there is something left with eps, it is what libraries divide by. */
const inside = (variance: string) => `spread = ${variance} + eps
    u = g / sqrt(where(spread <= 0, eps, spread))`;
const plainOutside = form(outside("v - c^2"));
const plainInside = form(inside("v - c^2"));

/**
 * Rescales updates by an estimate of their standard deviation: optax's `scale_by_stddev`. Forms and options as `scaleByRms`.
 * Where gradients hardly change, rounding may make the variance less than 0: it then counts as 0, and eps decides.
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
