// Oracles for Muon: hidden weights, here all tensors of two axes, by orthogonalised momentum, all others by AdamW. Sources: Jordan et al.,
// 2024, and KellerJordan/Muon@857d1ad muon.py (default, without its rounding to bfloat16); torch 2.15 torch/optim/_muon.py; optax 0.2.8
// contrib/_muon.py; keras 3.15.1 muon.py. A matrix is turned so that it has no more rows than columns, as all of them do.
import { adamwCases } from "./adamw.ts";
import { type Oracle, type OracleCase, oracleCase, type Shapes } from "./case.ts";
import { type Span, spans } from "./tensors.ts";

type O = {
  learningRate: number;
  weightDecay: number;
  momentum: number;
  nesterov: boolean;
  eps: number;
  steps: number;
  scale: string;
  layout?: string;
  /** That of matrices where it is left out. */
  adamLearningRate?: number;
  adamB1: number;
  adamB2: number;
  adamEps: number;
  adamWeightDecay: number;
  cautious?: boolean;
};

type Rows = number[][];

const turned = (x: Rows): Rows => x[0]!.map((_, j) => x.map((row) => row[j]!));

function times(x: Rows, y: Rows): Rows {
  const out = x.map(() => y[0]!.map(() => 0));
  for (let i = 0; i < x.length; i++)
    for (let k = 0; k < y.length; k++)
      for (let j = 0; j < y[0]!.length; j++) out[i]![j]! += x[i]![k]! * y[k]![j]!;
  return out;
}

/** Newton-Schulz with the quintic triple. */
function iterated(given: Rows, norm: (length: number) => number, steps: number): Rows {
  if (given.length > given[0]!.length) return turned(iterated(turned(given), norm, steps));
  const length = Math.sqrt(given.flat().reduce((sum, value) => sum + value * value, 0));
  let x = given.map((row) => row.map((value) => value / norm(length)));
  for (let n = 0; n < steps; n++) {
    const a = times(x, turned(x));
    const aa = times(a, a);
    const b = a.map((row, i) => row.map((value, j) => -4.775 * value + 2.0315 * aa[i]![j]!));
    const bx = times(b, x);
    x = x.map((row, i) => row.map((value, j) => 3.4445 * value + bx[i]![j]!));
  }
  return x;
}

function factor({ scale, layout }: O, [rows, columns]: readonly [number, number]): number {
  const [into, out] = layout === "in,out" ? [rows, columns] : [columns, rows];
  if (scale === "original") return Math.sqrt(Math.max(1, out / into));
  if (scale === "spectral") return Math.sqrt(out / into);
  return scale === "matchRms" ? 0.2 * Math.sqrt(Math.max(rows, columns)) : 1;
}

/** What libraries do differently. */
interface Library {
  /** From the momentum's past and the gradient: its next value, and what is made orthogonal; `t` counts from 1. */
  readonly momentum: (
    m: number,
    g: number,
    mu: number,
    nesterov: boolean,
    t: number,
  ) => [m: number, u: number];
  readonly norm: (eps: number) => (length: number) => number;
  readonly adamw: string;
  readonly hasOneCount?: boolean;
}

const mean: Library["momentum"] = (m, g, mu, nesterov) => {
  const next = m + (1 - mu) * (g - m);
  return [next, nesterov ? (1 - mu) * g + mu * next : next];
};

const libraries = {
  keller: { momentum: mean, norm: (eps) => (length) => length + eps, adamw: "adamw/default" },
  torch: { momentum: mean, norm: (eps) => (length) => Math.max(length, eps), adamw: "adamw/torch" },
  optax: {
    momentum(m, g, mu, nesterov, t) {
      const next = mu * m + (1 - mu) * g;
      const ahead = (mu * next) / (1 - mu ** (t + 1)) + ((1 - mu) * g) / (1 - mu ** t);
      return [next, nesterov ? ahead : next / (1 - mu ** t)];
    },
    norm: (eps) => (length) => length + eps,
    adamw: "adamw/optax+nesterov",
    hasOneCount: true,
  },
  keras: {
    momentum(m, g, mu, nesterov) {
      const next = mu * m + g;
      return [next, nesterov ? g + mu * next : next];
    },
    norm: (eps) => (length) => length + eps,
    adamw: "adamw/keras",
    hasOneCount: true,
  },
} satisfies Record<string, Library>;

const form =
  (name: keyof typeof libraries) =>
  (n: number, options: O, shapes: Shapes): Oracle => {
    const { momentum, norm, adamw, hasOneCount }: Library = libraries[name];
    const { weightDecay, nesterov, eps, steps, cautious = false } = options;
    const all = spans(shapes);
    const others = all.filter(({ shape }) => shape.length !== 2);
    const { adamB1: b1, adamB2: b2, adamEps, adamWeightDecay } = options;
    const inner = {
      b1,
      b2,
      eps: adamEps,
      weightDecay: adamWeightDecay,
      ...(name === "optax" && { epsRoot: 0, nesterov }),
    };
    const adam = others.map(({ size, shape }) => adamwCases[adamw]!.create(size, inner, [shape]));
    const m = new Float64Array(n);
    let t = 0;
    const rateOf = (rate: number) => options.adamLearningRate ?? rate;
    const move = (p: Float64Array, g: Float64Array, { at, size, shape }: Span, rate: number) => {
      const [rows, columns] = shape as [number, number];
      const u: Rows = Array.from({ length: rows }, () => []);
      for (let i = 0; i < size; i++) {
        const [next, ahead] = momentum(m[at + i]!, g[at + i]!, options.momentum, nesterov, t);
        m[at + i] = next;
        u[Math.floor(i / columns)]!.push(ahead);
      }
      const o = iterated(u, norm(eps), steps).flat();
      for (let i = 0; i < size; i++) {
        const d = factor(options, [rows, columns]) * o[i]!;
        const decays = !cautious || d * p[at + i]! >= 0;
        p[at + i] = p[at + i]! * (1 - (decays ? rate * weightDecay : 0)) - rate * d;
      }
    };
    return {
      ...(hasOneCount && {
        skip(rate: number) {
          t += 1;
          for (const one of adam) one.skip!(rateOf(rate));
        },
      }),
      step(p, g, rate) {
        t += 1;
        for (const span of all) if (span.shape.length === 2) move(p, g, span, rate);
        for (const [index, { at, size }] of others.entries())
          adam[index]!.step(p.subarray(at, at + size), g.subarray(at, at + size), rateOf(rate));
      },
    };
  };

const shared = { momentum: 0.95, nesterov: true, steps: 5, adamB1: 0.9 };
const keller = {
  ...shared,
  ...{ learningRate: 0.02, weightDecay: 0, eps: 1e-7, scale: "original" },
  ...{ adamLearningRate: 3e-4, adamB2: 0.95, adamEps: 1e-10, adamWeightDecay: 0 },
};
const torch = {
  ...keller,
  ...{ learningRate: 0.001, weightDecay: 0.1, layout: "out,in" },
  ...{ adamLearningRate: 0.001, adamB2: 0.999, adamEps: 1e-8, adamWeightDecay: 0.01 },
};
const optax = {
  ...shared,
  ...{ learningRate: 0.02, weightDecay: 0, eps: 1e-8, scale: "original", layout: "in,out" },
  ...{ adamB2: 0.999, adamEps: 1e-8, adamWeightDecay: 0 },
};
const keras = {
  ...shared,
  ...{ learningRate: 0.001, weightDecay: 0.004, eps: 1e-7, scale: "matchRms" },
  ...{ adamB2: 0.999, adamEps: 1e-7, adamWeightDecay: 0.004 },
};
const quick = { momentum: 0.8, weightDecay: 0.2, adamB1: 0.8, adamB2: 0.9, adamWeightDecay: 0.1 };
const uneven = {
  ...keller,
  ...quick,
  nesterov: false,
  scale: "spectral",
  layout: "in,out",
  steps: 3,
  eps: 1e-3,
};

/** The table's rows for `muon`. */
export const muonCases: Record<string, OracleCase> = {
  "muon/default": oracleCase("muon", undefined, { ...keller, layout: "out,in" }, form("keller")),
  "muon/default+across": oracleCase(
    "muon",
    undefined,
    { ...keller, ...quick, layout: "in,out" },
    form("keller"),
  ),
  "muon/default+plain": oracleCase("muon", undefined, uneven, form("keller")),
  "muon/default+cautious": oracleCase(
    "muon",
    undefined,
    { ...keller, ...quick, scale: "none", cautious: true },
    form("keller"),
  ),
  "muon/torch": oracleCase("muon", "torch", torch, form("torch")),
  "muon/torch+matchRms": oracleCase(
    "muon",
    "torch",
    { ...torch, ...quick, scale: "matchRms" },
    form("torch"),
  ),
  "muon/torch+plain": oracleCase(
    "muon",
    "torch",
    { ...torch, ...quick, nesterov: false, scale: "spectral", steps: 3, eps: 1e-3 },
    form("torch"),
  ),
  "muon/optax": oracleCase("muon", "optax", optax, form("optax")),
  "muon/optax+plain": oracleCase("muon", "optax", { ...optax, ...quick, nesterov: false }, form("optax")),
  "muon/keras": oracleCase("muon", "keras", keras, form("keras")),
  "muon/keras+plain": oracleCase("muon", "keras", { ...keras, ...quick, nesterov: false }, form("keras")),
};
