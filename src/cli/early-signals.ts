/**
 * SIGUSR2, which batch systems send before the time is up and which ends a process that has no handler: one stands before anything else is
 * loaded. `main.ts` imports this first; `interrupt.ts` asks whether the signal has come.
 */

/** What has come so far. */
export const early = { isAskedToSave: false };

if (process.argv[2] === "train")
  process.on("SIGUSR2", () => {
    early.isAskedToSave = true;
  });
