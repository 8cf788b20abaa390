/** What the forms of Muon differ in. */
import type { Like } from "../compose/presets.ts";
import { type Coefficients, searched } from "../transforms/coefficients.ts";
import type { MatrixMomentum } from "../transforms/matrix-momentum.ts";
import type { ShapeScale } from "../transforms/scale-by-shape.ts";

/** Whose Muon: Keller Jordan's, PyTorch's, optax's, Keras's, that of timm, that of the code for Dion. */
export type MuonLike = "keller" | "torch" | "optax" | "keras" | "timm" | "dion";

/** A form and its defaults. */
interface MuonForm {
  readonly learningRate: number;
  readonly weightDecay: number;
  readonly eps: number;
  readonly scale: ShapeScale;
  readonly nesterov: boolean;
  readonly coefficients?: Coefficients;
  /** Whether the norm is at least `eps`, instead of more by it. */
  readonly isClamped?: boolean;
  /** What the momentum is. */
  readonly sums: MatrixMomentum;
  /** That of the matrices where it is undefined. */
  readonly adamLearningRate: number | undefined;
  readonly adamB2: number;
  /** That of the norm where it is undefined. */
  readonly adamEps: number | undefined;
  /** That of the matrices where it is undefined. */
  readonly adamWeightDecay: number | undefined;
  /** The form of AdamW; without it the library's own. */
  readonly adamLike?: Like | undefined;
}

const keller: MuonForm = {
  learningRate: 0.02,
  weightDecay: 0,
  eps: 1e-7,
  scale: "original",
  nesterov: true,
  sums: "plain",
  adamLearningRate: 3e-4,
  adamB2: 0.95,
  adamEps: 1e-10,
  adamWeightDecay: 0,
};

/** What the others share. */
const usual: MuonForm = { ...keller, adamB2: 0.999 };
/** The rate of all others is that of matrices. */
const one = { ...usual, adamLearningRate: undefined };

/** All of them. */
export const formsOfMuon: Readonly<Record<MuonLike, MuonForm>> = {
  keller,
  torch: {
    ...usual,
    ...{ learningRate: 0.001, weightDecay: 0.1, isClamped: true, adamLike: "torch" },
    ...{ adamLearningRate: 0.001, adamEps: 1e-8, adamWeightDecay: 0.01 },
  },
  optax: { ...one, eps: 1e-8, sums: "unbiased", adamEps: undefined, adamLike: "optax" },
  keras: {
    ...one,
    ...{ learningRate: 0.001, weightDecay: 0.004, scale: "matchRms", sums: "sum" },
    ...{ adamEps: 1e-7, adamWeightDecay: 0.004, adamLike: "keras" },
  },
  timm: {
    ...{ ...one, scale: "matchRms", nesterov: false, coefficients: searched, isClamped: true },
    ...{ adamB2: 0.95, adamEps: undefined, adamWeightDecay: undefined, adamLike: "torch" },
  },
  dion: {
    ...{ ...one, learningRate: 0.01, weightDecay: 0.01, eps: 1e-8, scale: "spectral", nesterov: false },
    ...{ sums: "sum", coefficients: "polarExpress" },
    ...{ adamB2: 0.95, adamEps: undefined, adamWeightDecay: undefined, adamLike: "torch" },
  },
};
