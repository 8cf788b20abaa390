/**
 * Who runs trials: this thread, or a pool of worker threads. A worker's program calls `serveTrials`; it is told by name what to train, and
 * sends back what is kept of a trial.
 */
import workerpool from "workerpool";
import { CompareError } from "./compare-error.ts";
import { type Finished, type Problem, runTrial, type Trial } from "./problem.ts";

/** Runs trials, some at a time. */
export interface Executor {
  /** How many at a time. */
  readonly concurrency: number;
  run(trial: Trial, signal?: AbortSignal): Promise<Finished>;
  close(): Promise<void>;
}

/** Runs trials in this thread, one after the other. */
export function inThisThread(problems: readonly Problem[]): Executor {
  return {
    concurrency: 1,
    run: async (trial, signal) => runTrial(findProblem(problems, trial.problem), trial, signal),
    close: async () => {},
  };
}

/** Finds a problem in a list. @throws CompareError if it is not there. */
export function findProblem(problems: readonly Problem[], name: string): Problem {
  const found = problems.find((problem) => problem.name === name);
  if (!found)
    throw new CompareError(
      `there is no problem "${name}"; there are ${problems.map((one) => one.name).join(", ")}`,
    );
  return found;
}

/**
 * Runs trials on worker threads.
 * @param program - the file of a worker's program, which calls `serveTrials`.
 * @param threads - how many at most.
 * @param workerData - handed to each worker, as `workerData` of `node:worker_threads`.
 */
export function onThreads(program: string, threads: number, workerData?: unknown): Executor {
  const pool = workerpool.pool(program, {
    workerType: "thread",
    maxWorkers: threads,
    workerThreadOpts: { workerData },
  });
  return {
    concurrency: threads,
    async run(trial, signal) {
      signal?.throwIfAborted();
      const running = pool.exec("trial", [trial]);
      // To stop a trial is to stop its thread: what it has computed is of no use.
      const stop = () => void running.cancel();
      signal?.addEventListener("abort", stop, { once: true });
      try {
        return (await running) as Finished;
      } catch (error) {
        signal?.throwIfAborted();
        throw error;
      } finally {
        signal?.removeEventListener("abort", stop);
      }
    },
    close: async () => void (await pool.terminate()),
  };
}

/** Makes this thread a worker that runs the trials it is sent. Called once, by a worker's program. */
export function serveTrials(find: (name: string) => Problem | Promise<Problem>): void {
  workerpool.worker({ trial: async (trial: Trial) => runTrial(await find(trial.problem), trial) });
}
