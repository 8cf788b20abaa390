/** Does something while the whole browser is slowed four times. */
import { once } from "node:events";
import { Worker } from "node:worker_threads";

/** What the action gives; meanwhile all processes that this program has started stand still for 30 of every 40 milliseconds. */
export async function slowed(action) {
  const isOver = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(new URL("./stop-and-go.mjs", import.meta.url), { workerData: isOver.buffer });
  await once(worker, "message");
  try {
    return await action();
  } finally {
    Atomics.store(isOver, 0, 1);
    Atomics.notify(isOver, 0);
    await once(worker, "exit");
  }
}
