// Oracles for LARS: momentum whose steps are scaled tensor by tensor. Sources: You, Gitman, Ginsburg: Large Batch Training
// of Convolutional Networks, 2017, Algorithm 1; optax.lars. Both keep the rate inside the momentum.
import { type Oracle, type OracleCase, oracleCase, type Shapes } from "./case.ts";
import { norm, spans } from "./tensors.ts";

type Plain = { learningRate: number; momentum: number; weightDecay: number; trustCoefficient: number };
type Optax = Plain & { eps: number; nesterov: boolean };

/** optax, and the default: the norm of the decayed gradient divides; where a norm is 0 the ratio is 1. */
function optax(
  n: number,
  { momentum, weightDecay, trustCoefficient, eps, nesterov }: Optax,
  shapes: Shapes,
): Oracle {
  const trace = new Float64Array(n);
  return {
    step(p, g, learningRate) {
      const d = g.map((value, i) => value + weightDecay * p[i]!);
      for (const span of spans(shapes)) {
        const [ofP, ofD] = [norm(p, span), norm(d, span)];
        const ratio = ofP === 0 || ofD === 0 ? 1 : (trustCoefficient * ofP) / (ofD + eps);
        for (let i = span.at; i < span.at + span.size; i++) {
          const u = learningRate * ratio * d[i]!;
          trace[i] = u + momentum * trace[i]!;
          p[i] = p[i]! - (nesterov ? u + momentum * trace[i]! : trace[i]!);
        }
      }
    },
  };
}

/**
 * The paper: the norms of the gradient and of the decay add up below. Of its formula, only a tensor of zeros (which could
 * never leave 0) and 0/0 are left out: there the gradient is not scaled.
 */
function paper(n: number, { momentum, weightDecay, trustCoefficient }: Plain, shapes: Shapes): Oracle {
  const v = new Float64Array(n);
  return {
    step(p, g, learningRate) {
      for (const span of spans(shapes)) {
        const ofP = norm(p, span);
        const below = norm(g, span) + weightDecay * ofP;
        const ratio = ofP === 0 || below === 0 ? 1 : (trustCoefficient * ofP) / below;
        for (let i = span.at; i < span.at + span.size; i++) {
          v[i] = momentum * v[i]! + learningRate * ratio * (g[i]! + weightDecay * p[i]!);
          p[i] = p[i]! - v[i]!;
        }
      }
    },
  };
}

const plain = { learningRate: 1e-3, momentum: 0.9, weightDecay: 0, trustCoefficient: 1e-3 };
const usual = { ...plain, eps: 0, nesterov: false };
const decayed = { learningRate: 0.05, momentum: 0.7, weightDecay: 0.2, trustCoefficient: 0.02 };
const quick = { ...decayed, eps: 0.01, nesterov: false };

/** The table's rows for `lars`. */
export const larsCases: Record<string, OracleCase> = {
  "lars/default": oracleCase("lars", undefined, usual, optax),
  "lars/default+weightDecay": oracleCase("lars", undefined, quick, optax),
  "lars/optax": oracleCase("lars", "optax", usual, optax),
  "lars/optax+weightDecay": oracleCase("lars", "optax", quick, optax),
  "lars/optax+nesterov": oracleCase("lars", "optax", { ...quick, nesterov: true }, optax),
  "lars/paper": oracleCase("lars", "paper", plain, paper),
  "lars/paper+weightDecay": oracleCase("lars", "paper", decayed, paper),
};
