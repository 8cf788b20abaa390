// Oracles for ADOPT: Adam with the gradient divided by the second moment from before the step, ahead of the average.
// Sources: Taniguchi, Harada, Minegishi, Oshima, Jeong, Nagahara, Iiyama, Suzuki, Iwasawa, Matsuo, NeurIPS 2024,
// Algorithm 2; optax.contrib.adopt.
import { type Oracle, type OracleCase, oracleCase } from "./case.ts";

type Optax = {
  learningRate: number;
  b1: number;
  b2: number;
  eps: number;
  clipping: boolean;
  nesterov?: boolean;
};
type Paper = Optax & { weightDecay: number };

/**
 * The paper's g_0 is the first gradient here: it starts v and moves nothing, nor does anything decay then, as in the
 * authors' code. The k-th gradient after it is clipped at k^(1/4).
 */
function paper(n: number, { b1, b2, eps, clipping, weightDecay, nesterov = false }: Paper): Oracle {
  const m = new Float64Array(n);
  const v = new Float64Array(n);
  let k = -1;
  return {
    skip() {
      k += 1;
    },
    step(p, g, learningRate) {
      k += 1;
      const bound = clipping ? k ** 0.25 : Infinity;
      for (let i = 0; i < n; i++) {
        if (k === 0) {
          v[i] = g[i]! * g[i]!;
          continue;
        }
        const scaled = g[i]! / Math.max(Math.sqrt(v[i]!), eps);
        const clipped = Math.min(Math.max(scaled, -bound), bound);
        m[i] = b1 * m[i]! + (1 - b1) * clipped;
        const mean = nesterov ? b1 * m[i]! + (1 - b1) * clipped : m[i]!;
        p[i] = p[i]! - learningRate * (mean + weightDecay * p[i]!);
        v[i] = b2 * v[i]! + (1 - b2) * g[i]! * g[i]!;
      }
    },
  };
}

/** optax: the same without decay. */
const optax = (n: number, options: Optax): Oracle => paper(n, { ...options, weightDecay: 0 });

const ofOptax = { learningRate: 0.001, b1: 0.9, b2: 0.9999, eps: 1e-6, clipping: true };
const quickOptax = { learningRate: 0.01, b1: 0.8, b2: 0.95, eps: 1e-3, clipping: true };
const usual = { ...ofOptax, weightDecay: 0 };
const quick = { ...quickOptax, weightDecay: 0 };

/** The table's rows for `adopt`. */
export const adoptCases: Record<string, OracleCase> = {
  "adopt/default": oracleCase("adopt", undefined, usual, paper),
  "adopt/default+betas": oracleCase("adopt", undefined, quick, paper),
  "adopt/default+weightDecay": oracleCase("adopt", undefined, { ...quick, weightDecay: 0.2 }, paper),
  "adopt/default+unclipped": oracleCase("adopt", undefined, { ...quick, clipping: false }, paper),
  "adopt/optax": oracleCase("adopt", "optax", ofOptax, optax),
  "adopt/optax+betas": oracleCase("adopt", "optax", quickOptax, optax),
  "adopt/default+nesterov": oracleCase(
    "adopt",
    undefined,
    { ...quick, weightDecay: 0.2, nesterov: true },
    paper,
  ),
  "adopt/optax+nesterov": oracleCase("adopt", "optax", { ...quickOptax, nesterov: true }, optax),
  "adopt/optax+unclipped+nesterov": oracleCase(
    "adopt",
    "optax",
    { ...quickOptax, clipping: false, nesterov: true },
    optax,
  ),
  "adopt/optax+unclipped": oracleCase("adopt", "optax", { ...quickOptax, clipping: false }, optax),
};
