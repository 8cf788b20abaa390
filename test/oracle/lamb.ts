// Oracles for LAMB: Adam's direction, each tensor's step as long as its parameters. Sources: You, Li, Reddi, Hseu, Kumar,
// Bhojanapalli, Song, Demmel, Keutzer, Hsieh: Large Batch Optimization for Deep Learning, ICLR 2020, Algorithm 2 (phi the
// identity); optax.lamb; keras.optimizers.Lamb.
import { type Oracle, type OracleCase, oracleCase, type Shapes } from "./case.ts";
import { norm, spans } from "./tensors.ts";

type Plain = { learningRate: number; b1: number; b2: number; eps: number; weightDecay: number };
type Optax = Plain & { epsRoot: number };

/** optax, and the default without its epsRoot: the decay joins the direction before the ratio; a norm of 0 gives 1. */
function optax(
  n: number,
  { b1, b2, eps, epsRoot = 0, weightDecay }: Plain & Partial<Optax>,
  shapes: Shapes,
): Oracle {
  const m = new Float64Array(n);
  const v = new Float64Array(n);
  const r = new Float64Array(n);
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
        const vHat = v[i]! / (1 - b2 ** t);
        r[i] = mHat / (Math.sqrt(vHat + epsRoot) + eps) + weightDecay * p[i]!;
      }
      for (const span of spans(shapes)) {
        const [ofP, ofR] = [norm(p, span), norm(r, span)];
        const ratio = ofP === 0 || ofR === 0 ? 1 : ofP / ofR;
        for (let i = span.at; i < span.at + span.size; i++) p[i] = p[i]! - learningRate * ratio * r[i]!;
      }
    },
  };
}

/** keras: p decays first; neither norm sees the decay's share of the direction. */
function keras(n: number, { b1, b2, eps, weightDecay }: Plain, shapes: Shapes): Oracle {
  const m = new Float64Array(n);
  const v = new Float64Array(n);
  const r = new Float64Array(n);
  let t = 0;
  return {
    skip() {
      t += 1;
    },
    step(p, g, learningRate) {
      t += 1;
      for (let i = 0; i < n; i++) {
        p[i] = p[i]! - p[i]! * weightDecay * learningRate;
        m[i] = b1 * m[i]! + (1 - b1) * g[i]!;
        v[i] = b2 * v[i]! + (1 - b2) * g[i]! * g[i]!;
        r[i] = m[i]! / (1 - b1 ** t) / (Math.sqrt(v[i]! / (1 - b2 ** t)) + eps);
      }
      for (const span of spans(shapes)) {
        const [ofP, ofR] = [norm(p, span), norm(r, span)];
        const ratio = ofP > 0 && ofR > 0 ? ofP / ofR : 1;
        for (let i = span.at; i < span.at + span.size; i++) p[i] = p[i]! - ratio * learningRate * r[i]!;
      }
    },
  };
}

const usual = { learningRate: 1e-3, b1: 0.9, b2: 0.999, eps: 1e-6, weightDecay: 0 };
const quick = { learningRate: 0.01, b1: 0.8, b2: 0.95, eps: 1e-4, weightDecay: 0.2 };

/** The table's rows for `lamb`. */
export const lambCases: Record<string, OracleCase> = {
  "lamb/default": oracleCase("lamb", undefined, usual, optax),
  "lamb/default+betas": oracleCase("lamb", undefined, quick, optax),
  "lamb/optax": oracleCase("lamb", "optax", { ...usual, epsRoot: 0 }, optax),
  "lamb/optax+epsRoot": oracleCase("lamb", "optax", { ...quick, epsRoot: 1e-6 }, optax),
  "lamb/keras": oracleCase("lamb", "keras", { ...usual, eps: 1e-7 }, keras),
  "lamb/keras+betas": oracleCase("lamb", "keras", quick, keras),
  // Now and then nothing is left of the parameter.
  "lamb/keras+weightDecay": oracleCase(
    "lamb",
    "keras",
    { ...quick, learningRate: 0.3125, weightDecay: 2 },
    keras,
  ),
};
