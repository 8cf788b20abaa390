// Oracle for Tiger: the sign of the mean of gradients, and a decoupled decay. Sources: Su: Tiger: A Tight-fisted Optimizer,
// 2023, its comparison with Lion; the collection's pytorch_optimizer.Tiger.
import { type Oracle, type OracleCase, oracleCase } from "./case.ts";

type O = { learningRate: number; b1: number; weightDecay: number };

function tiger(n: number, { b1, weightDecay }: O): Oracle {
  const mean = new Float64Array(n);
  return {
    step(p, g, learningRate) {
      for (let i = 0; i < n; i++) {
        mean[i] = b1 * mean[i]! + (1 - b1) * g[i]!;
        p[i] = p[i]! * (1 - learningRate * weightDecay) - learningRate * Math.sign(mean[i]!);
      }
    },
  };
}

/** The table's rows for `tiger`. */
export const tigerCases: Record<string, OracleCase> = {
  "tiger/default": oracleCase(
    "tiger",
    undefined,
    { learningRate: 0.001, b1: 0.965, weightDecay: 0.01 },
    tiger,
  ),
  "tiger/default+betas": oracleCase(
    "tiger",
    undefined,
    { learningRate: 0.01, b1: 0.7, weightDecay: 0.2 },
    tiger,
  ),
};
