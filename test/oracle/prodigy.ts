// Oracles for Prodigy: Adam whose rate is an estimate d of the distance to the solution, made of sums over all elements.
// Sources: Mishchenko, Defazio, ICML 2024, Algorithm 4 (the form with Adam's steps); the authors' prodigyopt 1.1.2;
// optax.contrib.prodigy. The decay is decoupled; coupled decay and sliced statistics are not here.
import { type Oracle, type OracleCase, oracleCase } from "./case.ts";

type Shared = {
  learningRate: number;
  b1: number;
  b2: number;
  b3: number;
  eps: number;
  d0: number;
  dCoef: number;
  weightDecay: number;
  safeguardWarmup: boolean;
};
/** `growthRate` is infinite where it is left out. */
type Authors = Shared & { biasCorrection: boolean; growthRate?: number };

/**
 * The authors' package. The step uses the rate d from before the update of d, but eps times the d from after it. While d
 * is d0 it may grow without bound; then by `growthRate` a step at most, towards the largest estimate so far. A step of
 * rate 0, or before which all gradients were zero, changes nothing and is not counted.
 */
function authors(n: number, o: Authors): Oracle {
  const {
    b1,
    b2,
    b3,
    eps,
    d0,
    dCoef,
    weightDecay,
    biasCorrection,
    safeguardWarmup,
    growthRate = Infinity,
  } = o;
  const m = new Float64Array(n);
  const v = new Float64Array(n);
  const s = new Float64Array(n);
  let p0: Float64Array | undefined;
  let d = d0;
  let dMax = d0;
  let r = 0;
  let t = 0;
  return {
    step(p, g, learningRate) {
      p0 ??= p.slice();
      if (learningRate === 0) return;
      const correction = biasCorrection ? Math.sqrt(1 - b2 ** (t + 1)) / (1 - b1 ** (t + 1)) : 1;
      const rate = d * learningRate * correction;
      let numerator = 0;
      let denominator = 0;
      for (let i = 0; i < n; i++) {
        numerator += (d / d0) * rate * g[i]! * (p0[i]! - p[i]!);
        m[i] = b1 * m[i]! + d * (1 - b1) * g[i]!;
        v[i] = b2 * v[i]! + d * d * (1 - b2) * g[i]! * g[i]!;
        s[i] = b3 * s[i]! + (d / d0) * (safeguardWarmup ? d : rate) * g[i]!;
        denominator += Math.abs(s[i]!);
      }
      if (denominator === 0) return;
      r = b3 * r + numerator;
      const dHat = (dCoef * r) / denominator;
      if (d === d0) d = Math.max(d, dHat);
      dMax = Math.max(dMax, dHat);
      d = Math.min(dMax, d * growthRate);
      for (let i = 0; i < n; i++) {
        const decayed = p[i]! - weightDecay * rate * p[i]!;
        p[i] = decayed - (rate * m[i]!) / (Math.sqrt(v[i]!) + d * eps);
      }
      t += 1;
    },
  };
}

/**
 * optax: always bias-corrected, d is the largest estimate so far, and the decay is taken off together with the step. Until
 * there is a gradient it divides 0 by 0; here such a step changes nothing and is not counted, as in the authors' package.
 */
function optax(n: number, { b1, b2, b3, eps, d0, dCoef, weightDecay, safeguardWarmup }: Shared): Oracle {
  const m = new Float64Array(n);
  const v = new Float64Array(n);
  const s = new Float64Array(n);
  let p0: Float64Array | undefined;
  let d = d0;
  let r = 0;
  let t = 0;
  return {
    step(p, g, learningRate) {
      p0 ??= p.slice();
      const rate = (d * learningRate * Math.sqrt(1 - b2 ** (t + 1))) / (1 - b1 ** (t + 1));
      let progress = 0;
      let denominator = 0;
      for (let i = 0; i < n; i++) {
        progress += g[i]! * (p0[i]! - p[i]!);
        m[i] = b1 * m[i]! + (1 - b1) * d * g[i]!;
        v[i] = b2 * v[i]! + (1 - b2) * (d * g[i]!) ** 2;
        s[i] = b3 * s[i]! + ((safeguardWarmup ? d : rate) * d * g[i]!) / d0;
        denominator += Math.abs(s[i]!);
      }
      if (denominator === 0) return;
      r = b3 * r + (d / d0) * rate * progress;
      d = Math.max(d, (dCoef * r) / denominator);
      for (let i = 0; i < n; i++) {
        p[i] = p[i]! - weightDecay * rate * p[i]! - (rate * m[i]!) / (Math.sqrt(v[i]!) + d * eps);
      }
      t += 1;
    },
  };
}

const shared = {
  learningRate: 1,
  b1: 0.9,
  b2: 0.999,
  b3: Math.sqrt(0.999),
  eps: 1e-8,
  d0: 1e-6,
  dCoef: 1,
  weightDecay: 0,
  safeguardWarmup: false,
};
const quick = { ...shared, learningRate: 0.5, b1: 0.8, b2: 0.95, b3: 0.9, eps: 1e-6, d0: 1e-4, dCoef: 2 };
// At a tiny d0 a decay would move p by so little that p0 - p, and with it d, would be little but rounding; at a large d it
// would overshoot, and p0 - p feed d without end.
const decaying = { weightDecay: 0.05, d0: 0.1 };
const usual = { ...shared, biasCorrection: false };

/** The table's rows for `prodigy`. */
export const prodigyCases: Record<string, OracleCase> = {
  "prodigy/default": oracleCase("prodigy", undefined, usual, authors),
  "prodigy/default+betas": oracleCase("prodigy", undefined, { ...usual, ...quick }, authors),
  "prodigy/default+biasCorrection": oracleCase(
    "prodigy",
    undefined,
    { ...usual, biasCorrection: true },
    authors,
  ),
  "prodigy/default+biasCorrection+options": oracleCase(
    "prodigy",
    undefined,
    { ...usual, ...quick, ...decaying, biasCorrection: true },
    authors,
  ),
  "prodigy/default+safeguardWarmup": oracleCase(
    "prodigy",
    undefined,
    { ...usual, learningRate: 0.5, safeguardWarmup: true },
    authors,
  ),
  "prodigy/default+safeguardWarmup+options": oracleCase(
    "prodigy",
    undefined,
    { ...usual, ...quick, ...decaying, safeguardWarmup: true },
    authors,
  ),
  "prodigy/default+growthRate": oracleCase("prodigy", undefined, { ...usual, growthRate: 1.2 }, authors),
  "prodigy/default+growthRate+options": oracleCase(
    "prodigy",
    undefined,
    { ...usual, ...quick, growthRate: 1.1 },
    authors,
  ),
  "prodigy/default+weightDecay": oracleCase(
    "prodigy",
    undefined,
    { ...usual, ...decaying, growthRate: 1.02 },
    authors,
  ),
  "prodigy/default+options": oracleCase("prodigy", undefined, { ...usual, ...quick, ...decaying }, authors),
  "prodigy/optax": oracleCase("prodigy", "optax", shared, optax),
  "prodigy/optax+betas": oracleCase("prodigy", "optax", quick, optax),
  "prodigy/optax+weightDecay": oracleCase("prodigy", "optax", { ...shared, ...decaying }, optax),
  "prodigy/optax+safeguardWarmup+options": oracleCase(
    "prodigy",
    "optax",
    { ...quick, ...decaying, safeguardWarmup: true },
    optax,
  ),
  "prodigy/optax+safeguardWarmup": oracleCase(
    "prodigy",
    "optax",
    { ...shared, learningRate: 0.5, safeguardWarmup: true },
    optax,
  ),
};
