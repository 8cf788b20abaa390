/**
 * In a thread of its own: lets the processes that this program has started run for 10 of every 40 milliseconds, until it is told to end.
 * A browser's own throttle reaches the main thread of a page, but no worker.
 */
import { readdirSync, readFileSync } from "node:fs";
import { parentPort, workerData } from "node:worker_threads";

const [stopped, whole] = [30, 40];

/** Not 0 once it is to end. */
const isOver = new Int32Array(workerData);

/** Ids of all processes below this one. */
function descendants() {
  const children = new Map();
  for (const name of readdirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    try {
      // The name of a program stands in parentheses and may hold any letter; state and parent follow it.
      const [, parent] = readFileSync(`/proc/${name}/stat`, "latin1")
        .replace(/^.*\) /s, "")
        .split(" ");
      children.set(parent, [...(children.get(parent) ?? []), name]);
    } catch {
      // It has ended meanwhile.
    }
  }
  const below = (id) => (children.get(id) ?? []).flatMap((child) => [child, ...below(child)]);
  return below(String(process.pid)).map(Number);
}

function signal(ids, name) {
  for (const id of ids)
    try {
      process.kill(id, name);
    } catch {
      // It has ended meanwhile.
    }
}

parentPort.postMessage("begun");
for (let ids = descendants(); isOver[0] === 0; ) {
  const begun = performance.now();
  signal(ids, "SIGSTOP");
  const next = descendants();
  Atomics.wait(isOver, 0, 0, stopped - (performance.now() - begun));
  signal(ids, "SIGCONT");
  Atomics.wait(isOver, 0, 0, whole - (performance.now() - begun));
  ids = next;
}
