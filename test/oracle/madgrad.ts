// Oracles for MADGRAD: dual averaging from the start, with a cube root. Sources: Defazio, Jelassi: Adaptivity without
// Compromise, JMLR 2022, Algorithm 1; the authors' package madgrad 1.3, whose rate is raised by eps ("torch").
import { type Oracle, type OracleCase, oracleCase } from "./case.ts";

type O = { learningRate: number; momentum: number; eps: number; weightDecay: number };

/** The paper; `raised` is what the rate grows by. */
function form(n: number, { momentum, eps, weightDecay }: O, raised: number): Oracle {
  const s = new Float64Array(n);
  const v = new Float64Array(n);
  let x0: Float64Array | undefined;
  let k = 0;
  return {
    step(p, g, learningRate) {
      x0 ??= p.slice();
      // The package leaves a rate of 0 alone.
      const lambda = (learningRate === 0 ? 0 : learningRate + raised) * Math.sqrt(k + 1);
      k += 1;
      for (let i = 0; i < n; i++) {
        const d = g[i]! + weightDecay * p[i]!;
        s[i] = s[i]! + lambda * d;
        v[i] = v[i]! + lambda * d * d;
        const denominator = Math.cbrt(v[i]!) + eps;
        // Where there has been no gradient; without eps the package divides 0 by 0.
        const z = x0[i]! - (denominator === 0 ? 0 : s[i]! / denominator);
        p[i] = momentum * p[i]! + (1 - momentum) * z;
      }
    },
  };
}

const paper = (n: number, options: O): Oracle => form(n, options, 0);
const torch = (n: number, options: O): Oracle => form(n, options, options.eps);

const usual = { learningRate: 0.01, momentum: 0.9, eps: 1e-6, weightDecay: 0 };
const quick = { learningRate: 0.003, momentum: 0.6, eps: 1e-3, weightDecay: 0.2 };

/** The table's rows for `madgrad`. */
export const madgradCases: Record<string, OracleCase> = {
  "madgrad/default": oracleCase("madgrad", undefined, usual, paper),
  "madgrad/default+weightDecay": oracleCase("madgrad", undefined, quick, paper),
  "madgrad/default+eps": oracleCase("madgrad", undefined, { ...usual, eps: 0 }, paper),
  "madgrad/torch": oracleCase("madgrad", "torch", usual, torch),
  "madgrad/torch+weightDecay": oracleCase("madgrad", "torch", quick, torch),
  "madgrad/torch+eps": oracleCase("madgrad", "torch", { ...usual, eps: 0 }, torch),
};
