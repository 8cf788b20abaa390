/** Signals that stop a run, and the exit codes that shells expect. */
import { expect, test } from "vitest";
import { Interrupted, interruptible } from "./interrupt.ts";

test.each([
  ["SIGINT", 130],
  ["SIGTERM", 143],
  ["SIGUSR2", 140],
] as const)("%s stops a run: exit code %d", async (signal, code) => {
  const by = await interruptible(async (abort, stoppedBy) => {
    expect(stoppedBy()).toBeUndefined();
    process.emit(signal, signal);
    expect(abort.aborted).toBe(true);
    return stoppedBy();
  });
  expect(by).toBe(signal);
  expect(new Interrupted(signal, "stopped").exitCode).toBe(code);
  expect(process.listenerCount(signal)).toBe(0);
});
