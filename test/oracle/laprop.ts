// Oracles for LaProp: gradients are normalized first and averaged then. Sources: Ziyin, Wang, Ueda: LaProp: Separating
// Momentum and Adaptivity in Adam, 2020, Algorithm 1; the authors' file laprop.py in torch and the collection's
// pytorch_optimizer.LaProp, whose mean holds steps with their rates and whose decay comes last ("torch").
import { type Oracle, type OracleCase, oracleCase } from "./case.ts";

type O = { learningRate: number; b1: number; b2: number; eps: number; weightDecay: number };

/** Gradients over the root of the mean of their squares so far. */
function normalizer(n: number, { b2, eps }: O): (g: Float64Array) => Float64Array {
  const squares = new Float64Array(n);
  let weight = 0;
  return (g) => {
    weight = b2 * weight + (1 - b2);
    return g.map((value, i) => {
      squares[i] = b2 * squares[i]! + (1 - b2) * value * value;
      return value / (Math.sqrt(squares[i]! / weight) + eps);
    });
  };
}

/** The paper and the default: the rate multiplies the mean. */
function paper(n: number, options: O): Oracle {
  const { b1, weightDecay } = options;
  const normalized = normalizer(n, options);
  const mean = new Float64Array(n);
  let weight = 0;
  return {
    step(p, g, learningRate) {
      weight = b1 * weight + (1 - b1);
      for (const [i, value] of normalized(g).entries()) {
        mean[i] = b1 * mean[i]! + (1 - b1) * value;
        p[i] = p[i]! * (1 - learningRate * weightDecay) - (learningRate * mean[i]!) / weight;
      }
    },
  };
}

/** The authors' code: the mean holds rates, and their own mean corrects it. */
function torch(n: number, options: O): Oracle {
  const { b1, weightDecay } = options;
  const normalized = normalizer(n, options);
  const steps = new Float64Array(n);
  let rates = 0;
  return {
    step(p, g, learningRate) {
      rates = rates * b1 + (1 - b1) * learningRate;
      // The code moves by the whole mean where the rate is 0.
      const factor = rates === 0 ? 0 : learningRate / rates;
      for (const [i, value] of normalized(g).entries()) {
        steps[i] = steps[i]! * b1 + (1 - b1) * learningRate * value;
        const moved = p[i]! - factor * steps[i]!;
        p[i] = moved - moved * learningRate * weightDecay;
      }
    },
  };
}

const usual = { learningRate: 4e-4, b1: 0.9, b2: 0.999, eps: 1e-15, weightDecay: 0 };
const quick = { learningRate: 0.01, b1: 0.8, b2: 0.6, eps: 1e-6, weightDecay: 0.2 };

/** The table's rows for `laprop`. */
export const lapropCases: Record<string, OracleCase> = {
  "laprop/default": oracleCase("laprop", undefined, usual, paper),
  "laprop/default+betas": oracleCase("laprop", undefined, quick, paper),
  "laprop/paper": oracleCase("laprop", "paper", usual, paper),
  "laprop/torch": oracleCase("laprop", "torch", usual, torch),
  "laprop/torch+betas": oracleCase("laprop", "torch", quick, torch),
};
