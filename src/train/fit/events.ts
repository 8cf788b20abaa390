/** What a run of `fit` says while it goes on. Plain objects; `training.ts` makes them. */
import type { TensorStep } from "../../index.ts";
import type { Metrics } from "../models/model.ts";
import type { FitResult } from "./result.ts";

/** The first event. */
export interface StartEvent {
  readonly type: "start";
  readonly model: string;
  /** Number of parameters. */
  readonly parameters: number;
  /** Number of examples to train on. */
  readonly trainCount: number;
  /** Number of examples to validate on; 0 for none. */
  readonly validationCount: number;
  /** Number of batches in an epoch. */
  readonly batchesPerEpoch: number;
  /** Examples that an epoch leaves out (`lastBatch: "drop"`); others in each epoch, by the shuffling. */
  readonly droppedPerEpoch: number;
  /** Steps already taken by the run that this one continues. */
  readonly resumedAt: number;
}

/** After every step of the optimizer. */
export interface StepEvent {
  readonly type: "step";
  /** Number of steps taken, counted from 1 over all epochs. */
  readonly step: number;
  /** The epoch, counted from 1. */
  readonly epoch: number;
  /** Epochs completed, with the fraction of the present one. */
  readonly progress: number;
  /** Mean loss of the step's batches, at the parameters before it. */
  readonly loss: number;
  /** The learning rate, where the optimizer has one hyperparameter of that name. */
  readonly learningRate?: number;
  /** Norms of all gradients and of what the step added; undefined with `measure: false`. */
  readonly gradNorm?: number;
  readonly updateNorm?: number;
  /** By path, with `measure: "tensors"`. */
  readonly tensors?: Readonly<Record<string, TensorStep>>;
  /** Whether the step was taken, or declined by `skipNonFinite()`. */
  readonly taken: boolean;
  /** Milliseconds of the step: all of it, and the optimizer's part of it. */
  readonly milliseconds: number;
  readonly optimizerMilliseconds: number;
}

/** After every epoch, and after every evaluation within one (`evaluateEvery`). */
export interface EpochEvent {
  readonly type: "epoch";
  readonly step: number;
  /** Epochs completed; a fraction for an evaluation within an epoch. */
  readonly epoch: number;
  /** Mean loss of the batches since the last such event, each at the parameters of its step. */
  readonly trainLoss: number;
  /** Metrics of the validation examples; undefined without them. */
  readonly validation?: Metrics;
  /** Whether this is the best so far. */
  readonly isBest: boolean;
  /** Seconds of training so far, without evaluations and callbacks. */
  readonly seconds: number;
  /** The optimizer's share of those, in [0, 1]. */
  readonly optimizerShare: number;
}

/** The last event. */
export interface EndEvent<P = unknown> {
  readonly type: "end";
  readonly result: FitResult<P>;
}

/** What a run says. */
export type FitEvent<P = unknown> = StartEvent | StepEvent | EpochEvent | EndEvent<P>;
