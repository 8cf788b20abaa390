/** How far a run has come, as JSON and back. The order of an epoch is not saved, but the generator that makes it. */
import { OptionError } from "../../options/option.ts";
import { shown } from "../../options/shown.ts";
import { type Random, random } from "../random.ts";
import type { Evaluation, FitState, Resume } from "./result.ts";
import { inOrder } from "./source.ts";

/** What must be the same when a run goes on. */
export interface RunFacts extends Readonly<Record<string, string | number | boolean | undefined>> {
  readonly model: string;
  readonly seed: number;
  readonly examples: number;
  readonly batchSize: number;
  readonly shuffle: boolean;
  /** Where ranks share steps: other micro-batches would give other bits. */
  readonly microBatches?: number;
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

/** Whether a record, perhaps of a file, has what a state has. The generator checks its own part. */
const isState = ({ step, epoch, batch, trainLoss, history, run }: Partial<FitState>): boolean =>
  [step, epoch, batch].every(isCount) &&
  Array.isArray(trainLoss) &&
  trainLoss.length === 2 &&
  trainLoss.every(Number.isFinite) &&
  Array.isArray(history) &&
  history.every((one: Partial<Evaluation> | null) => isCount(one?.step)) &&
  typeof run === "object" &&
  run !== null;

/** The place of a run: which batch of which epoch comes next, and what was seen so far. */
export class Progress {
  readonly #run: RunFacts;
  readonly #batchesPerEpoch: number;
  readonly #shuffling: Random;
  readonly history: Evaluation[] = [];
  step = 0;
  epoch = 0;
  #batch = 0;
  #lossSum = 0;
  #lossCount = 0;
  /** The generator before the order of this epoch, and the order once it is needed. */
  #before;
  #order: Uint32Array | undefined;

  constructor(run: RunFacts, batchesPerEpoch: number) {
    this.#run = run;
    this.#batchesPerEpoch = batchesPerEpoch;
    this.#shuffling = random(run.seed).fork("order");
    this.#before = this.#shuffling.state;
  }

  /** The order of the examples in this epoch. */
  get order(): Uint32Array {
    const { examples, shuffle } = this.#run;
    this.#order ??= shuffle ? this.#shuffling.permutation(examples) : inOrder(examples);
    return this.#order;
  }

  /** The batch of this epoch that comes next. */
  get batch(): number {
    return this.#batch;
  }

  /** Whether the next batch is the first of an epoch. */
  get isBetweenEpochs(): boolean {
    return this.#batch === 0;
  }

  /** Epochs completed, with the fraction of this one. */
  get epochs(): number {
    return this.epoch + this.#batch / this.#batchesPerEpoch;
  }

  /** Notes a batch as used. Returns whether it was the last of its epoch. */
  useBatch(): boolean {
    this.#batch++;
    if (this.#batch < this.#batchesPerEpoch) return false;
    this.epoch++;
    this.#batch = 0;
    this.#order = undefined;
    this.#before = this.#shuffling.state;
    return true;
  }

  /** Notes the loss of a step; one that is not finite belongs to a declined step. */
  addLoss(loss: number): void {
    if (!Number.isFinite(loss)) return;
    this.#lossSum += loss;
    this.#lossCount++;
  }

  /** The mean loss since the last call. */
  takeLoss(): number {
    const mean = this.#lossSum / this.#lossCount;
    this.#lossSum = 0;
    this.#lossCount = 0;
    return mean;
  }

  toState(): FitState {
    return {
      version: 1,
      step: this.step,
      epoch: this.epoch,
      batch: this.#batch,
      shuffling: this.#before,
      trainLoss: [this.#lossSum, this.#lossCount],
      history: [...this.history],
      run: this.#run as FitState["run"],
    };
  }

  /** Goes on where another run was. @throws OptionError for a state of other data, another model or other options. */
  resume({ state, snapshot }: Resume): void {
    if (state?.version !== 1) {
      throw new OptionError(
        `fit: resume.state must be the state of a run, version 1; got ${shown(state?.version ?? state)}`,
      );
    }
    if (!isState(state))
      throw new OptionError("fit: resume.state is damaged; give it as checkpoint.save got it, or begin anew");
    for (const fact of new Set([...Object.keys(state.run), ...Object.keys(this.#run)])) {
      const value = this.#run[fact];
      if (state.run[fact] !== value) {
        throw new OptionError(
          `fit: resume: ${fact} was ${shown(state.run[fact])} and is ${shown(value)} now; give what it was, or begin anew`,
        );
      }
    }
    if (state.batch >= this.#batchesPerEpoch) {
      throw new OptionError(
        `fit: resume.state must be in a batch below ${this.#batchesPerEpoch}, the batches of an epoch; got ${state.batch}`,
      );
    }
    const taken = snapshot?.count + snapshot?.skipped;
    if (taken !== state.step) {
      throw new OptionError(
        `fit: resume: the snapshot is of step ${taken}, the state of step ${state.step}; give those that were saved together`,
      );
    }
    this.step = state.step;
    this.epoch = state.epoch;
    this.#batch = state.batch;
    [this.#lossSum, this.#lossCount] = state.trainLoss;
    this.history.push(...state.history);
    this.#shuffling.state = state.shuffling;
    this.#before = state.shuffling;
  }
}
