// Oracles for Adan: Nesterov's momentum written with differences of gradients. The decay rates are those that multiply
// the past, as in the authors' code; the paper writes 1 minus them.
// Sources: Xie, Zhou, Li, Lin, Yan, TPAMI 2024, Algorithm 1; the authors' code; optax.adan. Restarts are not here.
import { type Oracle, type OracleCase, oracleCase } from "./case.ts";

type Plain = {
  learningRate: number;
  b1: number;
  b2: number;
  b3: number;
  eps: number;
  weightDecay: number;
};
type Optax = Plain & { epsRoot: number };

/** The paper and the default: the difference counts b2, and the decay divides after the step (proximal). */
function paper(n: number, { b1, b2, b3, eps, weightDecay }: Plain): Oracle {
  const m = new Float64Array(n);
  const v = new Float64Array(n);
  const s = new Float64Array(n);
  let last: Float64Array | undefined;
  let t = 0;
  return {
    step(p, g, learningRate) {
      t += 1;
      last ??= g.slice();
      for (let i = 0; i < n; i++) {
        const difference = g[i]! - last[i]!;
        m[i] = b1 * m[i]! + (1 - b1) * g[i]!;
        v[i] = b2 * v[i]! + (1 - b2) * difference;
        s[i] = b3 * s[i]! + (1 - b3) * (g[i]! + b2 * difference) ** 2;
        const mHat = m[i]! / (1 - b1 ** t);
        const vHat = v[i]! / (1 - b2 ** t);
        const sHat = s[i]! / (1 - b3 ** t);
        const u = (mHat + b2 * vHat) / (Math.sqrt(sHat) + eps);
        p[i] = (p[i]! - learningRate * u) / (1 + learningRate * weightDecay);
      }
      last = g.slice();
    },
  };
}

/**
 * optax: the difference counts 1 - b2, a misreading: the paper's beta_2 is 1 - b2, and what it multiplies the difference
 * by is 1 - beta_2. The decay joins the direction, then the rate.
 */
function optax(n: number, { b1, b2, b3, eps, epsRoot, weightDecay }: Optax): Oracle {
  const m = new Float64Array(n);
  const v = new Float64Array(n);
  const s = new Float64Array(n);
  let last: Float64Array | undefined;
  let t = 0;
  return {
    skip() {
      t += 1;
    },
    step(p, g, learningRate) {
      t += 1;
      last ??= g.slice();
      for (let i = 0; i < n; i++) {
        const difference = g[i]! - last[i]!;
        m[i] = b1 * m[i]! + (1 - b1) * g[i]!;
        v[i] = b2 * v[i]! + (1 - b2) * difference;
        s[i] = b3 * s[i]! + (1 - b3) * (g[i]! + (1 - b2) * difference) ** 2;
        const mHat = m[i]! / (1 - b1 ** t);
        const vHat = v[i]! / (1 - b2 ** t);
        const sHat = s[i]! / (1 - b3 ** t);
        const u = (mHat + (1 - b2) * vHat) / (Math.sqrt(sHat + epsRoot) + eps) + weightDecay * p[i]!;
        p[i] = p[i]! - learningRate * u;
      }
      last = g.slice();
    },
  };
}

const usual = { learningRate: 0.001, b1: 0.98, b2: 0.92, b3: 0.99, eps: 1e-8, weightDecay: 0 };
const quick = { learningRate: 0.01, b1: 0.8, b2: 0.7, b3: 0.95, eps: 1e-6, weightDecay: 0 };
const ofOptax = { ...usual, epsRoot: 1e-8 };

/** The table's rows for `adan`. */
export const adanCases: Record<string, OracleCase> = {
  "adan/default": oracleCase("adan", undefined, usual, paper),
  "adan/default+betas": oracleCase("adan", undefined, quick, paper),
  "adan/default+weightDecay": oracleCase("adan", undefined, { ...quick, weightDecay: 0.2 }, paper),
  "adan/optax": oracleCase("adan", "optax", ofOptax, optax),
  "adan/optax+betas": oracleCase("adan", "optax", { ...ofOptax, ...quick, epsRoot: 0 }, optax),
  "adan/optax+weightDecay": oracleCase("adan", "optax", { ...ofOptax, ...quick, weightDecay: 0.2 }, optax),
};
