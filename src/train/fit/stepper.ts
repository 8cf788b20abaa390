/**
 * Steps of the optimizer: as many batches and gradients as each takes, with the time that they cost. It notices a run that diverges. It
 * decides nothing about epochs, evaluations or the end.
 */
import { type LossGradient, lossGradient } from "../../adapters/jax-js/index.ts";
import { DeclinedError, type Descent, type Live } from "../../index.ts";
import { advancing } from "../../minimize/advancing.ts";
import type { Examples } from "../data/examples.ts";
import type { Jax, Loss, TracedBatch } from "../models/model.ts";
import type { StepEvent } from "./events.ts";
import type { Job } from "./job.ts";
import { batchAt } from "./source.ts";

/** What a step cost, and the mean loss of its batches. */
export type StepCost = Pick<StepEvent, "loss" | "taken" | "milliseconds" | "optimizerMilliseconds">;

/** What is said of a loss that is not finite. The first is that of the initial parameters: no rate has changed it. */
const lossDiverged = (step: number, loss: number): string =>
  `the loss of step ${step} is ${loss}${step === 1 ? ": look for NaN, infinity and huge numbers in the data, and at the initial parameters" : ""}`;

/** Takes the steps of a job. */
export class Stepper<P> {
  readonly #job: Job<P>;
  readonly #descent: Descent<P>;
  readonly #gradient: LossGradient<[Examples]>;
  readonly #advance: (loss: number) => boolean;
  readonly #gradientOf: (indices: Uint32Array) => () => Promise<number>;
  #optimizerMilliseconds = 0;
  /** Milliseconds of all steps: batches, gradients and the optimizer. */
  milliseconds = 0;
  /** Why the run cannot go on; undefined while it can. */
  divergence: string | undefined;

  constructor(job: Job<P>, descent: Descent<P>) {
    const { jax, model, settings, ranks, train } = job;
    const loss = model.loss as Loss<Live<P>>;
    this.#job = job;
    this.#descent = descent;
    this.#gradient = lossGradient<Jax, Live<P>, [TracedBatch]>(
      jax,
      (params, batch) => loss(params, batch, jax),
      descent,
    );
    this.#advance = advancing(descent, settings.optimizer);
    this.#gradientOf = ranks.gradients(
      (indices) => train.batch(indices),
      (examples) => this.#gradient.async(examples),
    );
  }

  /** The optimizer's share of the time of all steps, in [0, 1]. */
  get optimizerShare(): number {
    return this.milliseconds ? this.#optimizerMilliseconds / this.milliseconds : 0;
  }

  /** One step. Where it diverges, `divergence` says so. */
  async step(): Promise<StepCost> {
    const { progress, settings } = this.#job;
    const descent = this.#descent;
    const before = descent.count;
    const [began, optimizerBefore] = [performance.now(), this.#optimizerMilliseconds];
    const loss = await this.#toNextStep();
    progress.step++;
    progress.addLoss(loss);
    const taken = descent.count !== before;
    if (taken && !Number.isFinite(loss)) this.divergence ??= lossDiverged(progress.step, loss);
    if (taken && settings.measure && !descent.last.finite)
      this.divergence ??= `a gradient or an update of step ${progress.step} is not finite`;
    const milliseconds = performance.now() - began;
    this.milliseconds += milliseconds;
    return {
      loss,
      taken,
      milliseconds,
      optimizerMilliseconds: this.#optimizerMilliseconds - optimizerBefore,
    };
  }

  /** Uses batches until a step was taken or declined. Returns their mean loss. */
  async #toNextStep(): Promise<number> {
    const { progress, batchSize } = this.#job;
    const descent = this.#descent;
    const [count, skipped] = [descent.count, descent.skipped];
    const isOver = () => descent.count !== count || descent.skipped !== skipped;
    let sum = 0;
    let batches = 0;
    try {
      while (!isOver()) {
        const gradient = this.#gradientOf(batchAt(progress.order, progress.batch, batchSize));
        const loss = await gradient();
        sum += loss;
        batches++;
        while (this.#timed(() => this.#advance(loss))) await gradient();
        // The gradients left at the end of an epoch make a step too, even if they are fewer.
        if (progress.useBatch() && !isOver()) this.#timed(() => descent.flush());
      }
    } catch (cause) {
      if (!(cause instanceof DeclinedError)) throw cause;
      this.divergence = cause.message;
    }
    return sum / batches;
  }

  #timed<T>(act: () => T): T {
    const from = performance.now();
    const done = act();
    this.#optimizerMilliseconds += performance.now() - from;
    return done;
  }

  /** Frees what jax-js has compiled. */
  dispose(): void {
    this.#gradient.dispose();
  }
}
