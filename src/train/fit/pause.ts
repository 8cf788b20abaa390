/**
 * Lets the page, or Node's loop, do something else from time to time: after every 12 ms of work, so that a page can draw each frame.
 * A single step is never interrupted.
 */

const longest = 12;

/** Ends the present task and goes on in one of the next; faster than a timer, which pages hold back for 4 ms. */
const nextTask = (): Promise<void> =>
  new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });

/** A function that waits for the next task if the last wait is 12 ms ago. */
export function pauses(): () => Promise<void> {
  let last = performance.now();
  return async () => {
    if (performance.now() - last < longest) return;
    await nextTask();
    last = performance.now();
  };
}
