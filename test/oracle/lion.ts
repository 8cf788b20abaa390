// Oracles for Lion: the sign of one average, a slower one kept. Sources: Chen, Liang, Huang, Real, Wang, Pham, Dong,
// Luong, Hsieh, Lu, Le: Symbolic Discovery of Optimization Algorithms, NeurIPS 2023, Algorithm 2; optax.lion;
// keras.optimizers.Lion.
import { type Oracle, type OracleCase, oracleCase } from "./case.ts";

type O = { learningRate: number; b1: number; b2: number; weightDecay: number };

/** The paper, optax and the default: the decay joins the sign, then the rate. */
function paper(n: number, { b1, b2, weightDecay }: O): Oracle {
  const m = new Float64Array(n);
  return {
    step(p, g, learningRate) {
      for (let i = 0; i < n; i++) {
        const c = b1 * m[i]! + (1 - b1) * g[i]!;
        p[i] = p[i]! - learningRate * (Math.sign(c) + weightDecay * p[i]!);
        m[i] = b2 * m[i]! + (1 - b2) * g[i]!;
      }
    },
  };
}

/** keras: the decay first. */
function keras(n: number, { b1, b2, weightDecay }: O): Oracle {
  const m = new Float64Array(n);
  return {
    step(p, g, learningRate) {
      for (let i = 0; i < n; i++) {
        const decayed = p[i]! - p[i]! * weightDecay * learningRate;
        p[i] = decayed - learningRate * Math.sign(m[i]! * b1 + g[i]! * (1 - b1));
        m[i] = m[i]! * b2 + g[i]! * (1 - b2);
      }
    },
  };
}

const usual = { learningRate: 1e-4, b1: 0.9, b2: 0.99, weightDecay: 0 };
const quick = { learningRate: 0.01, b1: 0.7, b2: 0.8, weightDecay: 0.2 };

/** The table's rows for `lion`. */
export const lionCases: Record<string, OracleCase> = {
  "lion/default": oracleCase("lion", undefined, usual, paper),
  "lion/default+betas": oracleCase("lion", undefined, quick, paper),
  "lion/optax": oracleCase("lion", "optax", { ...usual, weightDecay: 1e-3 }, paper),
  "lion/optax+betas": oracleCase("lion", "optax", quick, paper),
  "lion/keras": oracleCase("lion", "keras", { ...usual, learningRate: 1e-3 }, keras),
  "lion/keras+betas": oracleCase("lion", "keras", quick, keras),
};
