/**
 * The trust ratio: updates scaled to the norm of the parameters they change, tensor by tensor. LARS, LAMB and Fromage share it.
 * You, Gitman, Ginsburg: Large Batch Training of Convolutional Networks, 2017, section 4; as optax's
 * `scale_by_trust_ratio`.
 */
import { rule } from "../compose/rule.ts";

/**
 * Multiplies each tensor's update by `trustCoefficient * norm(p) / (norm(g) + eps)`, g the update and p the parameter.
 * The ratio is 1 where either norm is 0; otherwise a parameter of zeros would never move.
 *
 * @param overrides - `trustCoefficient` (default 1); `eps` (default 0), added to the update's norm; `minNorm` (default 0),
 *   a lower limit for both norms.
 * @example
 * chain(scaleByAdam(), scaleByTrustRatio(), scaleByLearningRate(0.001))
 */
export const scaleByTrustRatio = rule({
  name: "scaleByTrustRatio",
  hyper: { minNorm: 0, trustCoefficient: 1, eps: 0 },
  bounds: { minNorm: "[0, inf)", trustCoefficient: "[0, inf)" },
  text: `
    pNorm = max(norm(p), minNorm)
    gNorm = max(norm(g), minNorm)
    ratio = where(pNorm == 0 || gNorm == 0, 1, trustCoefficient*pNorm / (gNorm + eps))
    u = ratio*g`,
});
