// Oracles for Sophia: a bounded quotient of the mean of gradients and a mean of estimates of the Hessian's diagonal. Sources: Liu, Li, Hall,
// Liang, Ma: Sophia, ICLR 2024, Algorithm 3; optax.contrib.sophia.
import { type Oracle, type OracleCase, oracleCase } from "./case.ts";

type O = {
  learningRate: number;
  b1: number;
  b2: number;
  gamma: number;
  eps: number;
  maxDelta: number;
  weightDecay: number;
};

/** `corrects`: whether the mean of gradients is corrected for its start at 0, as optax does. */
const form =
  (corrects: boolean) =>
  (n: number, { b1, b2, gamma, eps, maxDelta, weightDecay }: O): Oracle => {
    const m = new Float64Array(n);
    const h = new Float64Array(n);
    let t = 0;
    return {
      estimate(values) {
        for (let i = 0; i < n; i++) h[i] = b2 * h[i]! + (1 - b2) * values[i]!;
      },
      // Only that of optax counts steps.
      skip() {
        t++;
      },
      step(p, g, learningRate) {
        t++;
        const correction = corrects ? 1 - b1 ** t : 1;
        for (let i = 0; i < n; i++) {
          m[i] = b1 * m[i]! + (1 - b1) * g[i]!;
          const quotient = m[i]! / correction / Math.max(gamma * h[i]!, eps);
          const bounded = Math.min(Math.max(quotient, -maxDelta), maxDelta);
          p[i] = p[i]! - learningRate * (bounded + weightDecay * p[i]!);
        }
      },
    };
  };

export const ofPaper = form(false);
export const ofOptax = form(true);

const common = { learningRate: 1e-4, b2: 0.99, gamma: 0.01, maxDelta: 1 };
const usual = { ...common, b1: 0.96, eps: 1e-12, weightDecay: 0.2 };
const inOptax = { ...common, b1: 0.965, eps: 1e-8, weightDecay: 1e-4 };
// Without estimates eps is what divides: some quotients lie within the bound, others beyond.
const quick = {
  ...{ learningRate: 0.02, b1: 0.7, b2: 0.8, gamma: 0.3 },
  ...{ eps: 0.9, maxDelta: 1.5, weightDecay: 0.1 },
};

const told = { estimates: true };

/** The table's rows for `sophia`. */
export const sophiaCases: Record<string, OracleCase> = {
  "sophia/default": oracleCase("sophia", undefined, usual, ofPaper, told),
  "sophia/default+betas": oracleCase("sophia", undefined, quick, ofPaper, told),
  "sophia/optax": oracleCase("sophia", "optax", inOptax, ofOptax, told),
  "sophia/optax+betas": oracleCase("sophia", "optax", quick, ofOptax, told),
};
