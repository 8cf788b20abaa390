/** Ctrl-C and the signals of batch systems: what runs is told to stop, and the process exits as its shell expects. */

/** A run that was stopped from outside: 128 and the number of the signal, as shells say it. */
export class Interrupted extends Error {
  override readonly name = "Interrupted";
  readonly exitCode: number;

  constructor(signal: "SIGINT" | "SIGTERM", message: string) {
    super(message);
    this.exitCode = signal === "SIGINT" ? 130 : 143;
  }
}

/** Runs something that a signal stops; a second signal ends the process at once. */
export async function interruptible<T>(
  run: (signal: AbortSignal, stoppedBy: () => "SIGINT" | "SIGTERM" | undefined) => Promise<T>,
): Promise<T> {
  const abort = new AbortController();
  let by: "SIGINT" | "SIGTERM" | undefined;
  const stop = (signal: "SIGINT" | "SIGTERM") => {
    by ??= signal;
    abort.abort();
    process.off("SIGINT", stop).off("SIGTERM", stop);
  };
  process.on("SIGINT", stop).on("SIGTERM", stop);
  try {
    return await run(abort.signal, () => by);
  } finally {
    process.off("SIGINT", stop).off("SIGTERM", stop);
  }
}
