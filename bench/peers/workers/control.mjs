/**
 * The control beside contenders with threads: as many threads of one process, each with a descent on its part of the parameters. They share
 * nothing and do the same work, so this is what a machine gives threads at that moment. Usage: node control.mjs DEVICE THREADS.
 */
import { fileURLToPath } from "node:url";
import { isMainThread, Worker, workerData } from "node:worker_threads";
import { descentOn } from "./descent.mjs";
import { Lacking, serve } from "./serve.mjs";

/** Words that the threads speak through: the number of the order, the steps to take, how many have ended it. */
const [order, steps, ended] = [0, 1, 2];

const partOf = ({ optimizer, n, count, device }, index, threads) => {
  // One tensor is divided, of several each thread has some.
  const [size, tensors] = count === 1 ? [n / threads, 1] : [n / threads, count / threads];
  return descentOn(optimizer, size, tensors, { device, threads: 1 }, index * size);
};

if (isMainThread) await main();
else await attend(workerData);

async function attend({ words, problem, index, threads }) {
  const { descent } = await partOf(problem, index, threads);
  for (let told = 0; ; told = Atomics.load(words, order)) {
    if (told > 0) for (let i = 0; i < words[steps]; i++) descent.step();
    Atomics.add(words, ended, 1);
    Atomics.notify(words, ended);
    Atomics.wait(words, order, told);
  }
}

async function main() {
  const [device, given] = process.argv.slice(2);
  const threads = Number(given);
  await serve(async (optimizer, n, count) => {
    if ((count === 1 ? n : count) % threads !== 0 || n < 1e5)
      throw new Lacking(`${n} parameters in ${count} tensors are not divided among ${threads} threads`);
    if (optimizer === "adafactor" || optimizer === "adamwClip")
      throw new Lacking("norms of a part are not those of the whole: not the same work");
    const words = new Int32Array(new SharedArrayBuffer(12));
    const problem = { optimizer, n, count, device };
    const { descent, tensor } = await partOf(problem, 0, threads);
    const workers = Array.from({ length: threads - 1 }, (_, i) => {
      const workerData = { words, problem, index: i + 1, threads };
      return new Worker(fileURLToPath(import.meta.url), { workerData, argv: process.argv.slice(2) });
    });
    while (Atomics.load(words, ended) < threads - 1) await new Promise((resolve) => setTimeout(resolve, 5));
    const run = (times) => {
      words[steps] = times;
      Atomics.store(words, ended, 0);
      Atomics.add(words, order, 1);
      Atomics.notify(words, order);
      for (let i = 0; i < times; i++) descent.step();
      for (let done = 0; done < threads - 1; done = Atomics.load(words, ended))
        Atomics.wait(words, ended, done);
    };
    const elsewhere = tensorsElsewhere(tensor, n, count, threads);
    return {
      run,
      tensor: elsewhere,
      free: () => Promise.all(workers.map((worker) => worker.terminate())),
    };
  });
}

/** Only the first part's parameters can be shown; those of other threads are left out of what is compared. */
function tensorsElsewhere(tensor, n, count, threads) {
  const unknown = new Float32Array(n / count).fill(Number.NaN);
  if (count > 1) return (k) => (k < count / threads ? tensor(k) : unknown);
  return () => {
    const whole = unknown.slice();
    whole.set(tensor(0));
    return whole;
  };
}
