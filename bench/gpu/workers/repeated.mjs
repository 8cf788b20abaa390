/** Parameters and gradients of large cases: those of bench/peers, which repeat after a period, since making a thousand million takes long. */

/** Elements after which values repeat. */
export const period = 2 ** 24;

/** The first values, at most a period of them. */
export const firstOf = (n, valueAt) =>
  Float32Array.from({ length: Math.min(n, period) }, (_, i) => valueAt(i));

/** All n of them. */
export function repeated(n, valueAt) {
  const first = firstOf(n, valueAt);
  if (n === first.length) return first;
  const all = new Float32Array(n);
  for (let at = 0; at < n; at += period) all.set(first.subarray(0, Math.min(period, n - at)), at);
  return all;
}

/** Writes n of them into a buffer of a GPU, from an offset in bytes on; the `from`th comes first. Waits now and then, so that copies on their way stay few. */
export async function send({ queue }, { buffer, offset }, first, n, from = 0) {
  for (let done = 0; done < n; ) {
    const begin = (from + done) % first.length;
    const count = Math.min(first.length - begin, n - done);
    queue.writeBuffer(buffer, offset + done * 4, first, begin, count);
    done += count;
    if (count === period) await queue.onSubmittedWorkDone();
  }
}
