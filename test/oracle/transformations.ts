// Oracles for transformations that limit nothing, before a step with the learning rate. Sources: Yong, Huang, Hua, Zhang:
// Gradient Centralization, ECCV 2020, equation 1; You, Gitman, Ginsburg: Large Batch Training of Convolutional Networks,
// 2017; Liang, Chen, Liu, Liu: Cautious Optimizers, 2024, Algorithm 1; optax' centralize, ema, trace, zero_nans,
// scale_by_trust_ratio, scale_by_sign, add_decayed_weights; torch.optim.SGD for the dampening.
import { type Oracle, type OracleCase, oracleCase, type Shapes } from "./case.ts";
import { norm } from "./tensors.ts";
import { along, multiply, perTensor } from "./transformation.ts";

type Rate = { learningRate: number };
type Mean = Rate & { decay: number; debias: boolean };
type Trace = Rate & { momentum: number; dampening: number; nesterov: boolean };
type Trust = Rate & { minNorm: number; trustCoefficient: number; eps: number };

/** An update of each element for itself. */
const elements = (update: (g: number, p: number, i: number) => number): Oracle =>
  along((g, p) => {
    for (let i = 0; i < g.length; i++) g[i] = update(g[i]!, p[i]!, i);
  });

/** Each slice along the first axis of a tensor with two axes or more loses its mean. */
function centralize(_: number, __: Rate, shapes: Shapes): Oracle {
  return perTensor(shapes, (g, _, { at, size, shape }) => {
    if (shape.length < 2) return;
    const length = size / shape[0]!;
    for (let start = at; start < at + size; start += length) {
      const slice = g.subarray(start, start + length);
      const mean = slice.reduce((sum, value) => sum + value, 0) / length;
      for (let i = 0; i < length; i++) slice[i] = slice[i]! - mean;
    }
  });
}

function ema(n: number, { decay, debias }: Mean): Oracle {
  const mean = new Float64Array(n);
  let t = 0;
  return along((g) => {
    t += 1;
    for (let i = 0; i < n; i++) {
      mean[i] = decay * mean[i]! + (1 - decay) * g[i]!;
      g[i] = debias ? mean[i]! / (1 - decay ** t) : mean[i]!;
    }
  });
}

/** The first update is not dampened. */
function tracing(n: number, { momentum, dampening, nesterov }: Omit<Trace, "learningRate">) {
  const sum = new Float64Array(n);
  let t = 0;
  return (g: Float64Array): void => {
    t += 1;
    for (let i = 0; i < n; i++) {
      sum[i] = t === 1 ? g[i]! : momentum * sum[i]! + (1 - dampening) * g[i]!;
      g[i] = nesterov ? g[i]! + momentum * sum[i]! : sum[i]!;
    }
  };
}

const trace = (n: number, options: Trace): Oracle => along(tracing(n, options));

/** The norm of the parameters over that of the update; 1 where one of them is 0. */
function scaleByTrustRatio(_: number, { minNorm, trustCoefficient, eps }: Trust, shapes: Shapes): Oracle {
  return perTensor(shapes, (g, p, span) => {
    const [ofP, ofG] = [Math.max(norm(p, span), minNorm), Math.max(norm(g, span), minNorm)];
    if (ofP !== 0 && ofG !== 0) multiply(g, span, (trustCoefficient * ofP) / (ofG + eps));
  });
}

/** A trace of gradients of which those elements stay that go the gradient's way, and make up for the others. */
function cautiousTrace(n: number, { momentum }: Rate & { momentum: number }, shapes: Shapes): Oracle {
  const direct = tracing(n, { momentum, dampening: 0, nesterov: false });
  let directions = new Float64Array(n);
  const masked = perTensor(shapes, (g, _, { at, size }) => {
    const kept = g.map((value, i) => (directions[i]! * value > 0 ? 1 : 0)).subarray(at, at + size);
    const mean = kept.reduce((sum, value) => sum + value, 0) / size;
    for (let i = 0; i < size; i++) g[at + i] = (directions[at + i]! * kept[i]!) / Math.max(mean, 1e-3);
  });
  return {
    step(p, g, learningRate) {
      directions = g.slice();
      direct(directions);
      masked.step(p, g, learningRate);
    },
  };
}

/** A step with a gradient that is not finite is not taken. */
function skipNonFinite(n: number): Oracle {
  let taken = 0;
  return {
    get taken() {
      return taken;
    },
    step(p, g, learningRate) {
      if (!g.every(Number.isFinite)) return;
      taken += 1;
      for (let i = 0; i < n; i++) p[i] = p[i]! - learningRate * g[i]!;
    },
  };
}

const rate = { learningRate: 0.1 };
const mean = { learningRate: 0.1, decay: 0.9, debias: true };
const heavy = { learningRate: 0.1, momentum: 0.9, dampening: 0, nesterov: false };
const dampened = { ...heavy, momentum: 0.8, dampening: 0.3 };
const trust = { learningRate: 0.1, minNorm: 0, trustCoefficient: 1, eps: 0 };
const least = { ...trust, minNorm: 0.5, trustCoefficient: 0.02, eps: 0.01 };

/** The table's rows for transformations. */
export const transformationCases: Record<string, OracleCase> = {
  "scale/default": oracleCase("scale", undefined, { ...rate, factor: 0.3 }, (_, { factor }) =>
    elements((g) => factor * g),
  ),
  "centralize/default": oracleCase("centralize", undefined, rate, centralize),
  "ema/default": oracleCase("ema", undefined, mean, ema),
  "ema/default+biased": oracleCase("ema", undefined, { ...mean, decay: 0.7, debias: false }, ema),
  "trace/default": oracleCase("trace", undefined, heavy, trace),
  "trace/default+nesterov": oracleCase("trace", undefined, { ...heavy, nesterov: true }, trace),
  "trace/default+dampening": oracleCase("trace", undefined, dampened, trace),
  "zeroNans/default": oracleCase(
    "zeroNans",
    undefined,
    rate,
    () => elements((g) => (Number.isNaN(g) ? 0 : g)),
    { holes: [Number.NaN] },
  ),
  "freeze/default": oracleCase("freeze", undefined, rate, () => elements(() => 0)),
  "scaleByTrustRatio/default": oracleCase("scaleByTrustRatio", undefined, trust, scaleByTrustRatio),
  "scaleByTrustRatio/default+minNorm": oracleCase("scaleByTrustRatio", undefined, least, scaleByTrustRatio),
  "scaleBySign/default": oracleCase("scaleBySign", undefined, rate, () => elements(Math.sign)),
  "addDecayedWeights/default": oracleCase(
    "addDecayedWeights",
    undefined,
    { ...rate, weightDecay: 0.1 },
    (_, { weightDecay }) => elements((g, p) => g + weightDecay * p),
  ),
  "scaleByCautious/default": oracleCase(
    "scaleByCautious",
    undefined,
    { ...rate, momentum: 0.9 },
    cautiousTrace,
    { wide: true },
  ),
  "skipNonFinite/default": oracleCase("skipNonFinite", undefined, rate, skipNonFinite, {
    holes: [Number.NaN, Infinity, -Infinity],
  }),
};
