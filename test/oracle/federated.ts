// Oracles for the servers of federated learning. Sources: McMahan, Moore, Ramage, Hampson, Agüera y Arcas, AISTATS 2017, Algorithm 1;
// Reddi, Charles, Zaheer, Garrett, Rush, Konečný, Kumar, McMahan: Adaptive Federated Optimization, ICLR 2021, Algorithms 1 and 2.
// Written with the paper's delta, the mean of what clients have moved by: the gradient is minus it.
import { type Oracle, type OracleCase, oracleCase } from "./case.ts";

type Rate = { learningRate: number };
type Adagrad = Rate & { tau: number };
type Moments = Adagrad & { b1: number; b2: number };

/** x + eta delta. */
const averaging = (n: number, _: Rate): Oracle => ({
  step(p, g, eta) {
    for (let i = 0; i < n; i++) {
      const delta = -g[i]!;
      p[i] = p[i]! + eta * delta;
    }
  },
});

/** Lines 10 to 13 of Algorithm 2; `second` is one of its three lines for v. */
function adaptive(
  n: number,
  { b1, tau }: { b1: number; tau: number },
  second: (v: number, square: number) => number,
): Oracle {
  const m = new Float64Array(n);
  const v = new Float64Array(n).fill(tau * tau);
  return {
    step(x, g, eta) {
      for (let i = 0; i < n; i++) {
        const delta = -g[i]!;
        m[i] = b1 * m[i]! + (1 - b1) * delta;
        v[i] = second(v[i]!, delta * delta);
        x[i] = x[i]! + (eta * m[i]!) / (Math.sqrt(v[i]!) + tau);
      }
    },
  };
}

const adagrad = (n: number, { tau }: Adagrad): Oracle =>
  adaptive(n, { b1: 0, tau }, (v, square) => v + square);
const adam = (n: number, options: Moments): Oracle =>
  adaptive(n, options, (v, square) => options.b2 * v + (1 - options.b2) * square);
const yogi = (n: number, options: Moments): Oracle =>
  adaptive(n, options, (v, square) => v - (1 - options.b2) * square * Math.sign(v - square));

const usual = { b1: 0.9, b2: 0.99, tau: 1e-3 };
const quick = { learningRate: 0.02, b1: 0.8, b2: 0.95, tau: 0.1 };

/** The table's rows for the servers. */
export const federatedCases: Record<string, OracleCase> = {
  "fedAvg/default": oracleCase("fedAvg", undefined, { learningRate: 1 }, averaging),
  "fedAvg/default+learningRate": oracleCase("fedAvg", undefined, { learningRate: 0.3 }, averaging),
  "fedAdagrad/default": oracleCase("fedAdagrad", undefined, { learningRate: 0.1, tau: 1e-3 }, adagrad),
  "fedAdagrad/default+tau": oracleCase("fedAdagrad", undefined, { learningRate: 0.02, tau: 0.1 }, adagrad),
  "fedAdam/default": oracleCase("fedAdam", undefined, { learningRate: 0.1, ...usual }, adam),
  "fedAdam/default+betas": oracleCase("fedAdam", undefined, quick, adam),
  "fedYogi/default": oracleCase("fedYogi", undefined, { learningRate: 0.01, ...usual }, yogi),
  "fedYogi/default+betas": oracleCase("fedYogi", undefined, quick, yogi),
};
