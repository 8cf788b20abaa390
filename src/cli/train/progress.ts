/**
 * Training as a person watches it: a bar that changes on a terminal, a line for some of the evaluations elsewhere, so that logs stay readable.
 */
import { MultiBar, type SingleBar } from "cli-progress";
import type { EpochEvent, FitEvent, StartEvent, StepEvent } from "../../train/index.ts";
import type { Terminal } from "../terminal.ts";
import { metricsText, significant } from "./metrics.ts";

/** Evaluations of which a line is written, about. */
const LINES = 20;

/** What is shown of a run. */
export interface Shown {
  readonly epochs: number;
  /** The run ends after so many steps, if that comes first. */
  readonly steps?: number | undefined;
  /** Whether evaluations are JSON on stdout, one a line, all of them. */
  readonly isJson: boolean;
}

/** Shows events; `close` removes the bar. */
export interface TrainingProgress {
  show(event: FitEvent): void;
  close(): void;
}

/** Shows a run on a terminal. */
export function showTraining(terminal: Terminal, shown: Shown): TrainingProgress {
  const every = Math.ceil(shown.epochs / LINES);
  const bar = isLively(terminal) ? liveBar(terminal, shown) : undefined;
  const line = (event: EpochEvent) => {
    // Evaluations within an epoch are as few as was asked for.
    const isDue = event.epoch % every === 0 || event.epoch === shown.epochs || !Number.isInteger(event.epoch);
    if (shown.isJson) terminal.stdout.write(`${JSON.stringify(event)}\n`);
    if (shown.isJson || !isDue) return;
    const text = evaluationLine(event, shown);
    if (bar && terminal.stdout.isTTY) bar.above(text);
    else terminal.stdout.write(`${text}\n`);
  };
  return {
    show(event) {
      bar?.show(event);
      if (event.type === "epoch") line(event);
    },
    close: () => bar?.close(),
  };
}

/** An evaluation as a line. */
function evaluationLine(event: EpochEvent, { epochs, steps }: Shown): string {
  const { step, epoch, trainLoss, validation, isBest } = event;
  const place =
    steps === undefined
      ? `epoch ${String(Number(epoch.toFixed(2))).padStart(String(epochs).length)}/${epochs}`
      : `step ${String(step).padStart(String(steps).length)}/${steps}`;
  const measured = validation ? `  validation ${metricsText(validation)}` : "";
  return `${place}  training loss ${significant(trainLoss)}${measured}${isBest ? "  (best)" : ""}`;
}

const isLively = ({ stderr }: Terminal): boolean =>
  stderr.isTTY === true && process.env.TERM !== "dumb" && process.env.CI === undefined;

function liveBar({ stderr }: Terminal, { epochs, steps }: Shown) {
  const bars = new MultiBar({
    format: "{place} {bar} {loss}{validation}{rate}{norm}  {eta_formatted} left",
    barCompleteChar: "━",
    barIncompleteChar: "─",
    barsize: 20,
    hideCursor: true,
    clearOnComplete: true,
    stream: stderr as NodeJS.WriteStream,
    fps: 8,
    linewrap: false,
  });
  let bar: SingleBar | undefined;
  let validation = "";
  const start = ({ batchesPerEpoch, resumedAt }: StartEvent) => {
    bar = bars.create(Math.min(batchesPerEpoch * epochs, steps ?? Number.POSITIVE_INFINITY), resumedAt, {
      place: "",
      loss: "",
      validation: "",
      rate: "",
      norm: "",
    });
  };
  const step = ({ step: at, epoch, loss, learningRate, gradNorm }: StepEvent) =>
    bar?.update(at, {
      place: steps === undefined ? `epoch ${epoch}/${epochs}` : `step ${at}/${steps}`,
      loss: `loss ${significant(loss)}`,
      validation,
      rate: learningRate === undefined ? "" : `  rate ${significant(learningRate)}`,
      norm: gradNorm === undefined ? "" : `  gradient ${significant(gradNorm)}`,
    });
  return {
    show(event: FitEvent) {
      if (event.type === "start") start(event);
      if (event.type === "step") step(event);
      if (event.type === "epoch" && event.validation)
        validation = `  validation ${significant(event.validation.loss!)}`;
    },
    above: (text: string) => bars.log(`${text}\n`),
    close: () => bars.stop(),
  };
}
