// Oracles for Yogi: the paper, TensorFlow Addons (`keras`), optax, the textbook and the default form.
// Sources: Zaheer, Reddi, Sachan, Kale, Kumar, NeurIPS 2018, Algorithm 2; tfa.optimizers.Yogi; optax.yogi; Dive into
// Deep Learning 12.10. They differ in the initial values, which rule early training, and in the correction.
import { decayCases } from "./around.ts";
import { type Oracle, type OracleCase, oracleCase } from "./case.ts";

type Plain = { learningRate: number; b1: number; b2: number; eps: number };
type Start = Plain & { v0: number | "gradient" };
type Addons = Plain & { v0: number; activation: "sign" | "tanh" };

/** mHat and vHat corrected as in Adam, from the given m0 and v0. */
function corrected(n: number, { b1, b2, eps, v0 }: Start, m0: number): Oracle {
  const m = new Float64Array(n).fill(m0);
  const v = new Float64Array(n).fill(v0 === "gradient" ? 0 : v0);
  let t = 0;
  return {
    skip() {
      t += 1;
    },
    step(p, g, learningRate) {
      t += 1;
      for (let i = 0; i < n; i++) {
        const g2 = g[i]! * g[i]!;
        if (t === 1 && v0 === "gradient") v[i] = g2;
        m[i] = b1 * m[i]! + (1 - b1) * g[i]!;
        v[i] = v[i]! - (1 - b2) * Math.sign(v[i]! - g2) * g2;
        const mHat = m[i]! / (1 - b1 ** t);
        // A moment that starts at a gradient's square is not a running sum from 0: correcting it would inflate it 1000 times.
        const vHat = v0 === "gradient" ? v[i]! : v[i]! / (1 - b2 ** t);
        p[i] = p[i]! - (learningRate * mHat) / (Math.sqrt(vHat) + eps);
      }
    },
  };
}

/** m0 is 0 and both moments are corrected: the default and, with v0 = 0, the textbook. */
const fromZero = (n: number, options: Start): Oracle => corrected(n, options, 0);

/** The textbook starts both moments at 0. */
const textbook = (n: number, options: Plain): Oracle => corrected(n, { ...options, v0: 0 }, 0);

/** optax starts m at 1e-6 as well as v; not what any paper says. */
const optax = (n: number, options: Plain): Oracle => corrected(n, { ...options, v0: 1e-6 }, 1e-6);

/** The paper's Algorithm 2: nothing is corrected; v0 is the first squared gradient, of a large batch ideally. */
function paper(n: number, { b1, b2, eps, v0 }: Start): Oracle {
  const m = new Float64Array(n);
  const v = new Float64Array(n).fill(v0 === "gradient" ? 0 : v0);
  let t = 0;
  return {
    step(p, g, learningRate) {
      t += 1;
      for (let i = 0; i < n; i++) {
        const g2 = g[i]! * g[i]!;
        if (t === 1 && v0 === "gradient") v[i] = g2;
        m[i] = b1 * m[i]! + (1 - b1) * g[i]!;
        v[i] = v[i]! - (1 - b2) * Math.sign(v[i]! - g2) * g2;
        p[i] = p[i]! - (learningRate * m[i]!) / (Math.sqrt(v[i]!) + eps);
      }
    },
  };
}

/** TensorFlow Addons: both corrections in the rate; tanh(10 (g^2 - v)) in place of the sign on request. */
function addons(n: number, { b1, b2, eps, v0, activation }: Addons): Oracle {
  const m = new Float64Array(n);
  const v = new Float64Array(n).fill(v0);
  let t = 0;
  return {
    skip() {
      t += 1;
    },
    step(p, g, learningRate) {
      t += 1;
      const rate = (learningRate * Math.sqrt(1 - b2 ** t)) / (1 - b1 ** t);
      for (let i = 0; i < n; i++) {
        const g2 = g[i]! * g[i]!;
        const turn = activation === "tanh" ? Math.tanh(10 * (g2 - v[i]!)) : Math.sign(g2 - v[i]!);
        m[i] = b1 * m[i]! + (1 - b1) * g[i]!;
        v[i] = v[i]! + (1 - b2) * turn * g2;
        p[i] = p[i]! - (rate * m[i]!) / (Math.sqrt(v[i]!) + eps);
      }
    },
  };
}

const plain = { learningRate: 0.01, b1: 0.9, b2: 0.999, eps: 1e-3 };
const quick = { learningRate: 0.01, b1: 0.8, b2: 0.95, eps: 1e-2 };
const gradient = "gradient" as const;
const sign = "sign" as const;
const tanh = "tanh" as const;

/** The table's rows for `yogi`. */
export const yogiCases: Record<string, OracleCase> = {
  "yogi/default": oracleCase("yogi", undefined, { ...plain, v0: 1e-6 }, fromZero),
  "yogi/default+betas": oracleCase("yogi", undefined, { ...quick, v0: 1e-6 }, fromZero),
  "yogi/default+v0": oracleCase("yogi", undefined, { ...plain, v0: 0.25 }, fromZero),
  "yogi/default+gradient": oracleCase("yogi", undefined, { ...plain, v0: gradient }, fromZero),
  "yogi/paper": oracleCase("yogi", "paper", { ...plain, v0: gradient }, paper),
  "yogi/paper+betas": oracleCase("yogi", "paper", { ...quick, v0: gradient }, paper),
  "yogi/paper+v0": oracleCase("yogi", "paper", { ...plain, v0: 0.25 }, paper),
  "yogi/keras": oracleCase("yogi", "keras", { ...plain, v0: 1e-6, activation: sign }, addons),
  "yogi/keras+betas": oracleCase("yogi", "keras", { ...quick, v0: 1e-6, activation: sign }, addons),
  "yogi/keras+tanh": oracleCase("yogi", "keras", { ...plain, v0: 1e-6, activation: tanh }, addons),
  ...decayCases("yogi", undefined, { ...quick, v0: 1e-6 }, fromZero),
  "yogi/optax": oracleCase("yogi", "optax", plain, optax),
  "yogi/optax+betas": oracleCase("yogi", "optax", quick, optax),
  "yogi/textbook": oracleCase("yogi", "textbook", plain, textbook),
};
