/** Who runs the trials of `glissade compare`, with how many threads, and what is said as they finish. */
import { existsSync } from "node:fs";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import {
  describeTrial,
  type Executor,
  type Finished,
  inThisThread,
  lengthText,
  onThreads,
  type Problem,
} from "../../compare/index.ts";
import { short } from "../../compare/report/format.ts";
import type { DeviceName } from "../../index.ts";
import type { ProblemChoice } from "./choice.ts";

/** Trials that run side by side divide the processors; one alone has as many as pay. */
export const threadsOfTrials = (workers: number, device: DeviceName | undefined): number | "auto" =>
  workers > 1 && device !== "js"
    ? Math.max(1, Math.min(16, Math.floor(availableParallelism() / workers)))
    : "auto";

/** Worker threads, where their program has been built; it has not where the sources run themselves. */
export function executorFor(problems: readonly Problem[], chosen: ProblemChoice, workers: number): Executor {
  const program = fileURLToPath(new URL("./compare-worker.js", import.meta.url));
  return workers > 0 && existsSync(program) ? onThreads(program, workers, chosen) : inThisThread(problems);
}

/** A line for each quarter of a stage; for each trial of a workload, which may take minutes. */
export function progressOf(say: (line: string) => void) {
  return ({ trial, validation, curve }: Finished, done: number, of: number) => {
    const stage = trial.purpose === "choice" ? "tuning" : "results";
    const count = `${done} of ${of} trials`;
    if (trial.steps !== undefined) {
      const seconds = short(curve.seconds.at(-1) ?? 0, 3);
      say(`${stage}, ${count}: ${describeTrial(trial)}: validation loss ${short(validation)}, ${seconds} s`);
    } else if (Math.floor((4 * done) / of) !== Math.floor((4 * (done - 1)) / of))
      say(`${stage}, ${lengthText(trial)}: ${count}`);
  };
}
