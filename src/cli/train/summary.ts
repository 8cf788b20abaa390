/** A run of training in words: what it is about, where it can go on, what came out of it; the last as a record for JSON too. */
import type { FitResult, Metrics } from "../../train/index.ts";
import { trainCount, validationCount } from "../options/training-data.ts";
import { printable } from "../terminal.ts";
import { metricsText, significant } from "./metrics.ts";
import type { RunChoice, Training } from "./training.ts";

/** What is trained, before it begins. */
export function describe({ data, model }: Training): string[] {
  const { name, origin, notes, test, preparation, examples = "rows" } = data;
  const features = preparation?.features ?? [];
  return [
    `${name}: ${trainCount(data)} ${examples} to train on, ${validationCount(data)} to validate, ${test.count} to test; model ${model.name}`,
    ...(origin === name ? [] : [origin]),
    ...(preparation
      ? [
          `target ${preparation.target}, ${features.length} ${features.length === 1 ? "feature" : "features"}: ${features.slice(0, 40).join(", ")}${features.length > 40 ? `, and ${features.length - 40} more` : ""}`,
        ]
      : []),
    ...notes,
  ];
}

/** What is left of a run that a signal ended. */
export function whereToGoOn({ steps, message }: FitResult, { checkpoint, save }: RunChoice): string {
  const kept = [
    checkpoint && `checkpoint in ${checkpoint}, --resume goes on`,
    save && `model so far in ${save}`,
  ].filter(Boolean);
  return `stopped after step ${steps}: ${kept.join("; ") || `${message}; nothing was kept (--checkpoint FOLDER keeps a run)`}`;
}

/** What to do where a rank is lost after the checkpoint of a step, if there is one. */
export function afterLoss(step: number | undefined, { checkpoint }: RunChoice): string {
  if (checkpoint === undefined) return "Nothing was kept: --checkpoint FOLDER keeps a run";
  if (step === undefined) return `There is no checkpoint in ${checkpoint} yet: begin again`;
  return `--resume goes on after step ${step}, the last checkpoint in ${checkpoint}`;
}

/**
 * What a signal does to a job, whose launcher may kill it before it has saved: `mpirun` does a second after SIGTERM. The step is that of the
 * last checkpoint, if there is one.
 */
export function afterSignal(signal: string | undefined, step: number | undefined, choice: RunChoice): string {
  return `${signal}: the job ends after the present step, if there is time for it. If not: ${afterLoss(step, choice)}.`;
}

/** The result as JSON. */
export const summaryOf = (
  { reason, steps, epochs, best, history, seconds, optimizerShare }: FitResult,
  test: Metrics | undefined,
  { settings, beside }: Training,
) => ({
  type: "end",
  reason,
  steps,
  epochs,
  seconds,
  optimizerShare,
  ...(settings.keepBest === false ? { last: history.at(-1) } : { best }),
  test,
  ...(beside !== undefined && { public: beside }),
});

/** The result as a person reads it. */
export function summary(
  result: FitResult,
  test: Metrics | undefined,
  { data, settings, beside, steps: asked }: Training,
): string {
  const { reason, message, steps, epochs, seconds, optimizerShare, best, history } = result;
  const { preparation, examples = "rows" } = data;
  const share = `optimizer ${(optimizerShare * 100).toFixed(0)} % of it`;
  const units = preparation?.task === "regression" ? `, in the units of ${preparation.target}` : "";
  const isBestLast = best !== undefined && best === history.at(-1) && reason === "done";
  const [chosen, when] =
    settings.keepBest === false
      ? [history.at(-1), "at the end"]
      : [best, `best after epoch ${significant(best?.epoch ?? 0)}`];
  return [
    `trained ${asked === undefined ? `${significant(epochs)} epochs, ` : ""}${significant(steps)} steps in ${significant(seconds)} s (${share})${reason === "early" ? `; ${message}` : ""}`,
    ...(chosen?.validation ? [`${when}: validation ${metricsText(chosen.validation)}${units}`] : []),
    ...(isBestLast && settings.keepBest !== false
      ? ["the last epoch was the best: more --epochs, or a larger --learning-rate, may get further"]
      : []),
    ...(test
      ? [`test: ${metricsText(test)}${units} (${data.test.count} ${examples} that training never saw)`]
      : []),
    ...(beside === undefined ? [] : [beside]),
    "",
  ]
    .map(printable)
    .join("\n");
}
