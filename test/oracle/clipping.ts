// Oracles for what limits gradients, before a step with the learning rate. Sources: Pascanu, Mikolov, Bengio: On the
// difficulty of training recurrent neural networks, ICML 2013; Shazeer, Stern: Adafactor, ICML 2018, section 6; Brock, De,
// Smith, Simonyan: High-Performance Large-Scale Image Recognition Without Normalization, ICML 2021, equation 3; optax.clip,
// clip_by_block_rms, clip_by_global_norm, adaptive_grad_clip; torch's clip_grad_norm_; keras' clip_by_norm.
import { type Demands, type Oracle, type OracleCase, oracleCase, type Shapes } from "./case.ts";
import { norm, rms, type Span } from "./tensors.ts";
import { along, multiply, perTensor } from "./transformation.ts";

type MaxNorm = { learningRate: number; maxNorm: number };
type Adaptive = { learningRate: number; clipping: number; eps: number; units: string };

function clip(_: number, { maxDelta }: { learningRate: number; maxDelta: number }): Oracle {
  return along((g) => {
    for (let i = 0; i < g.length; i++) g[i] = Math.min(Math.max(g[i]!, -maxDelta), maxDelta);
  });
}

/** Each tensor by itself. */
function clipByNorm(_: number, { maxNorm }: MaxNorm, shapes: Shapes): Oracle {
  return perTensor(shapes, (g, _, span) => multiply(g, span, maxNorm / Math.max(norm(g, span), maxNorm)));
}

function clipByBlockRms(
  _: number,
  { threshold }: { learningRate: number; threshold: number },
  shapes: Shapes,
): Oracle {
  return perTensor(shapes, (g, _, span) => multiply(g, span, 1 / Math.max(1, rms(g, span) / threshold)));
}

/** One norm over all tensors, to which torch adds 1e-6. */
const clipByGlobalNorm =
  (added: number) =>
  (n: number, { maxNorm }: MaxNorm): Oracle =>
    along((g) => {
      const all = { at: 0, size: n };
      const length = norm(g, { ...all, shape: [n] }) + added;
      if (length >= maxNorm) multiply(g, all, maxNorm / length);
    });

/**
 * The elements of each unit of a tensor: the slices along the first axis or the columns of the last two; a vector is
 * one unit, and so is a number.
 */
export function unitsOf({ at, size, shape }: Span, units: string): number[][] {
  const [rows, columns] = [shape.at(-2) ?? 1, shape.at(-1) ?? 1];
  const unitOf = (i: number): number => {
    if (shape.length < 2) return 0;
    // By columns, what has one axis longer than 1 is a vector.
    if (units === "columns" && Math.max(...shape) === size) return 0;
    if (units === "rows") return Math.floor(i / (size / shape[0]!));
    return Math.floor(i / (rows * columns)) * columns + (i % columns);
  };
  const found: number[][] = [];
  for (let i = 0; i < size; i++) {
    found[unitOf(i)] ??= [];
    found[unitOf(i)]!.push(at + i);
  }
  return found;
}

/** A unit's gradient is at most `clipping` times as long as its parameters, which are at least eps long. */
function adaptiveGradClip(_: number, { clipping, eps, units }: Adaptive, shapes: Shapes): Oracle {
  const length = (x: Float64Array, unit: readonly number[]): number =>
    Math.sqrt(unit.reduce((sum, i) => sum + x[i]! * x[i]!, 0));
  return perTensor(shapes, (g, p, span) => {
    for (const unit of unitsOf(span, units)) {
      const longest = clipping * Math.max(length(p, unit), eps);
      const found = length(g, unit);
      if (found < longest) continue;
      for (const i of unit) g[i] = (g[i]! * longest) / Math.max(found, 1e-6);
    }
  });
}

const clipped = (maxDelta: number) => oracleCase("clip", undefined, { learningRate: 0.1, maxDelta }, clip);
const ofTensors = (maxNorm: number) =>
  oracleCase("clipByNorm", undefined, { learningRate: 0.1, maxNorm }, clipByNorm);
const ofBlocks = (threshold: number) =>
  oracleCase("clipByBlockRms", undefined, { learningRate: 0.1, threshold }, clipByBlockRms);
const ofAll = (like: "torch" | "optax" | undefined, maxNorm: number) =>
  oracleCase(
    "clipByGlobalNorm",
    like,
    { learningRate: 0.1, maxNorm },
    clipByGlobalNorm(like === "torch" ? 1e-6 : 0),
  );
const adaptive = (changed: Partial<Adaptive>, demands?: Demands) =>
  oracleCase(
    "adaptiveGradClip",
    undefined,
    { learningRate: 0.1, clipping: 0.05, eps: 1e-3, units: "rows", ...changed },
    adaptiveGradClip,
    demands,
  );

/** So small a limit that gradients shorter than 1e-6 are above it. */
const tiny = { learningRate: 10, clipping: 1e-7, eps: 0.01 };

/** A limit of 2^-26, which a gradient meets. */
const met = { learningRate: 10, clipping: 2 ** -20, eps: 2 ** -6 };

/** The table's rows for `clip`, `clipBy...` and `adaptiveGradClip`. */
export const clippingCases: Record<string, OracleCase> = {
  "clip/default": clipped(1),
  "clip/default+maxDelta": clipped(0.3),
  "clipByNorm/default": ofTensors(1),
  "clipByNorm/default+maxNorm": ofTensors(40),
  "clipByBlockRms/default": ofBlocks(1),
  "clipByBlockRms/default+threshold": ofBlocks(0.2),
  "clipByGlobalNorm/default": ofAll(undefined, 1),
  "clipByGlobalNorm/default+maxNorm": ofAll(undefined, 300),
  "clipByGlobalNorm/optax": ofAll("optax", 20),
  "clipByGlobalNorm/torch": ofAll("torch", 1),
  "clipByGlobalNorm/torch+maxNorm": ofAll("torch", 20),
  "adaptiveGradClip/default": adaptive({}),
  "adaptiveGradClip/default+eps": adaptive({ clipping: 0.5, eps: 2 }),
  "adaptiveGradClip/default+columns": adaptive({ clipping: 0.1, eps: 1.2, units: "columns" }, { flat: true }),
  "adaptiveGradClip/default+met": adaptive(met),
  "adaptiveGradClip/default+columns+met": adaptive({ ...met, units: "columns" }, { flat: true }),
  "adaptiveGradClip/default+tiny": adaptive(tiny, { faint: true }),
  "adaptiveGradClip/default+columns+tiny": adaptive(
    { ...tiny, units: "columns" },
    { faint: true, flat: true },
  ),
};
