// Oracles for D-Adaptation with Adam's steps: the rate is a lower bound d of the distance to the solution, made of sums
// over all elements. Sources: Defazio, Mishchenko, ICML 2023, Algorithm 5; the authors' dadaptation 3.2, DAdaptAdam with
// decouple=True; optax.contrib.dadapt_adamw. Coupled decay and scales by layer are not here.
import { type Oracle, type OracleCase, oracleCase } from "./case.ts";

type Optax = {
  learningRate: number;
  b1: number;
  b2: number;
  eps: number;
  d0: number;
  weightDecay: number;
};
/** `growthRate` is infinite where it is left out. */
type Authors = Optax & { growthRate?: number };

/**
 * The authors' package without bias correction, as it is by default. The numerator divides by the root of v from before
 * the step. A step of rate 0, or before which all gradients were zero, changes nothing.
 */
function authors(n: number, o: Authors): Oracle {
  const { b1, b2, eps, d0, weightDecay, growthRate = Infinity } = o;
  const m = new Float64Array(n);
  const v = new Float64Array(n);
  const s = new Float64Array(n);
  const root = Math.sqrt(b2);
  let d = d0;
  let r = 0;
  return {
    step(p, g, learningRate) {
      if (learningRate === 0) return;
      const rate = d * learningRate;
      let numerator = 0;
      let l1 = 0;
      for (let i = 0; i < n; i++) {
        numerator += (rate * g[i]! * s[i]!) / (Math.sqrt(v[i]!) + eps);
        m[i] = b1 * m[i]! + rate * (1 - b1) * g[i]!;
        v[i] = b2 * v[i]! + (1 - b2) * g[i]! * g[i]!;
        s[i] = root * s[i]! + rate * (1 - root) * g[i]!;
        l1 += Math.abs(s[i]!);
      }
      if (l1 === 0) return;
      r = root * r + (1 - root) * numerator;
      const dHat = r / ((1 - root) * l1);
      d = Math.max(d, Math.min(dHat, d * growthRate));
      for (let i = 0; i < n; i++) {
        const decayed = p[i]! - weightDecay * rate * p[i]!;
        p[i] = decayed - m[i]! / (Math.sqrt(v[i]!) + eps);
      }
    },
  };
}

/**
 * optax: always bias-corrected, no bound on growth, and the decay is taken off together with the step. Until there is a
 * gradient it divides 0 by 0; here such a step changes nothing and is not counted, as in the authors' package.
 */
function optax(n: number, { b1, b2, eps, d0, weightDecay }: Optax): Oracle {
  const m = new Float64Array(n);
  const v = new Float64Array(n);
  const s = new Float64Array(n);
  const root = Math.sqrt(b2);
  let d = d0;
  let r = 0;
  let t = 0;
  return {
    step(p, g, learningRate) {
      const rate = (d * learningRate * Math.sqrt(1 - b2 ** (t + 1))) / (1 - b1 ** (t + 1));
      let progress = 0;
      let l1 = 0;
      for (let i = 0; i < n; i++) {
        progress += (g[i]! * s[i]!) / (Math.sqrt(v[i]!) + eps);
        m[i] = b1 * m[i]! + (1 - b1) * rate * g[i]!;
        v[i] = b2 * v[i]! + (1 - b2) * g[i]! * g[i]!;
        s[i] = root * s[i]! + (1 - root) * rate * g[i]!;
        l1 += Math.abs(s[i]!);
      }
      if (l1 === 0) return;
      r = root * r + (1 - root) * rate * progress;
      d = Math.max(d, r / ((1 - root) * l1));
      for (let i = 0; i < n; i++) {
        p[i] = p[i]! - weightDecay * rate * p[i]! - m[i]! / (Math.sqrt(v[i]!) + eps);
      }
      t += 1;
    },
  };
}

const usual = { learningRate: 1, b1: 0.9, b2: 0.999, eps: 1e-8, d0: 1e-6, weightDecay: 0 };
const quick = { ...usual, learningRate: 0.5, b1: 0.8, b2: 0.95, eps: 1e-6, d0: 1e-4 };

/** The table's rows for `dadaptAdam`. */
export const dadaptAdamCases: Record<string, OracleCase> = {
  "dadaptAdam/default": oracleCase("dadaptAdam", undefined, usual, authors),
  "dadaptAdam/default+betas": oracleCase("dadaptAdam", undefined, quick, authors),
  "dadaptAdam/default+weightDecay": oracleCase(
    "dadaptAdam",
    undefined,
    { ...quick, weightDecay: 0.05 },
    authors,
  ),
  "dadaptAdam/default+growthRate": oracleCase(
    "dadaptAdam",
    undefined,
    { ...quick, growthRate: 1.1 },
    authors,
  ),
  "dadaptAdam/default+growthRate+weightDecay": oracleCase(
    "dadaptAdam",
    undefined,
    { ...usual, growthRate: 1.2, weightDecay: 0.05 },
    authors,
  ),
  "dadaptAdam/optax": oracleCase("dadaptAdam", "optax", usual, optax),
  "dadaptAdam/optax+betas": oracleCase("dadaptAdam", "optax", { ...quick, weightDecay: 0.05 }, optax),
};
