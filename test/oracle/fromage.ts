// Oracles for Fromage: a step as long as the tensor, then back to the sphere. Sources: Bernstein, Vahdat, Yue, Liu: On the
// Distance between Two Neural Networks and the Stability of Learning, NeurIPS 2020, Algorithm 1; optax.fromage.
import { type Oracle, type OracleCase, oracleCase, type Shapes } from "./case.ts";
import { norm, spans } from "./tensors.ts";

/** The paper, and the default: (p - rate |p|/|g| g) / sqrt(1 + rate^2); g unscaled where a norm is 0 (authors' code). */
function paper(_n: number, _options: { learningRate: number }, shapes: Shapes): Oracle {
  return {
    step(p, g, learningRate) {
      for (const span of spans(shapes)) {
        const [ofP, ofG] = [norm(p, span), norm(g, span)];
        const ratio = ofP > 0 && ofG > 0 ? ofP / ofG : 1;
        for (let i = span.at; i < span.at + span.size; i++) {
          p[i] = (p[i]! - learningRate * ratio * g[i]!) / Math.sqrt(1 + learningRate ** 2);
        }
      }
    },
  };
}

/** optax: no norm counts as less than minNorm. */
function optax(_n: number, { minNorm }: { learningRate: number; minNorm: number }, shapes: Shapes): Oracle {
  return {
    step(p, g, learningRate) {
      const shrink = 1 / Math.sqrt(1 + learningRate ** 2);
      for (const span of spans(shapes)) {
        const [ofP, ofG] = [Math.max(norm(p, span), minNorm), Math.max(norm(g, span), minNorm)];
        const ratio = ofP === 0 || ofG === 0 ? 1 : ofP / ofG;
        for (let i = span.at; i < span.at + span.size; i++) {
          p[i] = p[i]! - learningRate * shrink * ratio * g[i]! + (shrink - 1) * p[i]!;
        }
      }
    },
  };
}

/** The table's rows for `fromage`. */
export const fromageCases: Record<string, OracleCase> = {
  "fromage/default": oracleCase("fromage", undefined, { learningRate: 0.01 }, paper),
  "fromage/default+rate": oracleCase("fromage", undefined, { learningRate: 0.3 }, paper),
  "fromage/optax": oracleCase("fromage", "optax", { learningRate: 0.01, minNorm: 1e-6 }, optax),
  "fromage/optax+unbounded": oracleCase("fromage", "optax", { learningRate: 0.3, minNorm: 0 }, optax),
  "fromage/optax+minNorm": oracleCase("fromage", "optax", { learningRate: 0.3, minNorm: 0.5 }, optax),
};
