/**
 * A run of `glissade train`: it validates, keeps checkpoints, tests once on examples that the model never saw, and saves. What is trained comes from
 * data-training.ts or workloads.ts.
 */
import { encodeModel, evaluate, type FitEvent, fit, type Metrics, type Moment } from "../../train/index.ts";
import { Interrupted, interruptible } from "../interrupt.ts";
import { validationCount } from "../options/training-data.ts";
import { openOutput } from "../output.ts";
import { printable, type Terminal } from "../terminal.ts";
import { checkCheckpointChoice, openCheckpoints } from "./checkpoints.ts";
import { showTraining } from "./progress.ts";
import { type Job, joinJob } from "./ranks.ts";
import { afterLoss, afterSignal, describe, summary, summaryOf, whereToGoOn } from "./summary.ts";
import { openScalarLog, type ScalarLog } from "./tensorboard.ts";
import type { RunChoice, Training } from "./training.ts";

/**
 * Trains what `make` gives.
 *
 * @param inputs - files that must not be overwritten by the model.
 */
export async function train(
  choice: RunChoice,
  inputs: readonly string[],
  make: () => Promise<Training>,
  terminal: Terminal,
): Promise<void> {
  checkCheckpointChoice(choice);
  await trainOn(await joinJob(terminal, choice), choice, inputs, make);
}

async function trainOn(
  job: Job,
  choice: RunChoice,
  inputs: readonly string[],
  make: () => Promise<Training>,
): Promise<void> {
  const { tensorboard, json = false, device = "auto" } = choice;
  const { world, isFirst, terminal } = job;
  const output =
    choice.save === undefined || !isFirst ? undefined : await openOutput(choice.save, "the model", inputs);
  const training = await make();
  const { optimizer, model, data, seed, epochs, steps, settings, record, extra } = training;
  for (const line of [...describe(training), ...job.notes, ...job.differences])
    terminal.stderr.write(`${printable(line)}\n`);
  const checkpoints = await openCheckpoints(choice, record, {
    size: world.size,
    differences: job.differences,
  });
  const microBatches = checkpoints?.microBatches ?? choice.microBatches;
  for (const note of checkpoints?.notes ?? []) terminal.stderr.write(`${printable(note)}\n`);
  let kept = checkpoints?.resume?.state.step;
  const advise = () => job.advise(printable(afterLoss(kept, choice)));
  advise();
  const save = async (moment: Moment) => {
    await checkpoints?.save(moment);
    kept = moment.state.step;
    advise();
  };
  const log = tensorboard && isFirst && openScalarLog(tensorboard, checkpoints?.resume?.state.step ?? 0);
  const progress = showTraining(terminal, { epochs, steps, isJson: json });
  const { result, by } = await interruptible(async (signal, stoppedBy) => {
    const say = () => terminal.stderr.write(`${printable(afterSignal(stoppedBy(), kept, choice))}\n`);
    if (world.size > 1) signal.addEventListener("abort", say);
    const run = fit(model, data.train, {
      ...settings,
      optimizer,
      epochs,
      seed,
      device,
      signal,
      ...((microBatches !== undefined || world.size > 1 || choice.shard) && {
        parallel: {
          world,
          ...(microBatches !== undefined && { microBatches }),
          ...(choice.shard && { shard: choice.shard }),
        },
      }),
      callbacks: [progress.show, (event) => log && logEvent(log, event)],
      ...(steps !== undefined && { steps }),
      ...(validationCount(data) > 0 && { validation: data.validation }),
      ...(data.preparation && { targetScale: data.preparation.deviation }),
      ...(checkpoints && {
        checkpoint: { save, ...(choice.every && { everySteps: choice.every }) },
      }),
      ...(checkpoints?.resume && { resume: checkpoints.resume }),
    });
    return { result: await run.result, by: stoppedBy() };
  }).finally(progress.close);
  job.end();
  if (!isFirst) return;
  const encoded = (test?: Metrics) => {
    const { preparation } = data;
    return encodeModel({
      model,
      params: result.params,
      preparation,
      ...((test || extra) && { extra: { ...extra, ...(test && { test }) } }),
    });
  };
  if (result.reason === "diverged") {
    if (!output || !result.best) throw new Error(result.message);
    await output.write(encoded());
    throw new Error(
      `${result.message}. The model of epoch ${result.best.epoch}, the best, is in ${choice.save}`,
    );
  }
  if (result.reason === "stopped") {
    await output?.write(encoded());
    throw new Interrupted(by ?? "SIGUSR2", whereToGoOn(result, choice));
  }
  const test = data.test.count > 0 ? await testOf(training, result.params) : undefined;
  terminal.stdout.write(
    json ? `${JSON.stringify(summaryOf(result, test, training))}\n` : summary(result, test, training),
  );
  await output?.write(encoded(test));
  if (output) terminal.stderr.write(`model written to ${printable(choice.save!)}\n`);
}

function testOf({ model, data }: Training, params: unknown): Promise<Metrics> {
  const scale = data.preparation?.deviation;
  return evaluate(model, params, data.test.read(), scale === undefined ? {} : { targetScale: scale });
}

function logEvent(log: ScalarLog, event: FitEvent): void {
  if (event.type === "step") {
    const { step, loss, learningRate, gradNorm, updateNorm } = event;
    const all = {
      "loss/step": loss,
      "learning rate": learningRate,
      "norm/gradient": gradNorm,
      "norm/update": updateNorm,
    };
    log.write(
      step,
      Object.fromEntries(
        Object.entries(all).flatMap(([tag, value]) => (value === undefined ? [] : [[tag, value]])),
      ),
    );
  } else if (event.type === "epoch") {
    const { step, trainLoss, validation = {} } = event;
    const metrics = Object.entries(validation).map(([name, value]) => [`${name}/validation`, value]);
    log.write(step, { "loss/training": trainLoss, ...Object.fromEntries(metrics) });
  }
}
