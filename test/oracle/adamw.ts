// Oracles for AdamW: decoupled weight decay, by the rate (torch, optax, keras, the default) or by the schedule's
// multiplier (the paper). Sources: Loshchilov, Hutter, ICLR 2019, Algorithm 2; torch.optim.AdamW, optax.adamw,
// keras.optimizers.AdamW. Adam with L2 decay is not here.
import { uphill } from "./around.ts";
import { type Oracle, type OracleCase, oracleCase } from "./case.ts";

type Plain = { learningRate: number; b1: number; b2: number; eps: number; weightDecay: number };
type Looking = { nesterov?: boolean };
type Optax = Plain & Looking & { epsRoot: number };

/** torch, and the default: p shrinks by 1 - learningRate * weightDecay, then Adam steps. */
function torch(n: number, { b1, b2, eps, weightDecay, nesterov = false }: Plain & Looking): Oracle {
  const m = new Float64Array(n);
  const v = new Float64Array(n);
  let t = 0;
  return {
    step(p, g, learningRate) {
      t += 1;
      for (let i = 0; i < n; i++) {
        m[i] = b1 * m[i]! + (1 - b1) * g[i]!;
        v[i] = b2 * v[i]! + (1 - b2) * g[i]! * g[i]!;
        const mHat = m[i]! / (1 - b1 ** t);
        const vHat = v[i]! / (1 - b2 ** t);
        const ahead = (b1 * m[i]!) / (1 - b1 ** (t + 1)) + ((1 - b1) * g[i]!) / (1 - b1 ** t);
        const decayed = p[i]! * (1 - learningRate * weightDecay);
        p[i] = decayed - (learningRate * (nesterov ? ahead : mHat)) / (Math.sqrt(vHat) + eps);
      }
    },
  };
}

/** optax: weightDecay * p joins the direction, then the rate. */
function optax(n: number, { b1, b2, eps, epsRoot, weightDecay, nesterov = false }: Optax): Oracle {
  const m = new Float64Array(n);
  const v = new Float64Array(n);
  let t = 0;
  return {
    skip() {
      t += 1;
    },
    step(p, g, learningRate) {
      t += 1;
      for (let i = 0; i < n; i++) {
        m[i] = b1 * m[i]! + (1 - b1) * g[i]!;
        v[i] = b2 * v[i]! + (1 - b2) * g[i]! * g[i]!;
        const mHat = m[i]! / (1 - b1 ** t);
        const vHat = v[i]! / (1 - b2 ** t);
        const ahead = (b1 * m[i]!) / (1 - b1 ** (t + 1)) + ((1 - b1) * g[i]!) / (1 - b1 ** t);
        const u = (nesterov ? ahead : mHat) / (Math.sqrt(vHat + epsRoot) + eps) + weightDecay * p[i]!;
        p[i] = p[i]! - learningRate * u;
      }
    },
  };
}

/** keras: the decay first, then Adam in its eps-hat form. */
function keras(n: number, { b1, b2, eps, weightDecay }: Plain): Oracle {
  const m = new Float64Array(n);
  const v = new Float64Array(n);
  let t = 0;
  return {
    skip() {
      t += 1;
    },
    step(p, g, learningRate) {
      t += 1;
      const rate = (learningRate * Math.sqrt(1 - b2 ** t)) / (1 - b1 ** t);
      for (let i = 0; i < n; i++) {
        m[i] = b1 * m[i]! + (1 - b1) * g[i]!;
        v[i] = b2 * v[i]! + (1 - b2) * g[i]! * g[i]!;
        const decayed = p[i]! * (1 - learningRate * weightDecay);
        p[i] = decayed - (rate * m[i]!) / (Math.sqrt(v[i]!) + eps);
      }
    },
  };
}

/**
 * The paper: p = p - eta (alpha mHat/(sqrt(vHat) + eps) + weightDecay p). alpha is the option `learningRate`; the
 * rate given at a step is eta * alpha, so eta = rate/alpha and the decay does not shrink with alpha.
 */
function paper(n: number, { learningRate: alpha, b1, b2, eps, weightDecay }: Plain): Oracle {
  const m = new Float64Array(n);
  const v = new Float64Array(n);
  let t = 0;
  return {
    step(p, g, learningRate) {
      t += 1;
      const eta = learningRate / alpha;
      for (let i = 0; i < n; i++) {
        m[i] = b1 * m[i]! + (1 - b1) * g[i]!;
        v[i] = b2 * v[i]! + (1 - b2) * g[i]! * g[i]!;
        const mHat = m[i]! / (1 - b1 ** t);
        const vHat = v[i]! / (1 - b2 ** t);
        p[i] = p[i]! - eta * ((alpha * mHat) / (Math.sqrt(vHat) + eps) + weightDecay * p[i]!);
      }
    },
  };
}

const usual = { learningRate: 0.001, b1: 0.9, b2: 0.999, eps: 1e-8, weightDecay: 0.01 };
const quick = { learningRate: 0.01, b1: 0.8, b2: 0.9, eps: 1e-6, weightDecay: 0.2 };

/** The table's rows for `adamw`. */
export const adamwCases: Record<string, OracleCase> = {
  "adamw/default": oracleCase("adamw", undefined, usual, torch),
  "adamw/default+betas": oracleCase("adamw", undefined, quick, torch),
  "adamw/torch": oracleCase("adamw", "torch", usual, torch),
  "adamw/torch+betas": oracleCase("adamw", "torch", quick, torch),
  "adamw/optax": oracleCase("adamw", "optax", { ...usual, weightDecay: 1e-4, epsRoot: 0 }, optax),
  "adamw/optax+epsRoot": oracleCase("adamw", "optax", { ...quick, epsRoot: 1e-6 }, optax),
  "adamw/default+nesterov": oracleCase("adamw", undefined, { ...quick, nesterov: true }, torch),
  "adamw/optax+nesterov": oracleCase("adamw", "optax", { ...quick, epsRoot: 1e-6, nesterov: true }, optax),
  "adamw/torch+maximize": oracleCase("adamw", "torch", { ...quick, maximize: true }, uphill(torch)),
  "adamw/keras": oracleCase("adamw", "keras", { ...usual, eps: 1e-7, weightDecay: 0.004 }, keras),
  "adamw/keras+betas": oracleCase("adamw", "keras", quick, keras),
  "adamw/paper": oracleCase("adamw", "paper", usual, paper),
  "adamw/paper+betas": oracleCase("adamw", "paper", quick, paper),
};
