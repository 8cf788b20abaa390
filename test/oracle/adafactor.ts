// Oracles for Adafactor: a matrix' second moments from its rows' and its columns'. Sources: Shazeer, Stern: Adafactor:
// Adaptive Learning Rates with Sublinear Memory Cost, ICML 2018, Algorithms 4 to 6; torch.optim.Adafactor; optax.adafactor;
// keras.optimizers.Adafactor. Means stand for the paper's sums, which changes nothing. Its b2 at step t is 1 - t^-decayRate.
import { uphill } from "./around.ts";
import { type Oracle, type OracleCase, oracleCase, type Shapes } from "./case.ts";
import { type Axes, factoredMoments } from "./factored-moments.ts";
import { rms, type Span, spans } from "./tensors.ts";

type Core = { learningRate: number; decayRate: number; eps1: number; clippingThreshold: number };
type Scaled = Core & { eps2: number; weightDecay: number };
type Own = Scaled & {
  relativeStep: boolean;
  multiplyByParameterScale: boolean;
  minDimSizeToFactor: number;
  momentum: number;
};
type Optax = Omit<Own, "relativeStep" | "eps2">;

/** The last two axes: torch, keras and the default. */
const lastTwo = ({ shape }: Span, smallest = 0): Axes =>
  shape.length > 1 && Math.min(...shape.slice(-2)) >= smallest
    ? [shape.length - 2, shape.length - 1]
    : undefined;

/** The two longest axes, if both are long enough; of equal ones the later counts as longer: optax. */
const longestTwo = ({ shape }: Span, smallest: number): Axes => {
  if (shape.length < 2) return undefined;
  const order = shape.map((_, axis) => axis).sort((a, b) => shape[a]! - shape[b]!);
  const [second, longest] = order.slice(-2) as [number, number];
  return shape[second]! >= smallest ? [second, longest] : undefined;
};

/** The tensors with their moments. */
const factored = (shapes: Shapes, axesOf: (span: Span) => Axes) =>
  spans(shapes).map((span) => ({ span, of: factoredMoments(span, axesOf(span)) }));

/** Divides a tensor's direction by what its root mean square exceeds the threshold. */
function clip(u: Float64Array, span: Span, threshold: number): void {
  const excess = Math.max(1, rms(u, span) / threshold);
  for (let i = span.at; i < span.at + span.size; i++) u[i] = u[i]! / excess;
}

/** The paper; the default, with what other libraries let one choose: no decay of the rate, no scale, momentum, decay. */
function paper(n: number, given: Scaled & Partial<Own>, shapes: Shapes): Oracle {
  const { decayRate, eps1, eps2, clippingThreshold, weightDecay, momentum = 0 } = given;
  const { relativeStep = true, multiplyByParameterScale = true, minDimSizeToFactor = 1 } = given;
  const tensors = factored(shapes, (span) => lastTwo(span, minDimSizeToFactor));
  const m = new Float64Array(n);
  let t = 0;
  return {
    skip() {
      t += 1;
    },
    step(p, g, learningRate) {
      t += 1;
      const rho = relativeStep ? Math.min(learningRate, 1 / Math.sqrt(t)) : learningRate;
      const square = g.map((value) => value * value + eps1);
      const u = new Float64Array(n);
      for (const { span, of } of tensors) {
        const alpha = (multiplyByParameterScale ? Math.max(eps2, rms(p, span)) : 1) * rho;
        of.update(square, 1 - t ** -decayRate);
        for (let i = span.at; i < span.at + span.size; i++) u[i] = g[i]! / Math.sqrt(of.v(i));
        clip(u, span, clippingThreshold);
        for (let i = span.at; i < span.at + span.size; i++) {
          m[i] = momentum * m[i]! + (1 - momentum) * alpha * u[i]!;
          p[i] = p[i]! * (1 - learningRate * weightDecay) - m[i]!;
        }
      }
    },
  };
}

/** torch: no eps in the squares; it bounds the rows' mean and the root from below instead. */
function torch(
  n: number,
  { decayRate, eps1, eps2, clippingThreshold, weightDecay }: Scaled,
  shapes: Shapes,
): Oracle {
  const tensors = factored(shapes, lastTwo);
  let t = 0;
  return {
    step(p, g, learningRate) {
      t += 1;
      const square = g.map((value) => value * value);
      const u = new Float64Array(n);
      for (const { span, of } of tensors) {
        const alpha = Math.max(eps2, rms(p, span)) * Math.min(learningRate, 1 / Math.sqrt(t));
        of.update(square, 1 - t ** -decayRate);
        for (let i = span.at; i < span.at + span.size; i++) {
          u[i] = g[i]! / Math.sqrt(Math.max(of.v(i, eps1), eps1 ** 2));
        }
        clip(u, span, clippingThreshold);
        for (let i = span.at; i < span.at + span.size; i++) {
          p[i] = p[i]! * (1 - learningRate * weightDecay) - alpha * u[i]!;
        }
      }
    },
  };
}

/** keras: the paper's, after a decay that the parameters' scale sees. Its relative_step changes nothing. */
function keras(n: number, options: Scaled, shapes: Shapes): Oracle {
  const undecayed = paper(n, { ...options, weightDecay: 0 }, shapes);
  return {
    ...undecayed,
    step(p, g, learningRate) {
      for (let i = 0; i < n; i++) p[i] = p[i]! - p[i]! * options.weightDecay * learningRate;
      undecayed.step(p, g, learningRate);
    },
  };
}

/** optax: the rate as it is given; momentum over the scaled direction; a decay that the rate does not scale. */
function optax(n: number, given: Optax, shapes: Shapes): Oracle {
  const { decayRate, eps1, clippingThreshold, momentum, weightDecay } = given;
  const tensors = factored(shapes, (span) => longestTwo(span, given.minDimSizeToFactor));
  const m = new Float64Array(n);
  let t = 0;
  return {
    skip() {
      t += 1;
    },
    step(p, g, learningRate) {
      t += 1;
      const square = g.map((value) => value * value + eps1);
      const u = new Float64Array(n);
      for (const { span, of } of tensors) {
        of.update(square, 1 - t ** -decayRate);
        for (let i = span.at; i < span.at + span.size; i++) u[i] = g[i]! / Math.sqrt(of.v(i));
        clip(u, span, clippingThreshold);
        const scale = given.multiplyByParameterScale ? Math.max(1e-3, rms(p, span)) : 1;
        for (let i = span.at; i < span.at + span.size; i++) {
          m[i] = momentum * m[i]! + (1 - momentum) * (learningRate * u[i]! * scale);
          p[i] = p[i]! - (m[i]! + weightDecay * p[i]!);
        }
      }
    },
  };
}

const core = { learningRate: 0.01, decayRate: 0.8, eps1: 1e-30, clippingThreshold: 1, weightDecay: 0 };
const usual = { ...core, eps2: 1e-3 };
const quick = {
  learningRate: 0.3,
  decayRate: 0.6,
  eps1: 1e-4,
  eps2: 0.05,
  clippingThreshold: 1.2,
  weightDecay: 0.02,
};
const scaling = { multiplyByParameterScale: true, minDimSizeToFactor: 1, momentum: 0 };
const own = { ...usual, ...scaling, relativeStep: true };
const plainRate = { relativeStep: false, multiplyByParameterScale: false, momentum: 0.6 };
const ofOptax = { ...core, ...scaling, minDimSizeToFactor: 128 };
const quickOptax = { ...ofOptax, decayRate: 0.6, eps1: 1e-4, clippingThreshold: 1.2, weightDecay: 0.003 };

const name = "adafactor";

/** The table's rows for `adafactor`. */
export const adafactorCases: Record<string, OracleCase> = {
  "adafactor/default": oracleCase(name, undefined, own, paper),
  "adafactor/default+options": oracleCase(name, undefined, { ...own, ...quick }, paper),
  "adafactor/default+momentum": oracleCase(name, undefined, { ...own, ...plainRate }, paper),
  "adafactor/default+momentum+relative": oracleCase(
    name,
    undefined,
    { ...own, ...quick, momentum: 0.7 },
    paper,
  ),
  "adafactor/default+momentum+options": oracleCase(
    name,
    undefined,
    { ...own, ...quick, ...plainRate },
    paper,
  ),
  "adafactor/default+vectors": oracleCase(name, undefined, { ...own, minDimSizeToFactor: 4 }, paper),
  "adafactor/paper": oracleCase(name, "paper", usual, paper),
  "adafactor/torch": oracleCase(name, "torch", { ...usual, eps1: 2 ** -52 }, torch),
  "adafactor/torch+options": oracleCase(name, "torch", { ...quick, eps1: 0.5 }, torch),
  "adafactor/torch+maximize": oracleCase(
    name,
    "torch",
    { ...quick, eps1: 0.5, maximize: true },
    uphill(torch),
  ),
  "adafactor/torch+eps1": oracleCase(name, "torch", { ...quick, decayRate: 0.1, eps1: 0.1 }, torch),
  "adafactor/keras": oracleCase(name, "keras", { ...usual, learningRate: 1e-3 }, keras),
  "adafactor/keras+options": oracleCase(name, "keras", quick, keras),
  "adafactor/optax": oracleCase(name, "optax", ofOptax, optax),
  "adafactor/optax+factored": oracleCase(name, "optax", { ...ofOptax, minDimSizeToFactor: 2 }, optax),
  "adafactor/optax+options": oracleCase(
    name,
    "optax",
    { ...quickOptax, minDimSizeToFactor: 3, momentum: 0.7 },
    optax,
  ),
  "adafactor/optax+unscaled": oracleCase(
    name,
    "optax",
    { ...quickOptax, minDimSizeToFactor: 2, multiplyByParameterScale: false },
    optax,
  ),
  "adafactor/optax+unscaled+momentum": oracleCase(
    name,
    "optax",
    { ...quickOptax, minDimSizeToFactor: 2, multiplyByParameterScale: false, momentum: 0.7 },
    optax,
  ),
};
