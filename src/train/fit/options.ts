/** Options of `fit`, and how they are read. */
import type { Jax as AnyJax } from "../../adapters/jax-js/index.ts";
import type { Descent, DeviceName, Optimizer } from "../../index.ts";
import type { Transport } from "../../mpi/transport.ts";
import { numberIn } from "../../options/interval.ts";
import { anything, callback, either, flag, kind, oneOf, record, text, whole } from "../../options/kinds.ts";
import { type Option, OptionError, readerOf, required } from "../../options/option.ts";
import { type Dataset, dataKind, type Examples } from "../data/examples.ts";
import { optimizer } from "../kinds.ts";
import type { Jax } from "../models/model.ts";
import type { FitEvent } from "./events.ts";
import type { Evaluation, Resume } from "./result.ts";

/** Data to train or to validate on: tensors whose first axis is the example, or anything that makes batches of them. */
export type FitData = Examples | Dataset<Examples>;

/** A place in a run from which it can go on to the same bits. */
export interface Moment<P = unknown> extends Omit<Resume, "snapshot"> {
  /** The descent: `await save(descent, path, { extra: { fit: state } })`, or `await descent.snapshot()`. */
  readonly descent: Descent<P>;
  /** The evaluation made at this place, if one was. */
  readonly evaluation?: Evaluation;
  /** Whether that is better than all before it. */
  readonly isBest: boolean;
  /** Whether the run ends here. */
  readonly isLast: boolean;
}

/**
 * When `fit` writes checkpoints, and how: as often as is asked, at every evaluation that is the best so far, and where the run ends, unless it
 * diverged.
 */
export interface CheckpointOptions<P = unknown> {
  /** Called between two steps, and awaited. What it throws ends the run. */
  readonly save: (moment: Moment<P>) => unknown;
  /** After every so many steps. */
  readonly everySteps?: number;
  /** After every so many epochs. Default 1 where `everySteps` is not given. */
  readonly everyEpochs?: number;
}

/** Early stopping, after Keras' callback of that name. */
export interface EarlyStopping {
  /** The run ends after so many evaluations in a row that are no better. */
  readonly patience: number;
  /** How much better the metric must be to count as better. Default 0. */
  readonly minDelta?: number;
}

/** Ranks that share a run: `connect()` of `glissade/mpi` gives a world, `alone` is a process by itself. */
export interface ParallelOptions {
  readonly world: Transport;
  /**
   * The parts of a batch, over all ranks. With the same number, any number of ranks up to it gives the same bits. Default: that of the run
   * that this one continues, else one for each rank.
   */
  readonly microBatches?: number;
  /**
   * `state`: ranks share the optimizer's states of elements, and each keeps and updates a part of them; the bits are the same. Default: each has
   * all. `checkpoint.save` is then called on every rank, for `save` and `openFolder` of `glissade/checkpoint`, which write a file for each.
   */
  readonly shard?: "state";
}

/** What an event is given to. */
export type FitCallback<P = unknown> = (event: FitEvent<P>) => unknown;

/** Options of `fit`, for parameters `P`. */
export interface FitOptions<P = unknown, J extends AnyJax = Jax> {
  readonly optimizer: Optimizer;
  /** Passes over the training examples. Default 10. */
  readonly epochs?: number;
  /** Ends after so many steps, if that comes before the end of the last epoch. */
  readonly steps?: number;
  /** Examples of a gradient. Default 32, or all if there are fewer. */
  readonly batchSize?: number;
  /**
   * What becomes of the examples that do not fill the last batch of an epoch: a smaller batch (`keep`, the default; its shape is compiled once
   * more, for a tenth of a second), or left out in that epoch (`drop`; the `start` event says how many).
   */
  readonly lastBatch?: "keep" | "drop";
  /** Determines split, order and initial values. Default 0. */
  readonly seed?: number;
  /** Whether every epoch has an order of its own. Default true; otherwise that of the data. */
  readonly shuffle?: boolean;
  /** Examples to validate on, or the fraction of `data` that is set apart for it. Default: none. */
  readonly validation?: FitData | number;
  /** Evaluates after every so many steps, besides after every epoch. */
  readonly evaluateEvery?: number;
  /** Examples at a time in evaluations. Default 256. */
  readonly evaluationBatch?: number;
  /** The metric of the validation that says which evaluation is the best. Default `loss`; `accuracy` and `r2` are best when largest. */
  readonly monitor?: string;
  /** Ends the run when that metric gets no better. Needs validation. */
  readonly earlyStopping?: EarlyStopping;
  /** Whether the result has the parameters of the best evaluation. Default: true with validation. */
  readonly keepBest?: boolean;
  /** The standard deviation by which targets were divided: metrics are then in the target's own units. Default 1. */
  readonly targetScale?: number;
  /** Norms in the events: of the whole (`true`, the default), of each tensor too (`"tensors"`), or none. */
  readonly measure?: boolean | "tensors";
  /** Called with each event, one after the other, and awaited. */
  readonly callbacks?: FitCallback<P> | readonly FitCallback<P>[];
  /** Ends the run after the present step. */
  readonly signal?: { readonly aborted: boolean };
  readonly checkpoint?: CheckpointOptions<P>;
  /**
   * Where another run stood. Hyperparameters that are numbers stay as they were there, whatever `optimizer` says now; schedules are those of
   * `optimizer`.
   */
  readonly resume?: Resume;
  /** Initial parameters. A model that is a function needs them. */
  readonly params?: P;
  /** The copy of jax-js that traces. Default: the one that `glissade/train` hands out. One of your own must be ready: `await jax.init()`. */
  readonly jax?: J;
  /** The device of the optimizer. Default `auto`. */
  readonly device?: DeviceName;
  /**
   * The number of threads of its steps, from 1 to 16, or `"auto"` (default): as many as pay, for models of 32,768 parameters or more;
   * with `parallel`, the processors that this rank may use, divided by the ranks that share them.
   */
  readonly threads?: number | "auto";
  /**
   * Shares each batch among processes, which all call `fit` with the same model, data and options. `batchSize` is that of a whole step, cut
   * into micro-batches whose sizes differ by at most one. Evaluations and checkpoints are made on rank 0, and a run that is stopped on one rank
   * ends on all.
   */
  readonly parallel?: ParallelOptions;
}

/** jax-js, the module. */
export const jaxKind: Option = kind(
  "jax-js, the module",
  (value) => typeof (value as AnyJax | null)?.valueAndGrad === "function",
);

const functions = kind("a function or a list of functions", (value) =>
  [value].flat().every((one) => typeof one === "function"),
);

const read = readerOf<FitOptions>("fit", {
  optimizer: required(optimizer),
  epochs: whole(1),
  steps: whole(1),
  batchSize: whole(1),
  lastBatch: oneOf("keep", "drop"),
  seed: whole(0),
  shuffle: flag,
  validation: either(numberIn("(0, 1)"), dataKind),
  evaluateEvery: whole(1),
  evaluationBatch: whole(1),
  monitor: text,
  earlyStopping: record,
  keepBest: flag,
  targetScale: numberIn("(0, inf)"),
  measure: either(flag, oneOf("tensors")),
  callbacks: functions,
  signal: kind("an AbortSignal", (value) => typeof (value as AbortSignal | null)?.aborted === "boolean"),
  checkpoint: record,
  resume: record,
  params: anything,
  jax: jaxKind,
  device: anything,
  threads: either(whole(1, 16), oneOf("auto")),
  parallel: record,
});

const readStopping = readerOf<EarlyStopping>("fit, earlyStopping", {
  patience: required(whole(1)),
  minDelta: numberIn("[0, inf)"),
});

const readParallel = readerOf<ParallelOptions>("fit, parallel", {
  world: required(
    kind("what connect() of glissade/mpi gives, or alone", (value) =>
      Number.isInteger((value as Partial<Transport> | null)?.size),
    ),
  ),
  microBatches: whole(1),
  shard: oneOf("state"),
});

const readCheckpoint = readerOf<CheckpointOptions>("fit, checkpoint", {
  save: required(callback()),
  everySteps: whole(1),
  everyEpochs: whole(1),
});

const defaults = {
  epochs: 10,
  lastBatch: "keep",
  seed: 0,
  shuffle: true,
  evaluationBatch: 256,
  monitor: "loss",
  measure: true,
  device: "auto",
  threads: "auto",
} as const;

/** Options as `fit` uses them. */
export type Settings = FitOptions & Required<Pick<FitOptions, keyof typeof defaults | "keepBest">>;

/** Checks options and adds defaults. @throws OptionError */
export function readFit(options: unknown): Settings {
  const given = read(options as FitOptions);
  if ((given.device as string | undefined) === "webgpu")
    throw new OptionError(
      'fit: device "webgpu" answers later than fit asks; use "auto", "wasm", "js" or "native"',
    );
  const hasValidation = given.validation !== undefined;
  const needing = (["earlyStopping", "monitor", "keepBest"] as const).find((option) => given[option]);
  if (needing && !hasValidation) {
    throw new OptionError(
      `fit: ${needing} needs validation: a fraction of the data such as 0.2, or examples of their own`,
    );
  }
  return {
    ...defaults,
    keepBest: hasValidation,
    ...given,
    ...(given.earlyStopping && { earlyStopping: readStopping(given.earlyStopping) }),
    ...(given.checkpoint && { checkpoint: readCheckpoint(given.checkpoint) }),
    ...(given.parallel && { parallel: readParallel(given.parallel) }),
  };
}
