/** Which evaluation is the best, and whether to stop early: functions of the history alone, so that a resumed run decides the same. */
import { OptionError } from "../../options/option.ts";
import { shown } from "../../options/shown.ts";
import { isLargerBetter } from "../models/meters.ts";
import type { EarlyStopping } from "./options.ts";
import type { Evaluation } from "./result.ts";

/** The monitored metric of an evaluation, such that less is better. @throws OptionError for a metric that there is not. */
function scoreOf({ validation = {} }: Evaluation, monitor: string): number {
  const value = validation[monitor];
  if (value === undefined) {
    throw new OptionError(
      `fit: monitor must be one of the metrics ${Object.keys(validation).join(", ")}; got ${shown(monitor)}`,
    );
  }
  return isLargerBetter(monitor) ? -value : value;
}

/** The place of the best evaluation, the first of equal ones; undefined without validation. */
export function bestOf(history: readonly Evaluation[], monitor: string): number | undefined {
  let best: number | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const [index, evaluation] of history.entries()) {
    if (!evaluation.validation) continue;
    const score = scoreOf(evaluation, monitor);
    if (best === undefined || score < least) [best, least] = [index, score];
  }
  return best;
}

/** Whether the last `patience` evaluations were no better, by `minDelta`, than the best before them. */
export function isExhausted(
  history: readonly Evaluation[],
  monitor: string,
  { patience, minDelta = 0 }: EarlyStopping,
): boolean {
  let least = Number.POSITIVE_INFINITY;
  let waited = 0;
  for (const evaluation of history) {
    const score = scoreOf(evaluation, monitor);
    if (score < least - minDelta) [least, waited] = [score, 0];
    else waited++;
  }
  return waited >= patience;
}
