/**
 * What `glissade train` trains, whatever it comes from: data-training.ts makes one of the user's data, workloads.ts those of the
 * public workloads, fit.ts runs it. Types only.
 */
import type { JsonRecord } from "../../checkpoint/index.ts";
import type { DeviceName, Optimizer } from "../../index.ts";
import type { FitOptions, Model } from "../../train/index.ts";
import type { TrainingData } from "../options/training-data.ts";
import type { CheckpointChoice, RunRecord } from "./checkpoints.ts";

/** An optimizer, a model, data, and how long. */
export interface Training {
  readonly optimizer: Optimizer;
  readonly model: Model;
  readonly data: TrainingData;
  readonly seed: number;
  readonly epochs: number;
  /** Ends after so many steps, if that comes before the end of the last epoch. */
  readonly steps?: number | undefined;
  /** Further options of `fit`. */
  readonly settings: Pick<
    FitOptions,
    "batchSize" | "earlyStopping" | "evaluateEvery" | "evaluationBatch" | "keepBest"
  >;
  /** What a run that goes on must have been begun with. */
  readonly record: RunRecord;
  /** What is saved with the model. */
  readonly extra?: JsonRecord;
  /** A public result to stand beside the run's own. */
  readonly beside?: string;
}

/** What the command's options say of any run: what is kept of it and shown. */
export interface RunChoice extends CheckpointChoice {
  readonly device?: DeviceName;
  readonly microBatches?: number;
  readonly shard?: "state";
  readonly heartbeat?: "off";
  readonly save?: string;
  readonly json?: boolean;
  readonly tensorboard?: string;
}
