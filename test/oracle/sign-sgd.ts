// Oracles for signSGD and Signum, which step by the sign of the gradient or of its average. Source: Bernstein, Wang,
// Azizzadenesheli, Anandkumar: signSGD: Compressed Optimisation for Non-Convex Problems, ICML 2018, Algorithms 1 and 2;
// optax.sign_sgd and optax.signum compute the same.
import { type Oracle, type OracleCase, oracleCase } from "./case.ts";

function signSgd(n: number): Oracle {
  return {
    step(p, g, learningRate) {
      for (let i = 0; i < n; i++) p[i] = p[i]! - learningRate * Math.sign(g[i]!);
    },
  };
}

function signum(n: number, { momentum }: { learningRate: number; momentum: number }): Oracle {
  const m = new Float64Array(n);
  return {
    step(p, g, learningRate) {
      for (let i = 0; i < n; i++) {
        m[i] = momentum * m[i]! + (1 - momentum) * g[i]!;
        p[i] = p[i]! - learningRate * Math.sign(m[i]!);
      }
    },
  };
}

/** The table's rows for `signSgd` and `signum`. */
export const signSgdCases: Record<string, OracleCase> = {
  "signSgd/default": oracleCase("signSgd", undefined, { learningRate: 1e-3 }, signSgd),
  "signSgd/default+rate": oracleCase("signSgd", undefined, { learningRate: 0.1 }, signSgd),
  "signum/default": oracleCase("signum", undefined, { learningRate: 1e-3, momentum: 0.9 }, signum),
  "signum/default+momentum": oracleCase("signum", undefined, { learningRate: 0.01, momentum: 0.8 }, signum),
};
