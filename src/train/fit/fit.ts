/**
 * `fit`: trains a model on data. It checks data and options, splits and seeds, and hands over to the loop in `training.ts`. It writes no
 * files and runs in a page.
 */
import type { Jax as AnyJax } from "../../adapters/jax-js/index.ts";
import { kind } from "../../options/kinds.ts";
import { argumentOf, OptionError } from "../../options/option.ts";
import { dataKind } from "../data/examples.ts";
import { jax as ourJax } from "../jax.ts";
import { checkParams } from "../models/check-params.ts";
import { isModel, type Jax, type Loss, type Model } from "../models/model.ts";
import { random } from "../random.ts";
import { Channel } from "./channel.ts";
import type { FitEvent } from "./events.ts";
import type { Job } from "./job.ts";
import { type FitCallback, type FitData, type FitOptions, readFit, type Settings } from "./options.ts";
import { Progress } from "./progress.ts";
import { Ranks } from "./ranks.ts";
import type { FitResult, FitState } from "./result.ts";
import { checkFor, type Source, sourceOf, split } from "./source.ts";
import { train } from "./training.ts";

/** A run of `fit`, which goes on by itself. */
export interface FitRun<P = unknown> extends AsyncIterable<FitEvent<P>> {
  /** What it ends with. Rejected for what fails; a run that diverges or is stopped does not fail. */
  readonly result: Promise<FitResult<P>>;
  /** Where it stands, between its last step and the next. */
  readonly state: FitState;
  /** Ends it after the present step. */
  stop(): void;
}

const checkModel = argumentOf<unknown>(
  "fit",
  "model",
  kind(
    'a model such as modelFrom("mlp:64,64", { ... }), or a function of parameters and a batch that returns the loss',
    (value) => typeof value === "function" || isModel(value),
  ),
);
const checkData = argumentOf<FitData>("fit", "data", dataKind);

/**
 * Trains a model.
 *
 * The order of examples, the split and the initial values come from one seed: on one machine and engine the same call gives the same bits. On
 * others the last bits may differ, since jax-js uses fused multiply-add where there is some. The thread is given back after every 12 ms of
 * work, between two steps, so that a page stays alive; steps that take longer than a frame belong in a worker.
 *
 * @param model - a model, or a loss: a function of parameters and a batch, `(params, batch, jax) => scalar`, with initial `params` in the options.
 * @param data - examples, `{ x: { data, shape: [n, 8] }, y: { data, shape: [n] } }`, or a data set with `count` and `batch(indices)`.
 * @returns the run. Read its events, `for await (const event of run)`, from its beginning on and as fast as you like: it does not wait
 *   for readers, but for `callbacks`. Leaving the loop does not end the run.
 * @throws OptionError for options, ModelError for data that do not fit the model; both at once. `result` is rejected with JaxError for a function that
 *   jax-js cannot trace, or that was written with another copy of it.
 * @example
 * const x = { data: Float32Array.of(0, 1, 2, 3), shape: [4, 1] };
 * const y = { data: Float32Array.of(1, 3, 5, 7), shape: [4] };
 * const line = modelFrom("linear", { features: 1 });
 * const run = fit(line, { x, y }, { optimizer: sgd({ learningRate: 0.1 }), epochs: 20 });
 * for await (const event of run) if (event.type === "end") console.log(event.result.message);
 * const { params, history } = await run.result;
 * history.length // 20
 */
export function fit<P>(model: Model<P>, data: FitData, options: FitOptions<P>): FitRun<P>;
export function fit<P, J extends AnyJax = Jax>(
  loss: Loss<P, J>,
  data: FitData,
  options: FitOptions<P, J> & { readonly params: P },
): FitRun<P>;
export function fit<P>(given: unknown, data: FitData, options: unknown): FitRun<P> {
  checkModel(given);
  checkData(data);
  const settings = readFit(options);
  const model = modelOf<P>(given, settings);
  const check = checkFor(model);
  const [training, validation] = parts(sourceOf(data, check), settings, check);
  const batchSize = sizeOfBatch(settings, training.count);
  const batches = training.count / batchSize;
  const batchesPerEpoch = settings.lastBatch === "drop" ? Math.floor(batches) : Math.ceil(batches);
  const { seed, shuffle, lastBatch, monitor, signal } = settings;
  const ranks = new Ranks(settings);
  const progress = new Progress(
    {
      model: model.name,
      seed,
      examples: training.count,
      batchSize,
      shuffle,
      lastBatch,
      monitor,
      validation: validation?.count ?? 0,
      ...(ranks.microBatches !== undefined && { microBatches: ranks.microBatches }),
    },
    batchesPerEpoch,
  );
  if (settings.resume) progress.resume(settings.resume);
  const channel = new Channel<FitEvent<P>>();
  const callbacks = [settings.callbacks ?? []].flat() as readonly FitCallback[];
  let isStopped = false;
  const begin = async (): Promise<FitResult<P>> => {
    // One turn later, so that whoever reads the events gets the first.
    await undefined;
    if (settings.jax === undefined) await ourJax.init("wasm");
    return train({
      model,
      jax: (settings.jax ?? ourJax) as Jax,
      settings,
      batchSize,
      batchesPerEpoch,
      train: training,
      validation,
      progress,
      params: (settings.params ?? model.init(random(seed).fork("initial values"))) as P,
      emit: async (event) => {
        for (const callback of callbacks) await callback(event as FitEvent);
        channel.send(event);
      },
      ranks,
      isStopped: () => isStopped || (signal?.aborted ?? false),
    } satisfies Job<P>);
  };
  const result = begin().then(
    (done) => {
      channel.close({});
      return done;
    },
    (cause: unknown) => {
      channel.close({ error: { cause } });
      throw cause;
    },
  );
  return {
    result,
    get state() {
      return progress.toState();
    },
    stop: () => {
      isStopped = true;
    },
    [Symbol.asyncIterator]: () => {
      // Whoever reads the events gets the error there; it is not unhandled.
      result.catch(() => {});
      return channel.read();
    },
  };
}

function modelOf<P>(given: unknown, { params }: Settings): Model<P> {
  if (isModel(given)) {
    if (params !== undefined) checkParams(given, params);
    return given as Model<P>;
  }
  if (params === undefined)
    throw new OptionError(
      "fit: a model that is a function needs params, the initial parameters, in the options",
    );
  return { name: "function", init: () => params as P, loss: given as Loss<P> };
}

/** What to train on, and what to validate on. */
function parts(
  all: Source,
  { validation, seed }: Settings,
  check: Parameters<typeof sourceOf>[1],
): [train: Source, validation: Source | undefined] {
  if (all.count === 0) throw new OptionError("fit: data has no examples");
  if (typeof validation === "number") return split(all, validation, random(seed).fork("split"));
  const apart = validation && sourceOf(validation, check);
  if (apart?.count === 0) throw new OptionError("fit: validation has no examples");
  return [all, apart];
}

function sizeOfBatch({ batchSize }: Settings, count: number): number {
  if (batchSize === undefined) return Math.min(32, count);
  if (batchSize <= count) return batchSize;
  throw new OptionError(
    `fit: batchSize must be at most ${count}, the number of training examples; got ${batchSize}`,
  );
}
