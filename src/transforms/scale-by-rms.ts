/**
 * RMSProp's direction: gradients divided by the square root of a moving average of their squares.
 * Tieleman, Hinton: Lecture 6.5, Neural Networks for Machine Learning, 2012. Centered: `scale-by-stddev.ts`.
 */
import { flagged } from "../compose/presets.ts";
import { rule } from "../compose/rule.ts";

const common = {
  name: "rmsprop",
  hyper: { decay: 0.9, eps: 1e-8, initialScale: 0 },
  bounds: { initialScale: "[0, inf)" },
  state: { v: "initialScale" },
  moments: { v: "second" },
} as const;

const outside = rule({
  ...common,
  text: `
    v = decay*v + (1 - decay)*g^2
    u = g / (sqrt(v) + eps)`,
});
const inside = rule({
  ...common,
  text: `
    v = decay*v + (1 - decay)*g^2
    u = g / sqrt(v + eps)`,
});
const correctedOutside = rule({
  ...common,
  text: `
    v = decay*v + (1 - decay)*g^2
    vHat = v / (1 - decay^t)
    u = g / (sqrt(vHat) + eps)`,
});
const correctedInside = rule({
  ...common,
  text: `
    v = decay*v + (1 - decay)*g^2
    vHat = v / (1 - decay^t)
    u = g / sqrt(vHat + eps)`,
  presentPowers: true,
});

/**
 * Divides updates by the square root of a moving average of their squares: optax's `scale_by_rms`.
 *
 * `like`: torch (decay 0.99) and the default (0.9) have eps (1e-8) outside the square root; optax (1e-8), keras (1e-7) and textbook
 * (1e-6) have it inside, decay 0.9. `initialScale` (0) is where the mean starts; `biasCorrection: true`, in optax and the
 * default, divides it by 1 - decay^t.
 *
 * @example
 * chain(scaleByRms(), scaleByLearningRate(0.001))
 */
export const scaleByRms = flagged(
  "scaleByRms",
  "biasCorrection",
  {
    default: [outside],
    torch: [outside, { decay: 0.99 }],
    optax: [inside],
    keras: [inside, { eps: 1e-7 }],
    textbook: [inside, { eps: 1e-6 }],
  },
  {
    default: [correctedOutside],
    optax: [correctedInside],
  },
);
