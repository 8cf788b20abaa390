/** What a run of `fit` ends with, and what it needs to go on later. Types only. */
import type { Live, Snapshot } from "../../index.ts";
import type { Metrics } from "../models/model.ts";
import type { RandomState } from "../random.ts";
import type { BestParams } from "./best-params.ts";

/**
 * Why a run ended. `done`: all epochs, or all steps. `early`: no better for `patience` evaluations. `stopped`: by the signal or `stop()`.
 * `diverged`: a loss, a gradient or an update that is not finite, or too many declined steps.
 */
export type EndReason = "done" | "early" | "stopped" | "diverged";

/** An evaluation: after an epoch, or within one. */
export interface Evaluation {
  readonly step: number;
  /** Epochs completed; a fraction within one. */
  readonly epoch: number;
  /** Mean loss of the batches since the evaluation before, each at the parameters of its step. */
  readonly trainLoss: number;
  /** Metrics of the validation examples, if there are any. */
  readonly validation?: Metrics;
}

/**
 * What a run needs to go on, beside the snapshot of its descent: JSON. The same model, data and options must be given again; `epochs`,
 * `steps` and what only watches may differ. Nothing in it depends on the clock.
 */
export interface FitState {
  readonly version: 1;
  readonly step: number;
  /** Whole epochs completed. */
  readonly epoch: number;
  /** Batches of the present epoch that were used. */
  readonly batch: number;
  /** The generator of orders as it stood before the order of the present epoch. */
  readonly shuffling: RandomState;
  /** Sum of the losses since the last evaluation, and their number. */
  readonly trainLoss: readonly [sum: number, count: number];
  readonly history: readonly Evaluation[];
  /** What data and options were, to notice others. */
  readonly run: Readonly<Record<string, string | number | boolean>>;
}

/** Where to go on: what `checkpoint.save` gets, or `result.resume`. */
export interface Resume {
  /** The run's state, as it was or through JSON. */
  readonly state: FitState;
  /** The snapshot of its descent. */
  readonly snapshot: Snapshot;
  /** Parameters of the best evaluation by path, where the best are kept and there is one. */
  readonly best?: BestParams;
}

/** What a run ends with. */
export interface FitResult<P = unknown> {
  readonly reason: EndReason;
  /** The reason in a sentence. */
  readonly message: string;
  /** Number of steps taken, declined ones too. */
  readonly steps: number;
  /** Epochs completed; a fraction if it ended within one. */
  readonly epochs: number;
  /**
   * The parameters to use: of the best evaluation where the best are kept (`keepBest`), otherwise the last. Of an optimizer that keeps
   * averages, the averages.
   */
  readonly params: Live<P>;
  /** The best evaluation; undefined without validation. */
  readonly best?: Evaluation;
  /** All evaluations, in order. */
  readonly history: readonly Evaluation[];
  /** Seconds of training since the run began or was resumed, without evaluations, callbacks and checkpoints. */
  readonly seconds: number;
  /** The optimizer's share of those, in [0, 1]. */
  readonly optimizerShare: number;
  /** To go on from here: `fit(model, data, { ...options, resume: result.resume })`. Undefined if it diverged. */
  readonly resume?: Resume;
}
