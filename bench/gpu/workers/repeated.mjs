/** Parameters and gradients of large cases: those of bench/peers, which repeat after a period, since making a thousand million takes long. */

/** Elements after which values repeat. */
export const period = 2 ** 24;

/** The first values, as many as were asked for, by what gives them. */
const made = new Map();

/** The first values, at most a period of them; nobody writes into them. */
export function firstOf(n, valueAt) {
  const length = Math.min(n, period);
  const known = made.get(valueAt);
  if (known && known.length >= length) return known.subarray(0, length);
  const values = new Float32Array(length);
  for (let i = 0; i < length; i++) values[i] = valueAt(i);
  made.set(valueAt, values);
  return values;
}

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
    if (count === first.length) await queue.onSubmittedWorkDone();
  }
}
