// Oracles for AdaBelief: Adam with the mean square of what the gradient differs from its average by.
// Sources: Zhuang, Tang, Ding, Tatikonda, Dvornek, Papademetris, Duncan, NeurIPS 2020, Algorithm 2; the authors'
// adabelief-pytorch 0.2.1 without its rectification and weight decay; optax.adabelief.
import { type Oracle, type OracleCase, oracleCase } from "./case.ts";

type Plain = { learningRate: number; b1: number; b2: number; eps: number };
type Looking = { nesterov?: boolean };
type Optax = Plain & Looking & { epsRoot: number };

/** optax: epsRoot joins the moment itself at every step, and so accumulates; eps joins the root. */
function optax(n: number, { b1, b2, eps, epsRoot, nesterov = false }: Optax): Oracle {
  const m = new Float64Array(n);
  const s = new Float64Array(n);
  let t = 0;
  return {
    skip() {
      t += 1;
    },
    step(p, g, learningRate) {
      t += 1;
      for (let i = 0; i < n; i++) {
        m[i] = b1 * m[i]! + (1 - b1) * g[i]!;
        s[i] = b2 * s[i]! + (1 - b2) * (g[i]! - m[i]!) ** 2 + epsRoot;
        const mHat = m[i]! / (1 - b1 ** t);
        const ahead = (b1 * m[i]!) / (1 - b1 ** (t + 1)) + ((1 - b1) * g[i]!) / (1 - b1 ** t);
        const sHat = s[i]! / (1 - b2 ** t);
        p[i] = p[i]! - (learningRate * (nesterov ? ahead : mHat)) / (Math.sqrt(sHat) + eps);
      }
    },
  };
}

/** The paper, the authors' package and the default: one eps in both places. */
const authors = (n: number, options: Plain & Looking): Oracle =>
  optax(n, { ...options, epsRoot: options.eps });

const usual = { learningRate: 0.001, b1: 0.9, b2: 0.999, eps: 1e-16 };
const quick = { learningRate: 0.01, b1: 0.8, b2: 0.95, eps: 1e-6 };

/** The table's rows for `adabelief`. */
export const adabeliefCases: Record<string, OracleCase> = {
  "adabelief/default": oracleCase("adabelief", undefined, usual, authors),
  "adabelief/default+betas": oracleCase("adabelief", undefined, quick, authors),
  "adabelief/optax": oracleCase("adabelief", "optax", { ...usual, epsRoot: 1e-16 }, optax),
  "adabelief/optax+betas": oracleCase("adabelief", "optax", { ...quick, epsRoot: 1e-16 }, optax),
  "adabelief/optax+epsRoot": oracleCase("adabelief", "optax", { ...usual, epsRoot: 1e-4 }, optax),
  "adabelief/default+nesterov": oracleCase(
    "adabelief",
    undefined,
    { ...quick, b2: 0.9, nesterov: true },
    authors,
  ),
  "adabelief/optax+nesterov": oracleCase(
    "adabelief",
    "optax",
    { ...quick, epsRoot: 1e-16, nesterov: true },
    optax,
  ),
  "adabelief/paper": oracleCase("adabelief", "paper", { ...usual, eps: 1e-8 }, authors),
  "adabelief/paper+betas": oracleCase("adabelief", "paper", quick, authors),
};
