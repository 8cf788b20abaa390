/** Ctrl-C and the signals of batch systems: what runs is told to stop, and the process exits as its shell expects. */
import { early } from "./early-signals.ts";

/** Signals that stop a run, and the exit code of each: 128 and its number, as shells say it. */
const exitCodes = { SIGINT: 130, SIGTERM: 143, SIGUSR2: 140 } as const;

/** A signal that stops a run. */
export type StopSignal = keyof typeof exitCodes;

/** A run that was stopped from outside. */
export class Interrupted extends Error {
  override readonly name = "Interrupted";
  readonly exitCode: number;

  constructor(signal: StopSignal, message: string) {
    super(message);
    this.exitCode = exitCodes[signal];
  }
}

/** Runs something that a signal stops; a second Ctrl-C or SIGTERM ends the process at once. */
export async function interruptible<T>(
  run: (signal: AbortSignal, stoppedBy: () => StopSignal | undefined) => Promise<T>,
): Promise<T> {
  const abort = new AbortController();
  let by: StopSignal | undefined;
  const stop = (signal: StopSignal) => {
    by ??= signal;
    abort.abort();
    process.off("SIGINT", stop).off("SIGTERM", stop);
  };
  const all = () => process.off("SIGINT", stop).off("SIGTERM", stop).off("SIGUSR2", stop);
  process.on("SIGINT", stop).on("SIGTERM", stop).on("SIGUSR2", stop);
  if (early.isAskedToSave) stop("SIGUSR2");
  try {
    return await run(abort.signal, () => by);
  } finally {
    all();
  }
}
