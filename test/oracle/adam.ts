// Oracles for Adam and AMSGrad as the paper, torch, optax, keras and the textbook compute them.
// Sources: Kingma, Ba, ICLR 2015, Algorithm 1 and the eps-hat form at the end of its section 2; Reddi, Kale, Kumar,
// ICLR 2018, Algorithm 2; torch.optim.Adam, optax.adam, keras.optimizers.Adam; Dive into Deep Learning 12.10.
import { decayCases } from "./around.ts";
import { type Oracle, type OracleCase, oracleCase } from "./case.ts";

type Plain = { learningRate: number; b1: number; b2: number; eps: number };
type Looking = { nesterov?: boolean };
type Optax = Plain & Looking & { epsRoot: number };

/**
 * m/(1 - b1^t) over sqrt(v/(1 - b2^t) + epsRoot) + eps: Algorithm 1 where epsRoot is 0. Nesterov's momentum mixes the mean,
 * corrected as that of the next step, with the corrected gradient.
 */
function optax(n: number, { b1, b2, eps, epsRoot, nesterov = false }: Optax): Oracle {
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
        const mHat = m[i]! / (1 - b1 ** t);
        const ahead = (b1 * m[i]!) / (1 - b1 ** (t + 1)) + ((1 - b1) * g[i]!) / (1 - b1 ** t);
        const vHat = v[i]! / (1 - b2 ** t);
        p[i] = p[i]! - (learningRate * (nesterov ? ahead : mHat)) / (Math.sqrt(vHat + epsRoot) + eps);
      }
    },
  };
}

/** Algorithm 1, as the paper, the textbook and the default have it. */
const paper = (n: number, options: Plain & Looking): Oracle => optax(n, { ...options, epsRoot: 0 });

/** torch: the two corrections are taken apart, eps is added to sqrt(v)/sqrt(1 - b2^t). */
function torch(n: number, { b1, b2, eps }: Plain): Oracle {
  const m = new Float64Array(n);
  const v = new Float64Array(n);
  let t = 0;
  return {
    step(p, g, learningRate) {
      t += 1;
      const stepSize = learningRate / (1 - b1 ** t);
      const correction = Math.sqrt(1 - b2 ** t);
      for (let i = 0; i < n; i++) {
        m[i] = b1 * m[i]! + (1 - b1) * g[i]!;
        v[i] = b2 * v[i]! + (1 - b2) * g[i]! * g[i]!;
        p[i] = p[i]! - (stepSize * m[i]!) / (Math.sqrt(v[i]!) / correction + eps);
      }
    },
  };
}

/** keras: both corrections go into the rate, so eps is compared with the uncorrected root. */
function keras(n: number, { b1, b2, eps }: Plain): Oracle {
  const m = new Float64Array(n);
  const v = new Float64Array(n);
  let t = 0;
  return {
    skip() {
      t += 1;
    },
    step(p, g, learningRate) {
      t += 1;
      const rate = (learningRate * Math.sqrt(1 - b2 ** t)) / (1 - b1 ** t);
      for (let i = 0; i < n; i++) {
        m[i] = b1 * m[i]! + (1 - b1) * g[i]!;
        v[i] = b2 * v[i]! + (1 - b2) * g[i]! * g[i]!;
        p[i] = p[i]! - (rate * m[i]!) / (Math.sqrt(v[i]!) + eps);
      }
    },
  };
}

/** AMSGrad as torch has it: the maximum over raw v, corrected afterwards. */
function amsgradTorch(n: number, { b1, b2, eps }: Plain): Oracle {
  const m = new Float64Array(n);
  const v = new Float64Array(n);
  const top = new Float64Array(n);
  let t = 0;
  return {
    step(p, g, learningRate) {
      t += 1;
      const stepSize = learningRate / (1 - b1 ** t);
      const correction = Math.sqrt(1 - b2 ** t);
      for (let i = 0; i < n; i++) {
        m[i] = b1 * m[i]! + (1 - b1) * g[i]!;
        v[i] = b2 * v[i]! + (1 - b2) * g[i]! * g[i]!;
        top[i] = Math.max(top[i]!, v[i]!);
        p[i] = p[i]! - (stepSize * m[i]!) / (Math.sqrt(top[i]!) / correction + eps);
      }
    },
  };
}

/** AMSGrad as keras has it: the maximum over raw v, both corrections in the rate. */
function amsgradKeras(n: number, { b1, b2, eps }: Plain): Oracle {
  const m = new Float64Array(n);
  const v = new Float64Array(n);
  const top = new Float64Array(n);
  let t = 0;
  return {
    skip() {
      t += 1;
    },
    step(p, g, learningRate) {
      t += 1;
      const rate = (learningRate * Math.sqrt(1 - b2 ** t)) / (1 - b1 ** t);
      for (let i = 0; i < n; i++) {
        m[i] = b1 * m[i]! + (1 - b1) * g[i]!;
        v[i] = b2 * v[i]! + (1 - b2) * g[i]! * g[i]!;
        top[i] = Math.max(top[i]!, v[i]!);
        p[i] = p[i]! - (rate * m[i]!) / (Math.sqrt(top[i]!) + eps);
      }
    },
  };
}

/** AMSGrad as optax has it: the maximum over the corrected vHat. */
function amsgradOptax(n: number, { b1, b2, eps, epsRoot }: Optax): Oracle {
  const m = new Float64Array(n);
  const v = new Float64Array(n);
  const top = new Float64Array(n);
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
        top[i] = Math.max(top[i]!, v[i]! / (1 - b2 ** t));
        const mHat = m[i]! / (1 - b1 ** t);
        p[i] = p[i]! - (learningRate * mHat) / (Math.sqrt(top[i]! + epsRoot) + eps);
      }
    },
  };
}

/** Reddi et al., Algorithm 2: nothing is corrected; eps is ours, the paper has none. */
function amsgradPaper(n: number, { b1, b2, eps }: Plain): Oracle {
  const m = new Float64Array(n);
  const v = new Float64Array(n);
  const top = new Float64Array(n);
  return {
    step(p, g, learningRate) {
      for (let i = 0; i < n; i++) {
        m[i] = b1 * m[i]! + (1 - b1) * g[i]!;
        v[i] = b2 * v[i]! + (1 - b2) * g[i]! * g[i]!;
        top[i] = Math.max(top[i]!, v[i]!);
        p[i] = p[i]! - (learningRate * m[i]!) / (Math.sqrt(top[i]!) + eps);
      }
    },
  };
}

const usual = { learningRate: 0.001, b1: 0.9, b2: 0.999, eps: 1e-8 };
const quick = { learningRate: 0.01, b1: 0.8, b2: 0.9, eps: 1e-6 };
const ofOptax = { ...usual, epsRoot: 0 };
const ofKeras = { ...usual, eps: 1e-7 };

/** The table's rows for `adam` and `amsgrad`. */
export const adamCases: Record<string, OracleCase> = {
  "adam/default": oracleCase("adam", undefined, usual, paper),
  "adam/default+betas": oracleCase("adam", undefined, quick, paper),
  "adam/paper": oracleCase("adam", "paper", usual, paper),
  "adam/torch": oracleCase("adam", "torch", usual, torch),
  "adam/torch+betas": oracleCase("adam", "torch", quick, torch),
  "adam/optax": oracleCase("adam", "optax", ofOptax, optax),
  "adam/optax+epsRoot": oracleCase("adam", "optax", { ...ofOptax, epsRoot: 1e-6 }, optax),
  "adam/keras": oracleCase("adam", "keras", ofKeras, keras),
  "adam/keras+betas": oracleCase("adam", "keras", quick, keras),
  "adam/default+nesterov": oracleCase("adam", undefined, { ...quick, nesterov: true }, paper),
  "adam/optax+nesterov": oracleCase("adam", "optax", { ...quick, epsRoot: 1e-4, nesterov: true }, optax),
  ...decayCases("adam", undefined, quick, paper),
  ...decayCases("adam", "torch", quick, torch),
  ...decayCases("adam", "keras", quick, keras),
  ...decayCases("amsgrad", undefined, quick, amsgradTorch),
  ...decayCases("amsgrad", "torch", quick, amsgradTorch),
  ...decayCases("amsgrad", "keras", quick, amsgradKeras),
  "adam/textbook": oracleCase("adam", "textbook", { ...usual, learningRate: 0.01, eps: 1e-6 }, paper),
  "amsgrad/default": oracleCase("amsgrad", undefined, usual, amsgradTorch),
  "amsgrad/torch": oracleCase("amsgrad", "torch", usual, amsgradTorch),
  "amsgrad/torch+betas": oracleCase("amsgrad", "torch", quick, amsgradTorch),
  "amsgrad/optax": oracleCase("amsgrad", "optax", ofOptax, amsgradOptax),
  "amsgrad/optax+betas": oracleCase("amsgrad", "optax", { ...quick, epsRoot: 0 }, amsgradOptax),
  "amsgrad/optax+epsRoot": oracleCase("amsgrad", "optax", { ...ofOptax, epsRoot: 1e-6 }, amsgradOptax),
  "amsgrad/keras": oracleCase("amsgrad", "keras", ofKeras, amsgradKeras),
  "amsgrad/keras+betas": oracleCase("amsgrad", "keras", quick, amsgradKeras),
  "amsgrad/paper": oracleCase("amsgrad", "paper", usual, amsgradPaper),
  "amsgrad/paper+betas": oracleCase("amsgrad", "paper", quick, amsgradPaper),
};
