/** What the forms of Muon differ in. */
import type { MatrixMomentum } from "../transforms/matrix-momentum.ts";
import type { ShapeScale } from "../transforms/scale-by-shape.ts";

/** Whose Muon: Keller Jordan's, PyTorch's, optax's, Keras's. */
export type MuonLike = "keller" | "torch" | "optax" | "keras";

/** A form and its defaults. */
interface MuonForm {
  readonly learningRate: number;
  readonly weightDecay: number;
  readonly eps: number;
  readonly scale: ShapeScale;
  readonly momentum: MatrixMomentum;
  /** That of the matrices where it is undefined. */
  readonly adamLearningRate: number | undefined;
  readonly adamB2: number;
  /** That of the norm where it is undefined. */
  readonly adamEps: number | undefined;
  readonly adamWeightDecay: number;
}

const keller: MuonForm = {
  learningRate: 0.02,
  weightDecay: 0,
  eps: 1e-7,
  scale: "original",
  momentum: "plain",
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
    ...{ learningRate: 0.001, weightDecay: 0.1 },
    ...{ adamLearningRate: 0.001, adamEps: 1e-8, adamWeightDecay: 0.01 },
  },
  optax: { ...one, eps: 1e-8, momentum: "unbiased", adamEps: undefined },
  keras: {
    ...one,
    ...{ learningRate: 0.001, weightDecay: 0.004, scale: "matchRms", momentum: "sum" },
    ...{ adamEps: 1e-7, adamWeightDecay: 0.004 },
  },
};
