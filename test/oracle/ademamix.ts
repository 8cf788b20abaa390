// Oracles for AdEMAMix: AdamW with a second, slow average of gradients added to the first.
// Sources: Pagliardini, Ablin, Grangier, ICLR 2025, Algorithm 1 and the schedules of alpha and b3 in its section 3;
// optax.contrib.ademamix.
import { type Oracle, type OracleCase, oracleCase } from "./case.ts";

/** `warmup` is a number of steps; there is none where it is left out. */
type Paper = {
  learningRate: number;
  b1: number;
  b2: number;
  b3: number;
  alpha: number;
  eps: number;
  weightDecay: number;
  warmup?: number;
};
type Optax = Omit<Paper, "warmup"> & { epsRoot: number };

/** At step t, alpha has risen linearly, and the half-life of the slow average linearly from that of b1 to that of b3. */
function warmed({ b1, b3, alpha, warmup }: Paper, t: number): { alpha: number; b3: number } {
  if (warmup === undefined || t >= warmup) return { alpha, b3 };
  const part = t / warmup;
  const inverse = (1 - part) / Math.log(b1) + part / Math.log(b3);
  return { alpha: part * alpha, b3: Math.min(Math.exp(1 / inverse), b3) };
}

/** Only the fast average and the second moment are corrected; the decay joins the direction, then the rate. */
function ademamix(n: number, options: Paper, epsRoot: number): Oracle {
  const { b1, b2, eps, weightDecay } = options;
  const m1 = new Float64Array(n);
  const m2 = new Float64Array(n);
  const v = new Float64Array(n);
  let t = 0;
  return {
    skip() {
      t += 1;
    },
    step(p, g, learningRate) {
      t += 1;
      const { alpha, b3 } = warmed(options, t);
      for (let i = 0; i < n; i++) {
        m1[i] = b1 * m1[i]! + (1 - b1) * g[i]!;
        m2[i] = b3 * m2[i]! + (1 - b3) * g[i]!;
        v[i] = b2 * v[i]! + (1 - b2) * g[i]! * g[i]!;
        const mHat = m1[i]! / (1 - b1 ** t);
        const vHat = v[i]! / (1 - b2 ** t);
        const u = (mHat + alpha * m2[i]!) / (Math.sqrt(vHat + epsRoot) + eps);
        p[i] = p[i]! - learningRate * (u + weightDecay * p[i]!);
      }
    },
  };
}

const paper = (n: number, options: Paper): Oracle => ademamix(n, options, 0);

const optax = (n: number, options: Optax): Oracle => ademamix(n, options, options.epsRoot);

const usual = {
  learningRate: 0.001,
  b1: 0.9,
  b2: 0.999,
  b3: 0.9999,
  alpha: 5,
  eps: 1e-8,
  weightDecay: 0,
};
const quick = {
  learningRate: 0.01,
  b1: 0.8,
  b2: 0.9,
  b3: 0.99,
  alpha: 3,
  eps: 1e-6,
  weightDecay: 0.2,
};

/** The table's rows for `ademamix`. */
export const ademamixCases: Record<string, OracleCase> = {
  "ademamix/default": oracleCase("ademamix", undefined, usual, paper),
  "ademamix/default+betas": oracleCase("ademamix", undefined, quick, paper),
  "ademamix/default+warmup": oracleCase("ademamix", undefined, { ...usual, warmup: 64 }, paper),
  "ademamix/default+warmup+alpha": oracleCase(
    "ademamix",
    undefined,
    { ...quick, warmup: 4, alpha: 8 },
    paper,
  ),
  "ademamix/default+warmup+small": oracleCase(
    "ademamix",
    undefined,
    { ...usual, warmup: 20, alpha: 0.5 },
    paper,
  ),
  "ademamix/optax": oracleCase("ademamix", "optax", { ...usual, epsRoot: 0 }, optax),
  "ademamix/optax+betas": oracleCase("ademamix", "optax", { ...quick, epsRoot: 0 }, optax),
  "ademamix/optax+epsRoot": oracleCase("ademamix", "optax", { ...usual, epsRoot: 1e-6 }, optax),
};
