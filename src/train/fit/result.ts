/** What a run of `fit` ends with, and what it needs to go on later. Types only. */
import type { Live } from "../../index.ts";
import type { Metrics } from "../models/model.ts";
import type { RandomState } from "../random.ts";

/**
 * Why a run ended. `done`: all epochs. `early`: no better for `patience` evaluations. `stopped`: by the signal. `diverged`: a loss or a
 * parameter that is not finite.
 */
export type EndReason = "done" | "early" | "stopped" | "diverged";

/** An evaluation: after an epoch, or within one. */
export interface Evaluation {
  readonly step: number;
  /** Epochs completed. */
  readonly epoch: number;
  readonly trainLoss: number;
  readonly validation?: Metrics;
}

/** What a run ends with. */
export interface FitResult<P = unknown> {
  readonly reason: EndReason;
  /** The reason in a sentence. */
  readonly message: string;
  /** Number of steps taken. */
  readonly steps: number;
  /** Epochs completed; a fraction if it ended within one. */
  readonly epochs: number;
  /** The parameters to use: of the best evaluation if the best are kept, otherwise the last (averages, if the optimizer keeps them). */
  readonly params: Live<P>;
  /** The evaluation that the parameters belong to; undefined if there was none. */
  readonly best?: Evaluation;
  /** All evaluations, in order. */
  readonly history: readonly Evaluation[];
  /** Seconds of training, without evaluations and callbacks, since the run began or was resumed. */
  readonly seconds: number;
  /** The optimizer's share of those, in [0, 1]. */
  readonly optimizerShare: number;
}

/**
 * What a run needs to go on, beside the snapshot of its descent: JSON. The same model, data and options must be given again. Nothing in it
 * depends on the clock.
 */
export interface FitState {
  readonly version: 1;
  readonly step: number;
  /** Whole epochs completed. */
  readonly epoch: number;
  /** Batches of the present epoch that were used. */
  readonly batch: number;
  /** The generator of the present epoch's order, as it stood before shuffling. */
  readonly shuffling: RandomState;
  /** Sum of losses, and their number, since the last evaluation. */
  readonly trainLoss: readonly [sum: number, count: number];
  readonly history: readonly Evaluation[];
  /** Place in `history` of the best evaluation; its parameters are `best` of the checkpoint. */
  readonly best?: number;
  /** What the data and the options were, for a check: number of examples, batch size, seed. */
  readonly run: Readonly<Record<string, number | string>>;
}
