// Oracles for Adamax: Adam with the decayed maximum of gradients in place of the root of their mean square.
// Sources: Kingma, Ba, ICLR 2015, Algorithm 2; torch.optim.Adamax, optax.adamax, keras.optimizers.Adamax.
import { uphill } from "./around.ts";
import { type Oracle, type OracleCase, oracleCase } from "./case.ts";

type Paper = { learningRate: number; b1: number; b2: number };
type Plain = Paper & { eps: number };

/** torch, optax and the default: eps joins the gradient inside the maximum. */
function torch(n: number, { b1, b2, eps }: Plain): Oracle {
  const m = new Float64Array(n);
  const top = new Float64Array(n);
  let t = 0;
  return {
    skip() {
      t += 1;
    },
    step(p, g, learningRate) {
      t += 1;
      for (let i = 0; i < n; i++) {
        m[i] = b1 * m[i]! + (1 - b1) * g[i]!;
        top[i] = Math.max(b2 * top[i]!, Math.abs(g[i]!) + eps);
        p[i] = p[i]! - ((learningRate / (1 - b1 ** t)) * m[i]!) / top[i]!;
      }
    },
  };
}

/** keras: eps is added to the maximum. */
function keras(n: number, { b1, b2, eps }: Plain): Oracle {
  const m = new Float64Array(n);
  const top = new Float64Array(n);
  let t = 0;
  return {
    skip() {
      t += 1;
    },
    step(p, g, learningRate) {
      t += 1;
      for (let i = 0; i < n; i++) {
        m[i] = b1 * m[i]! + (1 - b1) * g[i]!;
        top[i] = Math.max(b2 * top[i]!, Math.abs(g[i]!));
        p[i] = p[i]! - (learningRate * m[i]!) / ((1 - b1 ** t) * (top[i]! + eps));
      }
    },
  };
}

/** The paper: no eps. An element that has had no gradient does not move, where the formula says 0/0. */
function paper(n: number, { b1, b2 }: Paper): Oracle {
  const m = new Float64Array(n);
  const top = new Float64Array(n);
  let t = 0;
  return {
    step(p, g, learningRate) {
      t += 1;
      for (let i = 0; i < n; i++) {
        m[i] = b1 * m[i]! + (1 - b1) * g[i]!;
        top[i] = Math.max(b2 * top[i]!, Math.abs(g[i]!));
        if (top[i] === 0) continue;
        p[i] = p[i]! - ((learningRate / (1 - b1 ** t)) * m[i]!) / top[i]!;
      }
    },
  };
}

const bare = { learningRate: 0.002, b1: 0.9, b2: 0.999 };
const usual = { ...bare, eps: 1e-8 };
const quick = { learningRate: 0.01, b1: 0.8, b2: 0.9, eps: 1e-3 };

/** The table's rows for `adamax`. */
export const adamaxCases: Record<string, OracleCase> = {
  "adamax/default": oracleCase("adamax", undefined, usual, torch),
  "adamax/default+betas": oracleCase("adamax", undefined, quick, torch),
  "adamax/torch": oracleCase("adamax", "torch", usual, torch),
  "adamax/torch+betas": oracleCase("adamax", "torch", quick, torch),
  "adamax/torch+maximize": oracleCase("adamax", "torch", { ...quick, maximize: true }, uphill(torch)),
  "adamax/optax": oracleCase("adamax", "optax", usual, torch),
  "adamax/optax+betas": oracleCase("adamax", "optax", quick, torch),
  "adamax/keras": oracleCase("adamax", "keras", { ...usual, learningRate: 0.001, eps: 1e-7 }, keras),
  "adamax/keras+betas": oracleCase("adamax", "keras", quick, keras),
  "adamax/paper": oracleCase("adamax", "paper", bare, paper),
  "adamax/paper+betas": oracleCase("adamax", "paper", { learningRate: 0.01, b1: 0.8, b2: 0.9 }, paper),
};
