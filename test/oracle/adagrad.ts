// Oracles for Adagrad: torch (also the default form), optax, keras and the textbook.
// Sources: Duchi, Hazan, Singer, JMLR 2011 (the diagonal form); torch.optim.Adagrad, optax.adagrad,
// keras.optimizers.Adagrad; Dive into Deep Learning 12.7. They differ in eps, in s0 and where eps stands.
import { decayCases } from "./around.ts";
import { type Oracle, type OracleCase, oracleCase } from "./case.ts";

type Plain = { learningRate: number; eps: number; initialAccumulator: number };
type Torch = Plain & { lrDecay: number };

/** torch: eps outside the root; the rate falls as 1 / (1 + (t - 1) lrDecay). */
function torch(n: number, { eps, initialAccumulator, lrDecay }: Torch): Oracle {
  const s = new Float64Array(n).fill(initialAccumulator);
  let t = 0;
  return {
    step(p, g, learningRate) {
      t += 1;
      const rate = learningRate / (1 + (t - 1) * lrDecay);
      for (let i = 0; i < n; i++) {
        s[i] = s[i]! + g[i]! * g[i]!;
        p[i] = p[i]! - (rate * g[i]!) / (Math.sqrt(s[i]!) + eps);
      }
    },
  };
}

/** optax: eps inside the root, and no step at all where nothing was accumulated. */
function optax(n: number, { eps, initialAccumulator }: Plain): Oracle {
  const s = new Float64Array(n).fill(initialAccumulator);
  return {
    step(p, g, learningRate) {
      for (let i = 0; i < n; i++) {
        s[i] = s[i]! + g[i]! * g[i]!;
        const u = s[i]! > 0 ? g[i]! / Math.sqrt(s[i]! + eps) : 0;
        p[i] = p[i]! - learningRate * u;
      }
    },
  };
}

/** keras and the textbook: eps inside the root. */
function insideRoot(n: number, { eps, initialAccumulator }: Plain): Oracle {
  const s = new Float64Array(n).fill(initialAccumulator);
  return {
    step(p, g, learningRate) {
      for (let i = 0; i < n; i++) {
        s[i] = s[i]! + g[i]! * g[i]!;
        p[i] = p[i]! - (learningRate * g[i]!) / Math.sqrt(s[i]! + eps);
      }
    },
  };
}

const ofTorch = { learningRate: 0.01, eps: 1e-10, initialAccumulator: 0, lrDecay: 0 };
const ofDefault = { learningRate: 0.01, eps: 1e-10, initialAccumulator: 0 };
const ofOptax = { learningRate: 0.01, eps: 1e-7, initialAccumulator: 0.1 };

/** The default form is torch's without its decay of the rate. */
const undecayed = (n: number, options: Plain): Oracle => torch(n, { ...options, lrDecay: 0 });

/** The table's rows for `adagrad`. */
export const adagradCases: Record<string, OracleCase> = {
  "adagrad/default": oracleCase("adagrad", undefined, ofDefault, undecayed),
  "adagrad/default+initialAccumulator": oracleCase(
    "adagrad",
    undefined,
    { ...ofDefault, initialAccumulator: 0.1 },
    undecayed,
  ),
  "adagrad/torch": oracleCase("adagrad", "torch", ofTorch, torch),
  "adagrad/torch+lrDecay": oracleCase("adagrad", "torch", { ...ofTorch, lrDecay: 0.05 }, torch),
  "adagrad/torch+initialAccumulator": oracleCase(
    "adagrad",
    "torch",
    { ...ofTorch, initialAccumulator: 0.1 },
    torch,
  ),
  ...decayCases("adagrad", undefined, ofDefault, undecayed),
  ...decayCases("adagrad", "torch", { ...ofTorch, lrDecay: 0.05 }, torch),
  ...decayCases("adagrad", "keras", { learningRate: 0.01, eps: 1e-7, initialAccumulator: 0.1 }, insideRoot),
  "adagrad/optax": oracleCase("adagrad", "optax", ofOptax, optax),
  "adagrad/optax+initialAccumulator": oracleCase(
    "adagrad",
    "optax",
    { ...ofOptax, initialAccumulator: 0 },
    optax,
  ),
  // Without eps, an element whose gradients were all 0 is 0/0.
  "adagrad/optax+eps+initialAccumulator": oracleCase(
    "adagrad",
    "optax",
    { ...ofOptax, eps: 0, initialAccumulator: 0 },
    optax,
  ),
  "adagrad/keras": oracleCase(
    "adagrad",
    "keras",
    { learningRate: 0.001, eps: 1e-7, initialAccumulator: 0.1 },
    insideRoot,
  ),
  "adagrad/textbook": oracleCase(
    "adagrad",
    "textbook",
    { learningRate: 0.1, eps: 1e-6, initialAccumulator: 0 },
    insideRoot,
  ),
};
