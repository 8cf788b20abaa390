/**
 * Adadelta's direction: gradients scaled by the ratio of the sizes of past updates and past gradients.
 * Zeiler: ADADELTA: An Adaptive Learning Rate Method, 2012, Algorithm 1.
 */
import { presets } from "../compose/presets.ts";
import { rule } from "../compose/rule.ts";

const adadelta = rule({
  name: "adadelta",
  hyper: { rho: 0.9, eps: 1e-6 },
  state: { s: 0, d: 0 },
  moments: { s: "second", d: "second" },
  text: `
    s = rho*s + (1 - rho)*g^2
    u = sqrt(d + eps) / sqrt(s + eps) * g
    d = rho*d + (1 - rho)*u^2`,
});

/**
 * Rescales updates to the size of past updates.
 *
 * `like`: one formula; torch and the default rho 0.9, eps 1e-6; paper rho 0.95, eps 1e-6; keras 0.95, 1e-7; textbook 0.9,
 * 1e-5.
 *
 * @example
 * chain(scaleByAdadelta(), scaleByLearningRate(1))
 */
export const scaleByAdadelta = presets("scaleByAdadelta", {
  default: [adadelta],
  torch: [adadelta],
  optax: [adadelta],
  paper: [adadelta, { rho: 0.95 }],
  keras: [adadelta, { rho: 0.95, eps: 1e-7 }],
  textbook: [adadelta, { eps: 1e-5 }],
});
