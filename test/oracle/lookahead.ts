// Oracles for Lookahead, whose parameters are the fast ones; `evaluation` gives the slow ones. The inner optimizer is plain
// SGD in the default form's cases and Adam (mHat/(sqrt(vHat) + eps)) in optax'. Sources: Zhang, Lucas, Hinton, Ba: Lookahead
// Optimizer: k Steps Forward, 1 Step Back, NeurIPS 2019, Algorithm 1; optax.lookahead. The inner state is kept over a sync.
import { type Oracle, type OracleCase, oracleCase } from "./case.ts";

type Outer = { learningRate: number; syncPeriod: number; slowStepSize: number };
type OverAdam = Outer & { b1: number; b2: number; eps: number };

/** Every `syncPeriod` steps the slow parameters go a part of the way to the fast ones, which start again from there. */
function lookahead({ syncPeriod, slowStepSize }: Outer, inner: Oracle): Oracle {
  let slow: Float64Array | undefined;
  let t = 0;
  return {
    step(p, g, learningRate) {
      slow ??= p.slice();
      t += 1;
      inner.step(p, g, learningRate);
      if (t % syncPeriod !== 0) return;
      for (let i = 0; i < p.length; i++) slow[i] = slow[i]! + slowStepSize * (p[i]! - slow[i]!);
      p.set(slow);
    },
    evaluation: (p) => (slow ?? p).slice(),
  };
}

function overSgd(n: number, options: Outer): Oracle {
  return lookahead(options, {
    step(p, g, learningRate) {
      for (let i = 0; i < n; i++) p[i] = p[i]! - learningRate * g[i]!;
    },
  });
}

function overAdam(n: number, options: OverAdam): Oracle {
  const { b1, b2, eps } = options;
  const m = new Float64Array(n);
  const v = new Float64Array(n);
  let t = 0;
  return lookahead(options, {
    step(p, g, learningRate) {
      t += 1;
      for (let i = 0; i < n; i++) {
        m[i] = b1 * m[i]! + (1 - b1) * g[i]!;
        v[i] = b2 * v[i]! + (1 - b2) * g[i]! * g[i]!;
        const vHat = v[i]! / (1 - b2 ** t);
        p[i] = p[i]! - (learningRate * (m[i]! / (1 - b1 ** t))) / (Math.sqrt(vHat) + eps);
      }
    },
  });
}

const outer = { learningRate: 0.01, syncPeriod: 6, slowStepSize: 0.5 };
const adam = { ...outer, b1: 0.9, b2: 0.999, eps: 1e-8 };

/** The table's rows for `lookahead`. */
export const lookaheadCases: Record<string, OracleCase> = {
  "lookahead/default": oracleCase("lookahead", undefined, outer, overSgd),
  "lookahead/default+sync": oracleCase(
    "lookahead",
    undefined,
    { ...outer, syncPeriod: 4, slowStepSize: 0.8 },
    overSgd,
  ),
  "lookahead/default+always": oracleCase("lookahead", undefined, { ...outer, syncPeriod: 1 }, overSgd),
  "lookahead/optax": oracleCase("lookahead", "optax", adam, overAdam),
  "lookahead/optax+sync": oracleCase(
    "lookahead",
    "optax",
    { ...adam, syncPeriod: 5, slowStepSize: 0.2 },
    overAdam,
  ),
};
