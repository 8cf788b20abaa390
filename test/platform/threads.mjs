/**
 * What comes of two threads where a program runs: how many a descent has, whether it has the bits of one thread, and what its calls throw. It
 * imports nothing, and runs in every engine.
 */

/** Takes steps on two threads and on one. `pause` gives the engine its turn between some of them. */
export async function threadsOutcome({ adamw, chain, clipByGlobalNorm }, pause) {
  const begun = performance.now();
  const optimizer = chain(clipByGlobalNorm(1), adamw());
  const params = { w: Float32Array.from({ length: 200_000 }, (_, i) => (i % 101) / 7 - 5) };
  const [one, two] = [await optimizer.init(params), await optimizer.init(params, { threads: 2 })];
  const found = { threads: two.threads, isShared: isShared(two.params.w), isSame: true, thrown: [] };
  const grads = [one, two].map((descent) => descent.grads.w);
  for (let step = 0; step < 60; step++) {
    for (const grad of grads) for (let i = 0; i < grad.length; i++) grad[i] = ((i * (step + 3)) % 17) - 8;
    one.step();
    try {
      two.step();
    } catch (error) {
      found.thrown.push(`${error.name}: ${error.message}`);
      if (found.thrown.length === 2) break;
    }
    if (step % 10 === 0) await pause();
  }
  if (found.thrown.length === 0) found.isSame = two.params.w.every((value, i) => value === one.params.w[i]);
  return { ...found, milliseconds: performance.now() - begun };
}

const isShared = ({ buffer }) =>
  typeof SharedArrayBuffer === "function" && buffer instanceof SharedArrayBuffer;
