// Oracles for RMSProp: torch (also the default form), optax, keras and the textbook; plain, centered, with momentum.
// Sources: Tieleman, Hinton, lecture 6.5, 2012; Graves 2013 (centered); torch.optim.RMSprop, optax.rmsprop,
// keras.optimizers.RMSprop; Dive into Deep Learning 12.8.
import { decayCases, decoupled } from "./around.ts";
import { type Oracle, type OracleCase, oracleCase } from "./case.ts";

type Textbook = { learningRate: number; decay: number; eps: number };
type Started = { initialScale?: number; biasCorrection?: boolean };
type Plain = Textbook & Started & { centered: boolean; momentum?: number };
type Optax = Plain & { nesterov: boolean };

/** torch: eps outside the root, the buffer holds directions, the rate comes last. */
function torch(n: number, options: Plain): Oracle {
  const { decay, eps, centered, momentum = 0, initialScale = 0, biasCorrection = false } = options;
  const v = new Float64Array(n).fill(initialScale);
  const mean = new Float64Array(n);
  const b = new Float64Array(n);
  let t = 0;
  return {
    step(p, g, learningRate) {
      t += 1;
      const share = biasCorrection ? 1 - decay ** t : 1;
      for (let i = 0; i < n; i++) {
        v[i] = decay * v[i]! + (1 - decay) * g[i]! * g[i]!;
        mean[i] = decay * mean[i]! + (1 - decay) * g[i]!;
        const spread = v[i]! / share - (centered ? (mean[i]! / share) ** 2 : 0);
        b[i] = momentum * b[i]! + g[i]! / (Math.sqrt(spread) + eps);
        p[i] = p[i]! - learningRate * b[i]!;
      }
    },
  };
}

/** optax: eps inside the root, the trace holds steps already multiplied by the rate, Nesterov on request. */
function optax(n: number, options: Optax): Oracle {
  const { decay, eps, centered, momentum = 0, nesterov, initialScale = 0, biasCorrection = false } = options;
  const v = new Float64Array(n).fill(initialScale);
  const mean = new Float64Array(n);
  const trace = new Float64Array(n);
  let t = 0;
  return {
    skip() {
      t += 1;
    },
    step(p, g, learningRate) {
      t += 1;
      const share = biasCorrection ? 1 - decay ** t : 1;
      for (let i = 0; i < n; i++) {
        v[i] = decay * v[i]! + (1 - decay) * g[i]! * g[i]!;
        mean[i] = decay * mean[i]! + (1 - decay) * g[i]!;
        const spread = v[i]! / share - (centered ? (mean[i]! / share) ** 2 : 0);
        const u = (learningRate * g[i]!) / Math.sqrt(spread + eps);
        trace[i] = u + momentum * trace[i]!;
        p[i] = p[i]! - (nesterov ? u + momentum * trace[i]! : trace[i]!);
      }
    },
  };
}

/** keras computes what optax computes, without Nesterov. */
const keras = (n: number, options: Plain): Oracle => optax(n, { ...options, nesterov: false });

/** The textbook: eps inside the root, nothing else. */
function textbook(n: number, { decay, eps }: Textbook): Oracle {
  const s = new Float64Array(n);
  return {
    step(p, g, learningRate) {
      for (let i = 0; i < n; i++) {
        s[i] = decay * s[i]! + (1 - decay) * g[i]! * g[i]!;
        p[i] = p[i]! - (learningRate * g[i]!) / Math.sqrt(s[i]! + eps);
      }
    },
  };
}

const ofDefault = { learningRate: 0.01, decay: 0.9, eps: 1e-8, centered: false, momentum: 0 };
const ofTorch = { learningRate: 0.01, decay: 0.99, eps: 1e-8, centered: false, momentum: 0 };
const ofOptax = { learningRate: 0.01, decay: 0.9, eps: 1e-8, centered: false, momentum: 0, nesterov: false };
const ofKeras = { learningRate: 0.001, decay: 0.9, eps: 1e-7, centered: false, momentum: 0 };
const centered = { centered: true };
const momentum = { momentum: 0.9 };
const both = { centered: true, momentum: 0.9 };
const corrected = { biasCorrection: true };
const started = { learningRate: 0.01, decay: 0.9, eps: 1e-8, initialScale: 0.5, ...corrected };
const nesterov = { momentum: 0.9, nesterov: true };

/** The table's rows for `rmsprop`. */
export const rmspropCases: Record<string, OracleCase> = {
  "rmsprop/default": oracleCase("rmsprop", undefined, ofDefault, torch),
  "rmsprop/default+centered": oracleCase("rmsprop", undefined, { ...ofDefault, ...centered }, torch),
  "rmsprop/default+momentum": oracleCase("rmsprop", undefined, { ...ofDefault, ...momentum }, torch),
  "rmsprop/default+centered+momentum": oracleCase("rmsprop", undefined, { ...ofDefault, ...both }, torch),
  "rmsprop/torch": oracleCase("rmsprop", "torch", ofTorch, torch),
  "rmsprop/torch+centered": oracleCase("rmsprop", "torch", { ...ofTorch, ...centered }, torch),
  "rmsprop/torch+momentum": oracleCase("rmsprop", "torch", { ...ofTorch, ...momentum }, torch),
  "rmsprop/torch+centered+momentum": oracleCase("rmsprop", "torch", { ...ofTorch, ...both }, torch),
  "rmsprop/optax": oracleCase("rmsprop", "optax", ofOptax, optax),
  "rmsprop/optax+centered": oracleCase("rmsprop", "optax", { ...ofOptax, ...centered }, optax),
  "rmsprop/optax+momentum": oracleCase("rmsprop", "optax", { ...ofOptax, ...momentum }, optax),
  "rmsprop/optax+centered+momentum": oracleCase("rmsprop", "optax", { ...ofOptax, ...both }, optax),
  "rmsprop/optax+nesterov": oracleCase("rmsprop", "optax", { ...ofOptax, ...nesterov }, optax),
  "rmsprop/optax+centered+nesterov": oracleCase(
    "rmsprop",
    "optax",
    { ...ofOptax, ...centered, ...nesterov },
    optax,
  ),
  "rmsprop/keras": oracleCase("rmsprop", "keras", ofKeras, keras),
  "rmsprop/keras+centered": oracleCase("rmsprop", "keras", { ...ofKeras, ...centered }, keras),
  "rmsprop/keras+momentum": oracleCase("rmsprop", "keras", { ...ofKeras, ...momentum }, keras),
  "rmsprop/keras+centered+momentum": oracleCase("rmsprop", "keras", { ...ofKeras, ...both }, keras),
  "rmsprop/optax+initialScale": oracleCase("rmsprop", "optax", { ...ofOptax, initialScale: 0.5 }, optax),
  "rmsprop/optax+biasCorrection": oracleCase("rmsprop", "optax", { ...ofOptax, ...corrected }, optax),
  "rmsprop/default+biasCorrection": oracleCase("rmsprop", undefined, { ...started, centered: false }, torch),
  ...decayCases("rmsprop", undefined, { ...ofDefault, ...both }, torch),
  ...decayCases("rmsprop", "torch", { ...ofTorch, ...both }, torch),
  ...decayCases("rmsprop", "keras", { ...ofKeras, learningRate: 0.01 }, keras),
  "rmsprop/keras+momentum+weightDecay": oracleCase(
    "rmsprop",
    "keras",
    { ...ofKeras, ...momentum, learningRate: 0.01, weightDecay: 0.2 },
    decoupled(keras),
  ),
  "rmsprop/textbook": oracleCase(
    "rmsprop",
    "textbook",
    { learningRate: 0.01, decay: 0.9, eps: 1e-6 },
    textbook,
  ),
};
