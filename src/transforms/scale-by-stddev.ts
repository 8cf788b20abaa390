/**
 * Centered RMSProp's direction: gradients divided by an estimate of their standard deviation, sqrt(E[g^2] - E[g]^2).
 * Graves: Generating Sequences With Recurrent Neural Networks, 2013, equations 38 to 45.
 */
import { flagged } from "../compose/presets.ts";
import { rule } from "../compose/rule.ts";

const common = {
  name: "rmsprop",
  hyper: { decay: 0.9, eps: 1e-8, initialScale: 0 },
  bounds: { initialScale: "[0, inf)" },
  state: { v: "initialScale", c: 0 },
} as const;

/** Rounding can make the difference negative. */
const outside = rule({
  ...common,
  text: `
    v = decay*v + (1 - decay)*g^2
    c = decay*c + (1 - decay)*g
    u = g / (sqrt(max(v - c^2, 0)) + eps)`,
});
const correctedOutside = rule({
  ...common,
  text: `
    v = decay*v + (1 - decay)*g^2
    c = decay*c + (1 - decay)*g
    vHat = v / (1 - decay^t)
    cHat = c / (1 - decay^t)
    u = g / (sqrt(max(vHat - cHat^2, 0)) + eps)`,
});

/** Where the difference with eps is above 0, libraries divide by it. */
const inside = rule({
  ...common,
  text: `
    v = decay*v + (1 - decay)*g^2
    c = decay*c + (1 - decay)*g
    spread = v - c^2 + eps
    u = g / sqrt(where(spread <= 0, eps, spread))`,
});
const correctedInside = rule({
  ...common,
  text: `
    v = decay*v + (1 - decay)*g^2
    c = decay*c + (1 - decay)*g
    vHat = v / (1 - decay^t)
    cHat = c / (1 - decay^t)
    spread = vHat - cHat^2 + eps
    u = g / sqrt(where(spread <= 0, eps, spread))`,
  presentPowers: true,
});

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
    default: [outside],
    torch: [outside, { decay: 0.99 }],
    optax: [inside],
    keras: [inside, { eps: 1e-7 }],
  },
  {
    default: [correctedOutside],
    optax: [correctedInside],
  },
);
