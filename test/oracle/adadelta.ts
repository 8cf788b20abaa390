// Oracles for Adadelta: one core for all; the libraries differ in defaults only.
// Sources: Zeiler 2012, Algorithm 1; torch.optim.Adadelta, keras.optimizers.Adadelta; Dive into Deep Learning 12.9.
// The paper and the textbook have no rate: theirs is 1.
import { uphill } from "./around.ts";
import { type Oracle, type OracleCase, oracleCase } from "./case.ts";

type Plain = { learningRate: number; rho: number; eps: number };

/** Zeiler's Algorithm 1 times a rate; the average of squared steps is of steps before the rate. */
function adadelta(n: number, { rho, eps }: Plain): Oracle {
  const s = new Float64Array(n);
  const d = new Float64Array(n);
  return {
    step(p, g, learningRate) {
      for (let i = 0; i < n; i++) {
        s[i] = rho * s[i]! + (1 - rho) * g[i]! * g[i]!;
        const u = (Math.sqrt(d[i]! + eps) / Math.sqrt(s[i]! + eps)) * g[i]!;
        d[i] = rho * d[i]! + (1 - rho) * u * u;
        p[i] = p[i]! - learningRate * u;
      }
    },
  };
}

/** The table's rows for `adadelta`. */
export const adadeltaCases: Record<string, OracleCase> = {
  "adadelta/default": oracleCase("adadelta", undefined, { learningRate: 1, rho: 0.9, eps: 1e-6 }, adadelta),
  "adadelta/torch": oracleCase("adadelta", "torch", { learningRate: 1, rho: 0.9, eps: 1e-6 }, adadelta),
  "adadelta/torch+maximize": oracleCase(
    "adadelta",
    "torch",
    { learningRate: 1, rho: 0.9, eps: 1e-6, maximize: true },
    uphill(adadelta),
  ),
  "adadelta/keras": oracleCase("adadelta", "keras", { learningRate: 0.001, rho: 0.95, eps: 1e-7 }, adadelta),
  "adadelta/textbook": oracleCase("adadelta", "textbook", { learningRate: 1, rho: 0.9, eps: 1e-5 }, adadelta),
};
