// Oracles for gradient descent with momentum: torch (also the default form), optax, keras and the textbook.
// Sources: Polyak 1964; Nesterov 1983; Sutskever et al. 2013; torch.optim.SGD, optax.sgd, keras.optimizers.SGD;
// Dive into Deep Learning 12.4-12.6. No weight decay for optax and the textbook: they have none here.
import { uphill } from "./around.ts";
import { type Oracle, type OracleCase, oracleCase } from "./case.ts";

type Torch = {
  learningRate: number;
  momentum: number;
  dampening: number;
  nesterov: boolean;
  weightDecay: number;
};
type Optax = { learningRate: number; momentum: number; nesterov: boolean };
type Keras = { learningRate: number; momentum: number; nesterov: boolean; weightDecay: number };
type Textbook = { learningRate: number; momentum: number };

/** torch: L2 decay goes into the gradient first; the first buffer is the gradient, undampened; the rate comes last. */
function torch(n: number, { momentum, dampening, nesterov, weightDecay }: Torch): Oracle {
  const b = new Float64Array(n);
  let t = 0;
  return {
    step(p, g, learningRate) {
      t += 1;
      for (let i = 0; i < n; i++) {
        const d = g[i]! + weightDecay * p[i]!;
        b[i] = t === 1 ? d : momentum * b[i]! + (1 - dampening) * d;
        const u = momentum === 0 ? d : nesterov ? d + momentum * b[i]! : b[i]!;
        p[i] = p[i]! - learningRate * u;
      }
    },
  };
}

/** optax: a trace of the gradients, then the rate. */
function optax(n: number, { momentum, nesterov }: Optax): Oracle {
  const trace = new Float64Array(n);
  return {
    step(p, g, learningRate) {
      for (let i = 0; i < n; i++) {
        trace[i] = g[i]! + momentum * trace[i]!;
        const u = nesterov ? g[i]! + momentum * trace[i]! : trace[i]!;
        p[i] = p[i]! - learningRate * u;
      }
    },
  };
}

/** keras: the momentum holds steps already multiplied by the rate; weight decay is decoupled and comes first. */
function keras(n: number, { momentum, nesterov, weightDecay }: Keras): Oracle {
  const m = new Float64Array(n);
  return {
    step(p, g, learningRate) {
      for (let i = 0; i < n; i++) {
        const decayed = p[i]! - p[i]! * weightDecay * learningRate;
        m[i] = momentum * m[i]! - learningRate * g[i]!;
        p[i] = nesterov ? decayed + (momentum * m[i]! - learningRate * g[i]!) : decayed + m[i]!;
      }
    },
  };
}

/** The textbook: v = mu v + g, then the rate. */
function textbook(n: number, { momentum }: Textbook): Oracle {
  const v = new Float64Array(n);
  return {
    step(p, g, learningRate) {
      for (let i = 0; i < n; i++) {
        v[i] = momentum * v[i]! + g[i]!;
        p[i] = p[i]! - learningRate * v[i]!;
      }
    },
  };
}

const plain = { learningRate: 0.01, momentum: 0, dampening: 0, nesterov: false, weightDecay: 0 };
const heavy = { ...plain, momentum: 0.9 };
const plainOptax = { learningRate: 0.01, momentum: 0, nesterov: false };
const plainKeras = { ...plainOptax, weightDecay: 0 };

/** The table's rows for `sgd`. */
export const sgdCases: Record<string, OracleCase> = {
  "sgd/default": oracleCase("sgd", undefined, plain, torch),
  "sgd/default+momentum": oracleCase("sgd", undefined, heavy, torch),
  "sgd/default+dampening": oracleCase("sgd", undefined, { ...heavy, dampening: 0.3 }, torch),
  "sgd/default+nesterov": oracleCase("sgd", undefined, { ...heavy, nesterov: true }, torch),
  "sgd/default+weightDecay": oracleCase("sgd", undefined, { ...heavy, weightDecay: 0.05 }, torch),
  "sgd/torch": oracleCase("sgd", "torch", plain, torch),
  "sgd/torch+momentum": oracleCase("sgd", "torch", heavy, torch),
  "sgd/torch+dampening": oracleCase("sgd", "torch", { ...heavy, dampening: 0.3 }, torch),
  "sgd/torch+nesterov": oracleCase("sgd", "torch", { ...heavy, nesterov: true }, torch),
  "sgd/torch+weightDecay": oracleCase("sgd", "torch", { ...plain, weightDecay: 0.05 }, torch),
  "sgd/torch+momentum+weightDecay": oracleCase("sgd", "torch", { ...heavy, weightDecay: 0.05 }, torch),
  "sgd/torch+dampening+weightDecay": oracleCase(
    "sgd",
    "torch",
    { ...heavy, dampening: 0.3, weightDecay: 0.05 },
    torch,
  ),
  "sgd/torch+nesterov+weightDecay": oracleCase(
    "sgd",
    "torch",
    { ...heavy, nesterov: true, weightDecay: 0.05 },
    torch,
  ),
  "sgd/torch+maximize": oracleCase(
    "sgd",
    "torch",
    { ...{ ...heavy, weightDecay: 0.05 }, maximize: true },
    uphill(torch),
  ),
  "sgd/optax": oracleCase("sgd", "optax", plainOptax, optax),
  "sgd/optax+momentum": oracleCase("sgd", "optax", { ...plainOptax, momentum: 0.9 }, optax),
  "sgd/optax+nesterov": oracleCase("sgd", "optax", { ...plainOptax, momentum: 0.9, nesterov: true }, optax),
  "sgd/keras": oracleCase("sgd", "keras", plainKeras, keras),
  "sgd/keras+momentum": oracleCase("sgd", "keras", { ...plainKeras, momentum: 0.9 }, keras),
  "sgd/keras+nesterov": oracleCase("sgd", "keras", { ...plainKeras, momentum: 0.9, nesterov: true }, keras),
  "sgd/keras+momentum+weightDecay": oracleCase(
    "sgd",
    "keras",
    { ...plainKeras, momentum: 0.9, weightDecay: 0.05 },
    keras,
  ),
  "sgd/keras+nesterov+weightDecay": oracleCase(
    "sgd",
    "keras",
    { ...plainKeras, momentum: 0.9, nesterov: true, weightDecay: 0.05 },
    keras,
  ),
  "sgd/textbook": oracleCase("sgd", "textbook", { learningRate: 0.01, momentum: 0 }, textbook),
  "sgd/textbook+momentum": oracleCase("sgd", "textbook", { learningRate: 0.01, momentum: 0.5 }, textbook),
};
