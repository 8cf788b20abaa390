/**
 * The loop of `fit`: batches, gradients, steps; after them events, evaluations, checkpoints. Between two steps a run can end and go on
 * elsewhere. It reads no options and splits no data; `fit.ts` does.
 */
import { leafOf, mapTree } from "../../adapters/jax-js/leaves.ts";
import type { Descent, Live } from "../../index.ts";
import { OptionError } from "../../options/option.ts";
import { byPath, fill } from "./best-params.ts";
import { Evaluator } from "./evaluator.ts";
import type { EpochEvent, FitEvent, StepEvent } from "./events.ts";
import type { Job } from "./job.ts";
import { bestOf, isExhausted } from "./judge.ts";
import { pauses } from "./pause.ts";
import type { EndReason, Evaluation, FitResult, Resume } from "./result.ts";
import { type StepCost, Stepper } from "./stepper.ts";

/** Trains to the end. */
export async function train<P>(job: Job<P>): Promise<FitResult<P>> {
  const { settings, params } = job;
  const { resume } = settings;
  const descent = (await settings.optimizer.init(params, {
    device: settings.device,
    threads: job.ranks.threadsOn(settings),
    measure: settings.measure,
    ...(resume && { from: resume.snapshot }),
    ...(job.ranks.sharing && { shard: job.ranks.sharing }),
  })) as Descent<P>;
  await job.ranks.begin(descent, job.isStopped);
  const training = new Training(job, descent);
  try {
    return await training.run();
  } finally {
    training.dispose();
  }
}

class Training<P> {
  readonly #job: Job<P>;
  readonly #descent: Descent<P>;
  readonly #stepper: Stepper<P>;
  readonly #evaluator: Evaluator<P>;
  /** Parameters of the best evaluation: copies. */
  #best: Live<P> | undefined;
  #divergence: string | undefined;
  #saved: number;

  constructor(job: Job<P>, descent: Descent<P>) {
    const { jax, model, settings, progress } = job;
    this.#job = job;
    this.#descent = descent;
    this.#stepper = new Stepper(job, descent);
    this.#evaluator = new Evaluator(jax, model, settings.evaluationBatch);
    this.#saved = progress.step;
  }

  async run(): Promise<FitResult<P>> {
    const { emit, settings, progress } = this.#job;
    const pause = pauses();
    await this.#takeUpBest();
    await emit(this.#start());
    let reason = this.#endReason();
    while (!reason) {
      const cost = await this.#stepper.step();
      this.#divergence = this.#stepper.divergence;
      if (this.#divergence === undefined) {
        await emit(this.#stepEvent(cost));
        const evaluation = await this.#evaluateIfDue();
        if (this.#divergence === undefined) await this.#saveIfDue(evaluation);
      }
      await pause();
      reason = this.#endReason();
    }
    if (settings.checkpoint && reason !== "diverged" && this.#saved !== progress.step) await this.#save();
    const result = await this.#result(reason);
    await emit({ type: "end", result });
    return result;
  }

  #start(): FitEvent<P> {
    const { model, train, validation, batchesPerEpoch, batchSize, progress, settings } = this.#job;
    let parameters = 0;
    mapTree(this.#descent.params, (value) => {
      parameters += leafOf(value)?.values.length ?? 0;
    });
    return {
      type: "start",
      model: model.name,
      parameters,
      trainCount: train.count,
      validationCount: validation?.count ?? 0,
      batchesPerEpoch,
      droppedPerEpoch: settings.lastBatch === "drop" ? train.count - batchesPerEpoch * batchSize : 0,
      resumedAt: progress.step,
    };
  }

  #stepEvent(cost: StepCost): StepEvent {
    const { progress, settings } = this.#job;
    const { hyper } = this.#descent;
    const event = {
      type: "step" as const,
      step: progress.step,
      epoch: progress.isBetweenEpochs ? progress.epoch : progress.epoch + 1,
      progress: progress.epochs,
      ...cost,
      ...(hyper.learningRate !== undefined && { learningRate: hyper.learningRate }),
    };
    if (!settings.measure) return event;
    const { last } = this.#descent;
    return {
      ...event,
      gradNorm: last.gradNorm,
      updateNorm: last.updateNorm,
      ...(settings.measure === "tensors" && { tensors: last.tensors }),
    };
  }

  async #evaluateIfDue(): Promise<Evaluation | undefined> {
    const { progress, settings, emit, validation: examples, ranks } = this.#job;
    const { evaluateEvery, steps } = settings;
    const isDue =
      progress.isBetweenEpochs ||
      progress.step === steps ||
      (evaluateEvery !== undefined && progress.step % evaluateEvery === 0);
    if (!isDue) return undefined;
    const params = await this.#descent.evalParams();
    const validation =
      examples &&
      (await ranks.fromFirst(() => this.#evaluator.metrics(params, examples, settings.targetScale)));
    const evaluation: Evaluation = {
      step: progress.step,
      epoch: progress.epochs,
      trainLoss: progress.takeLoss(),
      ...(validation && { validation }),
    };
    progress.history.push(evaluation);
    if (validation && !Number.isFinite(validation.loss))
      this.#divergence = `the validation loss after step ${progress.step} is ${validation.loss}`;
    const isBest = this.#isBest(evaluation);
    if (isBest && settings.keepBest) this.#best = params;
    const event: EpochEvent = {
      type: "epoch",
      ...evaluation,
      isBest,
      seconds: this.#stepper.milliseconds / 1000,
      optimizerShare: this.#stepper.optimizerShare,
    };
    await emit(event);
    return evaluation;
  }

  async #saveIfDue(evaluation: Evaluation | undefined): Promise<void> {
    const { progress, settings } = this.#job;
    const { checkpoint } = settings;
    if (!checkpoint) return;
    const { everySteps } = checkpoint;
    const everyEpochs = checkpoint.everyEpochs ?? (everySteps === undefined ? 1 : undefined);
    const isDue =
      (everySteps !== undefined && progress.step % everySteps === 0) ||
      (everyEpochs !== undefined && progress.isBetweenEpochs && progress.epoch % everyEpochs === 0) ||
      (evaluation !== undefined && this.#isBest(evaluation)) ||
      this.#endReason() !== undefined;
    if (isDue) await this.#save(evaluation);
  }

  async #save(evaluation?: Evaluation): Promise<void> {
    const { progress, settings, ranks } = this.#job;
    this.#saved = progress.step;
    if (!ranks.isFirst && !ranks.sharing) return;
    await settings.checkpoint?.save({
      descent: this.#descent,
      ...this.#whereToGoOn(),
      ...(evaluation && { evaluation }),
      isBest: evaluation !== undefined && this.#isBest(evaluation),
      isLast: this.#endReason() !== undefined,
    });
  }

  #whereToGoOn(): Omit<Resume, "snapshot"> {
    const { progress } = this.#job;
    const state = progress.toState();
    return this.#best ? { state, best: byPath(this.#best) } : { state };
  }

  get #bestEvaluation(): Evaluation | undefined {
    const { progress, settings } = this.#job;
    const best = bestOf(progress.history, settings.monitor);
    return best === undefined ? undefined : progress.history[best];
  }

  #isBest(evaluation: Evaluation): boolean {
    return this.#bestEvaluation === evaluation;
  }

  /** Why the run ends here; undefined if it goes on. */
  #endReason(): EndReason | undefined {
    const { progress, settings, ranks } = this.#job;
    const { epochs, steps = Number.POSITIVE_INFINITY, earlyStopping, monitor } = settings;
    if (this.#divergence !== undefined) return "diverged";
    if (progress.epoch >= epochs || progress.step >= steps) return "done";
    if (earlyStopping && isExhausted(progress.history, monitor, earlyStopping)) return "early";
    return ranks.areStopped ? "stopped" : undefined;
  }

  /** Takes up the best parameters of the run that this one continues: those that are given, or its last. */
  async #takeUpBest(): Promise<void> {
    const { progress, settings } = this.#job;
    const best = this.#bestEvaluation;
    if (!settings.keepBest || !best) return;
    const given = settings.resume?.best;
    const last = await this.#descent.evalParams();
    if (given) this.#best = fill(last, given);
    else if (best.step === progress.step) this.#best = last;
    else {
      throw new OptionError(
        `fit: resume.best must be the parameters of step ${best.step}, the best so far, as checkpoint.save got them; or give keepBest: false`,
      );
    }
  }

  async #result(reason: EndReason): Promise<FitResult<P>> {
    const { progress } = this.#job;
    const best = this.#bestEvaluation;
    const resume =
      reason === "diverged"
        ? {}
        : { resume: { ...this.#whereToGoOn(), snapshot: await this.#descent.snapshot() } };
    return {
      reason,
      message: this.#message(reason),
      steps: progress.step,
      epochs: progress.epochs,
      params: this.#best ?? (await this.#descent.evalParams()),
      ...(best && { best }),
      history: [...progress.history],
      seconds: this.#stepper.milliseconds / 1000,
      optimizerShare: this.#stepper.optimizerShare,
      ...resume,
    };
  }

  #message(reason: EndReason): string {
    const { progress, settings } = this.#job;
    const { earlyStopping, monitor, epochs } = settings;
    if (reason === "diverged")
      return `diverged: ${this.#divergence}${progress.step > 1 ? "; a smaller learning rate may help" : ""}`;
    if (reason === "stopped") return `stopped after step ${progress.step}`;
    if (reason === "early")
      return `stopped early: ${monitor} was no better in ${earlyStopping!.patience} evaluations`;
    return progress.epoch >= epochs ? `done: ${epochs} epochs` : `done: ${progress.step} steps`;
  }

  dispose(): void {
    this.#stepper.dispose();
    this.#evaluator.dispose();
    this.#descent.dispose();
  }
}
