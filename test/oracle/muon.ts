// Oracles for Muon: hidden weights, here all tensors of two axes, by orthogonalised momentum, all others by AdamW. Sources: Jordan et al.,
// 2024, and KellerJordan/Muon@857d1ad muon.py (default, without its rounding to bfloat16); torch 2.15 torch/optim/_muon.py; optax 0.2.8
// contrib/_muon.py; keras 3.15.1 muon.py; timm 1.0.31 timm/optim/muon.py; microsoft/dion@0a059a4 muon.py. A matrix is turned so that it has no more rows than columns, as all of them do.
import { adamwCases } from "./adamw.ts";
import { type Oracle, type OracleCase, oracleCase, type Shapes } from "./case.ts";
import { iterated, type Rows, type Triple } from "./newton-schulz.ts";
import { spans } from "./tensors.ts";

/** What rows of the family have. */
export type MuonOptions = {
  learningRate: number;
  weightDecay: number;
  momentum: number;
  nesterov: boolean;
  eps: number;
  /** Guards the norm, where that is not `eps`. */
  normEps?: number;
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

function factor({ scale, layout }: MuonOptions, [rows, columns]: readonly [number, number]): number {
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
  /** One for each step; without it the same quintic in all. */
  readonly triples?: readonly Triple[];
}

const mean: Library["momentum"] = (m, g, mu, nesterov) => {
  const next = m + (1 - mu) * (g - m);
  return [next, nesterov ? (1 - mu) * g + mu * next : next];
};

const sum: Library["momentum"] = (m, g, mu, nesterov) => {
  const next = mu * m + g;
  return [next, nesterov ? g + mu * next : next];
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
    momentum: sum,
    norm: (eps) => (length) => length + eps,
    adamw: "adamw/keras",
    hasOneCount: true,
  },
  timm: {
    momentum: mean,
    norm: (eps) => (length) => Math.max(length, eps),
    adamw: "adamw/torch",
    triples: [
      [4.0848, -6.8946, 2.927],
      [3.9505, -6.3029, 2.6377],
      [3.7418, -5.5913, 2.3037],
      [2.8769, -3.1427, 1.2046],
      [2.8366, -3.0525, 1.2012],
    ],
  },
  dion: {
    momentum: sum,
    norm: (eps) => (length) => 1.02 * length + eps,
    adamw: "adamw/torch",
    triples: [
      [8.156554524902461, -22.48329292557795, 15.878769915207462],
      [4.042929935166739, -2.808917465908714, 0.5000178451051316],
      [3.8916678022926607, -2.772484153217685, 0.5060648178503393],
      [3.285753657755655, -2.3681294933425376, 0.46449024233003106],
      [2.3465413258596377, -1.7097828382687081, 0.42323551169305323],
    ],
  },
} satisfies Record<string, Library>;

/** What becomes of orthogonal matrices before their scale: a function for each tensor, which keeps what it needs of earlier steps. */
export type After<O> = (options: O, shape: readonly number[]) => (orthogonal: Rows, t: number) => Rows;

/** The form of a library, or one that goes on where the library has an orthogonal matrix, that of the momentum or of its sign. */
export const muonForm =
  <O extends MuonOptions>(name: keyof typeof libraries, after: After<O> = () => (o) => o, isSigned = false) =>
  (n: number, options: O, shapes: Shapes): Oracle => {
    const before = isSigned ? Math.sign : (value: number) => value;
    const { momentum, norm, adamw, hasOneCount, triples }: Library = libraries[name];
    const { weightDecay, nesterov, steps, cautious = false } = options;
    const each = triples ?? Array.from({ length: steps }, (): Triple => [3.4445, -4.775, 2.0315]);
    const all = spans(shapes);
    const normalize = all.map(({ shape }) => after(options, shape));
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
    const move = (p: Float64Array, g: Float64Array, index: number, rate: number) => {
      const { at, size, shape } = all[index]!;
      const [rows, columns] = shape as [number, number];
      const u: Rows = Array.from({ length: rows }, () => []);
      for (let i = 0; i < size; i++) {
        const [next, ahead] = momentum(m[at + i]!, g[at + i]!, options.momentum, nesterov, t);
        m[at + i] = next;
        u[Math.floor(i / columns)]!.push(before(ahead));
      }
      const o = normalize[index]!(iterated(u, norm(options.normEps ?? options.eps), each), t).flat();
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
        for (const [index, { shape }] of all.entries()) if (shape.length === 2) move(p, g, index, rate);
        for (const [index, { at, size }] of others.entries())
          adam[index]!.step(p.subarray(at, at + size), g.subarray(at, at + size), rateOf(rate));
      },
    };
  };

const shared = { momentum: 0.95, nesterov: true, steps: 5, adamB1: 0.9 };
/** The defaults of Keller Jordan's code. */
export const keller = {
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
const timm = {
  ...shared,
  ...{ learningRate: 0.02, weightDecay: 0, nesterov: false, eps: 1e-7, scale: "matchRms" },
  ...{ adamB2: 0.95, adamEps: 1e-7, adamWeightDecay: 0 },
};
const dion = {
  ...shared,
  ...{
    learningRate: 0.01,
    weightDecay: 0.01,
    nesterov: false,
    eps: 1e-8,
    scale: "spectral",
    layout: "out,in",
  },
  ...{ adamB2: 0.95, adamEps: 1e-8, adamWeightDecay: 0.01 },
};
/** Other values. */
export const quick = { momentum: 0.8, weightDecay: 0.2, adamB1: 0.8, adamB2: 0.9, adamWeightDecay: 0.1 };
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
  "muon/default": oracleCase("muon", undefined, { ...keller, layout: "out,in" }, muonForm("keller")),
  "muon/default+across": oracleCase(
    "muon",
    undefined,
    { ...keller, ...quick, layout: "in,out" },
    muonForm("keller"),
  ),
  "muon/default+plain": oracleCase("muon", undefined, uneven, muonForm("keller")),
  "muon/default+cautious": oracleCase(
    "muon",
    undefined,
    { ...keller, ...quick, scale: "none", cautious: true },
    muonForm("keller"),
  ),
  "muon/default+gram": oracleCase(
    "muon",
    undefined,
    { ...keller, ...quick, layout: "out,in", form: "gram" },
    muonForm("keller"),
  ),
  "muon/torch": oracleCase("muon", "torch", torch, muonForm("torch")),
  "muon/torch+matchRms": oracleCase(
    "muon",
    "torch",
    { ...torch, ...quick, scale: "matchRms" },
    muonForm("torch"),
  ),
  "muon/torch+plain": oracleCase(
    "muon",
    "torch",
    { ...torch, ...quick, nesterov: false, scale: "spectral", steps: 3, eps: 1e-3 },
    muonForm("torch"),
  ),
  "muon/optax": oracleCase("muon", "optax", optax, muonForm("optax")),
  "muon/optax+plain": oracleCase("muon", "optax", { ...optax, ...quick, nesterov: false }, muonForm("optax")),
  "muon/timm": oracleCase("muon", "timm", timm, muonForm("timm")),
  "muon/timm+quick": oracleCase(
    "muon",
    "timm",
    {
      ...timm,
      ...quick,
      eps: 1e-3,
      adamEps: 1e-3,
      adamWeightDecay: 0.2,
      scale: "original",
      layout: "out,in",
    },
    muonForm("timm"),
  ),
  "muon/dion": oracleCase("muon", "dion", dion, muonForm("dion")),
  "muon/dion+quick": oracleCase(
    "muon",
    "dion",
    { ...dion, ...quick, eps: 1e-3, adamEps: 1e-3, adamWeightDecay: 0.2, scale: "matchRms", nesterov: true },
    muonForm("dion"),
  ),
  "muon/keras": oracleCase("muon", "keras", keras, muonForm("keras")),
  "muon/keras+plain": oracleCase("muon", "keras", { ...keras, ...quick, nesterov: false }, muonForm("keras")),
};
