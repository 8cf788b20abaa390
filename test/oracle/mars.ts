// Oracle for MARS-AdamW in its approximate form, which corrects by the previous gradient. Sources: Yuan, Liu, Wu, Zhou, Gu:
// MARS: Unleashing the Power of Variance Reduction for Training Large Models, ICML 2025, Algorithm 2; the authors' code,
// whose previous gradient is 0 at the first step.
import { type Oracle, type OracleCase, oracleCase, type Shapes } from "./case.ts";
import { norm, spans } from "./tensors.ts";

type O = { learningRate: number; b1: number; b2: number; eps: number; gamma: number; weightDecay: number };

function mars(n: number, { b1, b2, eps, gamma, weightDecay }: O, shapes: Shapes): Oracle {
  const m = new Float64Array(n);
  const v = new Float64Array(n);
  const previous = new Float64Array(n);
  let t = 0;
  return {
    step(p, g, learningRate) {
      t += 1;
      const c = g.map((value, i) => value + gamma * (b1 / (1 - b1)) * (value - previous[i]!));
      previous.set(g);
      for (const span of spans(shapes)) {
        const clip = Math.max(1, norm(c, span));
        for (let i = span.at; i < span.at + span.size; i++) {
          const clipped = c[i]! / clip;
          m[i] = b1 * m[i]! + (1 - b1) * clipped;
          v[i] = b2 * v[i]! + (1 - b2) * clipped * clipped;
          const mHat = m[i]! / (1 - b1 ** t);
          const vHat = v[i]! / (1 - b2 ** t);
          p[i] = p[i]! - learningRate * (weightDecay * p[i]! + mHat / (Math.sqrt(vHat) + eps));
        }
      }
    },
  };
}

const usual = { learningRate: 3e-3, b1: 0.95, b2: 0.99, eps: 1e-8, gamma: 0.025, weightDecay: 0 };
const quick = { learningRate: 0.01, b1: 0.8, b2: 0.9, eps: 1e-4, gamma: 0.1, weightDecay: 0.2 };

/** The table's rows for `mars`. */
export const marsCases: Record<string, OracleCase> = {
  "mars/default": oracleCase("mars", undefined, usual, mars),
  "mars/default+betas": oracleCase("mars", undefined, quick, mars),
};
