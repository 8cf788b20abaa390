// Oracles for NAdam and NAdamW: Adam with Nesterov's momentum, the latter with decoupled weight decay.
// Sources: Dozat, ICLR workshop 2016, Algorithm 2 with the momentum schedule of its section 3; torch.optim.NAdam (with
// decoupled_weight_decay=True for NAdamW), optax.nadam and nadamw, keras.optimizers.Nadam. L2 decay is in around.ts.
import { decayCases, uphill } from "./around.ts";
import { type Oracle, type OracleCase, oracleCase } from "./case.ts";

type Plain = { learningRate: number; b1: number; b2: number; eps: number; weightDecay?: number };
type Torch = Plain & { momentumDecay: number };
type Optax = Plain & { epsRoot: number };

/**
 * torch and the default: the momentum mu rises from about b1/2 to b1 by a schedule, and the product of all mu so far
 * takes the place of b1^t. The parameters shrink before the step.
 */
function torch(n: number, { b1, b2, eps, momentumDecay, weightDecay = 0 }: Torch): Oracle {
  const m = new Float64Array(n);
  const v = new Float64Array(n);
  const mu = (step: number): number => b1 * (1 - 0.5 * 0.96 ** (step * momentumDecay));
  let product = 1;
  let t = 0;
  return {
    skip() {
      t += 1;
      product *= mu(t);
    },
    step(p, g, learningRate) {
      t += 1;
      product *= mu(t);
      for (let i = 0; i < n; i++) {
        m[i] = b1 * m[i]! + (1 - b1) * g[i]!;
        v[i] = b2 * v[i]! + (1 - b2) * g[i]! * g[i]!;
        const mHat = (mu(t + 1) * m[i]!) / (1 - product * mu(t + 1)) + ((1 - mu(t)) * g[i]!) / (1 - product);
        const vHat = v[i]! / (1 - b2 ** t);
        const decayed = p[i]! * (1 - learningRate * weightDecay);
        p[i] = decayed - (learningRate * mHat) / (Math.sqrt(vHat) + eps);
      }
    },
  };
}

/** Its decay is that of around.ts. */
const undecayed = (n: number, options: Torch): Oracle => torch(n, { ...options, weightDecay: 0 });

/** keras: the schedule at its full speed. */
const keras = (n: number, options: Plain): Oracle => torch(n, { ...options, momentumDecay: 1 });

/** optax: a constant momentum; weightDecay * p joins the direction, then the rate. */
function optax(n: number, { b1, b2, eps, epsRoot, weightDecay = 0 }: Optax): Oracle {
  const m = new Float64Array(n);
  const v = new Float64Array(n);
  let t = 0;
  return {
    skip() {
      t += 1;
    },
    step(p, g, learningRate) {
      t += 1;
      for (let i = 0; i < n; i++) {
        m[i] = b1 * m[i]! + (1 - b1) * g[i]!;
        v[i] = b2 * v[i]! + (1 - b2) * g[i]! * g[i]!;
        const mHat = (b1 * m[i]!) / (1 - b1 ** (t + 1)) + ((1 - b1) * g[i]!) / (1 - b1 ** t);
        const vHat = v[i]! / (1 - b2 ** t);
        p[i] = p[i]! - learningRate * (mHat / (Math.sqrt(vHat + epsRoot) + eps) + weightDecay * p[i]!);
      }
    },
  };
}

const betas = { learningRate: 0.002, b1: 0.9, b2: 0.999, eps: 1e-8 };
const usual = { ...betas, momentumDecay: 0.004 };
const quick = { learningRate: 0.01, b1: 0.8, b2: 0.9, eps: 1e-6 };
const quickTorch = { ...quick, momentumDecay: 0.1 };
const ofKeras = { ...betas, learningRate: 0.001, eps: 1e-7 };

/** The table's rows for `nadam`. */
export const nadamCases: Record<string, OracleCase> = {
  "nadam/default": oracleCase("nadam", undefined, usual, torch),
  "nadam/default+betas": oracleCase("nadam", undefined, quickTorch, torch),
  "nadam/torch": oracleCase("nadam", "torch", usual, torch),
  "nadam/torch+betas": oracleCase("nadam", "torch", quickTorch, torch),
  "nadam/keras": oracleCase("nadam", "keras", ofKeras, keras),
  "nadam/keras+betas": oracleCase("nadam", "keras", quick, keras),
  ...decayCases("nadam", undefined, { ...quickTorch, eps: 1e-3 }, undecayed),
  ...decayCases("nadam", "torch", { ...quickTorch, eps: 1e-3 }, undecayed),
  ...decayCases("nadam", "keras", quick, (n, options) => undecayed(n, { ...options, momentumDecay: 1 })),
  "nadam/optax": oracleCase("nadam", "optax", { ...betas, epsRoot: 0 }, optax),
  "nadam/optax+betas": oracleCase("nadam", "optax", { ...quick, epsRoot: 0 }, optax),
  "nadam/optax+epsRoot": oracleCase("nadam", "optax", { ...betas, epsRoot: 1e-6 }, optax),
};

/** The table's rows for `nadamw`. */
export const nadamwCases: Record<string, OracleCase> = {
  "nadamw/default": oracleCase("nadamw", undefined, { ...usual, weightDecay: 0.01 }, torch),
  "nadamw/default+betas": oracleCase("nadamw", undefined, { ...quickTorch, weightDecay: 0.2 }, torch),
  "nadamw/torch": oracleCase("nadamw", "torch", { ...usual, weightDecay: 0.01 }, torch),
  "nadamw/torch+betas": oracleCase("nadamw", "torch", { ...quickTorch, weightDecay: 0.2 }, torch),
  "nadamw/torch+maximize": oracleCase(
    "nadamw",
    "torch",
    { ...quickTorch, weightDecay: 0.2, maximize: true },
    uphill(torch),
  ),
  "nadamw/keras": oracleCase("nadamw", "keras", { ...ofKeras, weightDecay: 0.004 }, keras),
  "nadamw/keras+betas": oracleCase("nadamw", "keras", { ...quick, weightDecay: 0.2 }, keras),
  "nadamw/optax": oracleCase("nadamw", "optax", { ...betas, epsRoot: 0, weightDecay: 1e-4 }, optax),
  "nadamw/optax+epsRoot": oracleCase("nadamw", "optax", { ...quick, epsRoot: 1e-6, weightDecay: 0.2 }, optax),
};
