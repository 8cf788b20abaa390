/**
 * Fromage. Bernstein, Vahdat, Yue, Liu: On the distance between two neural networks and the stability of learning,
 * NeurIPS 2020, Algorithm 1.
 */
import { defineOptimizer, type MaximizeOptions } from "../compose/define-optimizer.ts";
import { type Like, presets } from "../compose/presets.ts";
import { rule } from "../compose/rule.ts";
import type { Hyper } from "../rule/hyper.ts";

/** Options of `fromage`. */
export interface FromageOptions extends MaximizeOptions {
  /** Which form: `"optax"` or `"paper"`. */
  readonly like?: Like | undefined;
  /** Length of a step as a share of the parameter's norm; default 0.01. */
  readonly learningRate?: Hyper | undefined;
  /** Lower limit of the norms of parameters and gradients: optax's option, with `like: "optax"`; default 1e-6. */
  readonly minNorm?: Hyper | undefined;
}

const paper = rule({
  name: "fromage",
  hyper: { learningRate: 0.01 },
  text: `
    ratio = where(norm(p) == 0 || norm(g) == 0, 1, norm(p) / norm(g))
    scale = 1 / sqrt(1 + learningRate^2)
    u = (scale - 1)*p - scale*learningRate*ratio*g`,
});

const optax = rule({
  name: "fromage",
  hyper: { learningRate: 0.01, minNorm: 1e-6 },
  bounds: { minNorm: "[0, inf)" },
  text: `
    pNorm = max(norm(p), minNorm)
    gNorm = max(norm(g), minNorm)
    ratio = where(pNorm == 0 || gNorm == 0, 1, pNorm / gNorm)
    scale = 1 / sqrt(1 + learningRate^2)
    u = (scale - 1)*p - scale*learningRate*ratio*g`,
});

const forms = presets("fromage", { default: [paper], paper: [paper], optax: [optax] });

/**
 * Gradient descent whose step is, for each tensor, a fixed share of the tensor's norm. Then the tensor is shrunk a little, so
 * that steps at right angles to it do not make it grow.
 *
 * Use it where no rate should have to be tuned: the paper reports that 0.01 works for its classifiers, GANs and
 * transformers. It remembers no gradients; for momentum put `trace` in front of it.
 *
 * `like`: paper and the default take the plain gradient where a norm is 0, as the authors' code does; in optax norms are
 * at least `minNorm` (1e-6), so that a parameter of zeros hardly moves.
 *
 * Defaults: the rate 0.01 is the paper's; optax has none.
 *
 * Memory: 0 bytes a parameter (float32).
 *
 * @example
 * const descent = await fromage().init({ x: new Float32Array([1]) });
 */
export const fromage = defineOptimizer<FromageOptions>("fromage", forms.options, forms);
