/**
 * Rprop. Riedmiller, Braun: A Direct Adaptive Method for Faster Backpropagation Learning: The RPROP Algorithm, ICNN 1993;
 * in the form without backtracking, iRprop-, of Igel, Hüsken: Empirical evaluation of the improved Rprop learning
 * algorithms, Neurocomputing 50 (2003).
 */
import { defineOptimizer, type MaximizeOptions } from "../compose/define-optimizer.ts";
import { type Like, presets } from "../compose/presets.ts";
import { rule } from "../compose/rule.ts";
import type { Hyper } from "../rule/hyper.ts";

/** Options of `rprop`. */
export interface RpropOptions extends MaximizeOptions {
  /** Which form: `"torch"` is the only one. */
  readonly like?: Like | undefined;
  /** Every element's first step, in the parameter's unit; read only at the first step; default 0.01. */
  readonly learningRate?: Hyper | undefined;
  /** Factor of an element's step when its gradient changes sign, in (0, 1); default 0.5. */
  readonly etaMinus?: Hyper | undefined;
  /** Factor of an element's step when its gradient keeps its sign, above 1; default 1.2. */
  readonly etaPlus?: Hyper | undefined;
  /** The shortest step, in the parameter's unit; default 1e-6. */
  readonly minStepSize?: Hyper | undefined;
  /** The longest step, in the parameter's unit; default 50. */
  readonly maxStepSize?: Hyper | undefined;
}

const torch = rule({
  name: "rprop",
  hyper: { learningRate: 0.01, etaMinus: 0.5, etaPlus: 1.2, minStepSize: 1e-6, maxStepSize: 50 },
  bounds: { etaMinus: "(0, 1)", etaPlus: "(1, inf)", minStepSize: "[0, inf)", maxStepSize: "(0, inf)" },
  state: { stepSize: 0, direction: 0 },
  text: `
    change = sign(g)*direction
    factor = where(change > 0, etaPlus, where(change < 0, etaMinus, 1))
    stepSize = min(max(factor*where(t == 1, learningRate, stepSize), minStepSize), maxStepSize)
    direction = where(change < 0, 0, sign(g))
    u = -stepSize*direction`,
});

const forms = presets("rprop", { default: [torch], torch: [torch] });

/**
 * Sign descent in which every element has a step of its own, which grows while the gradient keeps its sign and shrinks
 * where it changes.
 *
 * Use it with gradients of the whole data set, as its papers do: batches change signs by chance, and steps would shrink for no
 * reason. It needs hardly any tuning.
 *
 * `like`: one form, torch's. optax's `rprop` (0.2.8) applies each step one call late; that is not offered.
 *
 * Defaults: torch; the factors 0.5 and 1.2, 1e-6 and 50 are the papers'.
 *
 * Deviations: keeps the sign of the last gradient and not the gradient, whose product with the next may underflow to 0.
 *
 * Memory: 8 bytes a parameter (float32).
 *
 * @example
 * const descent = await rprop({ learningRate: 0.01 }).init({ x: new Float32Array([1]) });
 */
export const rprop = defineOptimizer<RpropOptions>("rprop", forms.options, forms);
