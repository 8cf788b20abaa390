/**
 * Adagrad's direction: gradients divided by the square root of the sum of all their squares.
 * Duchi, Hazan, Singer: Adaptive Subgradient Methods for Online Learning and Stochastic Optimization, JMLR 12 (2011),
 * the diagonal form of section 1.
 */
import { presets } from "../compose/presets.ts";
import { rule } from "../compose/rule.ts";

const bounds = { initialAccumulator: "[0, inf)" } as const;
const state = { s: "initialAccumulator" };

const outside = rule({
  name: "adagrad",
  hyper: { eps: 1e-10, initialAccumulator: 0 },
  bounds,
  state,
  text: `
    s = s + g^2
    u = g / (sqrt(s) + eps)`,
});

const inside = rule({
  name: "adagrad",
  hyper: { eps: 1e-7, initialAccumulator: 0.1 },
  bounds,
  state,
  text: `
    s = s + g^2
    u = g / sqrt(s + eps)`,
});

const guarded = rule({
  name: "adagrad",
  hyper: { eps: 1e-7, initialAccumulator: 0.1 },
  bounds,
  state,
  text: `
    s = s + g^2
    u = where(s == 0, 0, g / sqrt(s + eps))`,
});

/**
 * Divides updates by the square root of the sum of all squares so far: optax's `scale_by_rss`.
 *
 * `like`: torch and the default have eps (1e-10) outside the square root and start at 0; keras and optax have it (1e-7) inside
 * and start at 0.1; textbook has it (1e-6) inside and starts at 0.
 *
 * @example
 * chain(scaleByRss(), scaleByLearningRate(0.1))
 */
export const scaleByRss = presets("scaleByRss", {
  default: [outside],
  torch: [outside],
  keras: [inside],
  optax: [guarded],
  textbook: [inside, { eps: 1e-6, initialAccumulator: 0 }],
});
