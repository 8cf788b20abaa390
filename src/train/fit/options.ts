/** Options of `fit`. */
import type { Descent, DeviceName, Optimizer, Snapshot } from "../../index.ts";
import type { Jax } from "../models/model.ts";
import type { FitEvent } from "./events.ts";
import type { FitState } from "./result.ts";

/** A place in a run where it can be left and continued to the same bits. */
export interface Moment<P = unknown> {
  /** `every`: as often as was asked. `best`: an evaluation better than all before. `end`: the run ends here, for whatever reason. */
  readonly reason: "every" | "best" | "end";
  /** The run's state: JSON. */
  readonly state: FitState;
  /** The descent: `await save(descent, path, { extra: { fit: state } })`, or `descent.snapshot()`. */
  readonly descent: Descent<P>;
  /** Parameters of the best evaluation by path, where the best are kept and there is one; give them back in `resume`. */
  readonly best?: BestParams;
}

/** Parameters by path, flat. */
export type BestParams = Readonly<Record<string, Float32Array>>;

/** When `fit` writes checkpoints, and how. */
export interface CheckpointOptions<P = unknown> {
  /** Called at a step's end, and awaited before the next step. What it throws ends the run. */
  readonly save: (moment: Moment<P>) => unknown;
  /** Call it after every so many steps. */
  readonly everySteps?: number;
  /** Call it after every so many epochs. Default 1, if `everySteps` is not given. */
  readonly everyEpochs?: number;
}

/** Where to go on. */
export interface Resume {
  /** `moment.state`, as it was or through JSON. */
  readonly state: FitState;
  /** The snapshot of its descent. */
  readonly snapshot: Snapshot;
  /** `moment.best`, if there was one. */
  readonly best?: BestParams;
}

/** Early stopping. */
export interface EarlyStopping {
  /** Evaluations in a row that may be no better than the best before them. */
  readonly patience: number;
  /** How much better the metric must be to count as better. Default 0. */
  readonly minDelta?: number;
}

/** Options of `fit`, for examples `D` and parameters `P`. */
export interface FitOptions<D = unknown, P = unknown> {
  readonly optimizer: Optimizer;
  /** Passes over the training examples. Default 10. */
  readonly epochs?: number;
  /** Ends after so many steps, if that comes before the last epoch. */
  readonly steps?: number;
  /** Examples a gradient. Default 32, or all examples if they are fewer. */
  readonly batchSize?: number;
  /**
   * What becomes of the examples that do not fill the last batch of an epoch: a smaller batch (`keep`, the default; compiled once more),
   * or left out in this epoch (`drop`; the `start` event says how many).
   */
  readonly lastBatch?: "keep" | "drop";
  /** Determines split, order and initial values. Default 0. */
  readonly seed?: number;
  /** Whether the order is new in each epoch. Default true. */
  readonly shuffle?: boolean;
  /** Examples to validate on, or the fraction of `data` to set apart for it. Default: none. */
  readonly validation?: D | number;
  /** Evaluates after every so many steps, beside every epoch. */
  readonly evaluateEvery?: number;
  /** Examples at a time in evaluations. Default 256. */
  readonly evaluationBatch?: number;
  /** The metric that decides which evaluation is the best. Default `loss`. */
  readonly monitor?: string;
  /** Ends the run when the metric gets no better. Needs validation. */
  readonly earlyStopping?: EarlyStopping;
  /** Whether the result has the parameters of the best evaluation. Default: true with validation. */
  readonly keepBest?: boolean;
  /** The standard deviation by which targets were divided: metrics are given in the target's own units. Default 1. */
  readonly targetScale?: number;
  /** Norms in the events: of the whole (`true`, the default), of each tensor too, or none. */
  readonly measure?: boolean | "tensors";
  /** Called with each event, and awaited. */
  readonly callbacks?: ((event: FitEvent<P>) => unknown) | readonly ((event: FitEvent<P>) => unknown)[];
  /** Stops the run at the end of the present step. */
  readonly signal?: AbortSignal;
  readonly checkpoint?: CheckpointOptions<P>;
  readonly resume?: Resume;
  /** Initial parameters; a model that is a plain function needs them. */
  readonly params?: P;
  /** The copy of jax-js that traces. Default: the one that comes with `glissade/train`. */
  readonly jax?: Jax;
  /** The device of the optimizer. Default `auto`. */
  readonly device?: DeviceName;
}
