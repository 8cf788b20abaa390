/**
 * Runs a comparison: again and again what the plan says, until nothing is left, and keeps every finished trial at once. It can be stopped at
 * any time and run again, and shared among processes. What the trials show is `resultOf`'s work.
 */
import { CompareError } from "./compare-error.ts";
import type { Executor } from "./executor.ts";
import type { Store } from "./folder.ts";
import { numbered, type ProblemPlan, planOf } from "./plan.ts";
import { describeTrial, type Finished, keyOf, type ProblemFacts, type Trial } from "./problem.ts";
import type { Known } from "./search.ts";
import { readSettings, type Settings } from "./settings.ts";

/** A share of the trials: number `index` of `count`, from 1. */
export interface Part {
  readonly index: number;
  readonly count: number;
}

/** How a comparison is run; none of it changes which trials it has. */
export interface RunOptions {
  readonly store: Store;
  readonly executor: Executor;
  readonly part?: Part | undefined;
  readonly signal?: AbortSignal | undefined;
  /** After each finished trial: how many of the present stage are done, of how many. */
  readonly onTrial?: ((finished: Finished, done: number, of: number) => void) | undefined;
  /**
   * Called when this part has nothing left to do until others have finished some trials. It resolves to true to look again, to false to
   * leave. Without it the part leaves.
   */
  readonly onWait?: ((missing: number) => Promise<boolean>) | undefined;
}

/** Where a comparison stands when `compare` returns. */
export interface Standing {
  readonly plans: readonly ProblemPlan[];
  readonly known: Known;
  /** Trials of other parts that the next stage waits for; 0 if all is done. */
  readonly missing: number;
}

/**
 * Runs what is missing of a comparison.
 * @throws OptionError for wrong settings, CompareError for a trial that fails, the signal's reason if it is aborted. Finished trials are kept.
 */
export async function compare(
  problems: readonly ProblemFacts[],
  given: Settings,
  { store, executor, part, signal, onTrial, onWait }: RunOptions,
): Promise<Standing> {
  const settings = readSettings(given);
  checkProblems(problems);
  for (;;) {
    signal?.throwIfAborted();
    const known = byKey(await store.load());
    const plans = planOf(problems, settings, known);
    const all = numbered(plans);
    const missing = all.filter(({ trial }) => !known.has(keyOf(trial)));
    if (missing.length === 0) return { plans, known, missing: 0 };
    const own = missing.filter(({ number }) => !part || number % part.count === part.index - 1);
    if (own.length === 0) {
      if (await onWait?.(missing.length)) continue;
      return { plans, known, missing: missing.length };
    }
    let done = all.length - missing.length;
    await runAll(
      own.map(({ trial }) => trial),
      executor,
      signal,
      async (finished) => {
        await store.save(finished);
        onTrial?.(finished, ++done, all.length);
      },
    );
  }
}

/** Runs trials side by side. The first failure stops the others, and is thrown once they have stopped. */
async function runAll(
  trials: readonly Trial[],
  executor: Executor,
  signal: AbortSignal | undefined,
  onFinished: (finished: Finished) => Promise<void>,
): Promise<void> {
  const stop = new AbortController();
  const either = signal ? AbortSignal.any([signal, stop.signal]) : stop.signal;
  const rest = trials.values();
  const lane = async () => {
    for (const trial of rest) {
      either.throwIfAborted();
      const finished = await executor.run(trial, either).catch((cause: unknown) => {
        either.throwIfAborted();
        const reason = cause instanceof Error ? cause.message : String(cause);
        throw new CompareError(`"${trial.problem}" failed with ${describeTrial(trial)}: ${reason}`, {
          cause,
        });
      });
      await onFinished(finished);
    }
  };
  const lanes = Array.from({ length: Math.min(executor.concurrency, trials.length) }, () =>
    lane().catch((error: unknown) => {
      if (!stop.signal.aborted) stop.abort(error);
      throw error;
    }),
  );
  const failed = (await Promise.allSettled(lanes)).some(({ status }) => status === "rejected");
  if (failed) throw stop.signal.reason;
}

/** Finished trials by their key. */
export const byKey = (finished: readonly Finished[]): Known =>
  new Map(finished.map((one) => [keyOf(one.trial), one]));

function checkProblems(problems: readonly ProblemFacts[]): void {
  const names = problems.map(({ name }) => name);
  if (names.length === 0) throw new CompareError("a comparison needs at least one problem; got none");
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined)
    throw new CompareError(`problems need names of their own; "${twice}" is there twice`);
}
