/**
 * Minibatches: each epoch goes through all examples in an order of its own, which is a function of the seed and the epoch alone. The last
 * batch of an epoch may be smaller.
 */
import { uniform } from "glissade/language";

/** The whole numbers below `count` in random order. */
function permutation(seed: number, epoch: number, count: number): Uint32Array {
  const order = Uint32Array.from({ length: count }, (_, index) => index);
  for (let i = count - 1; i > 0; i--) {
    const j = Math.floor(uniform(seed, epoch, i, "shuffle") * (i + 1));
    const kept = order[i] as number;
    order[i] = order[j] as number;
    order[j] = kept;
  }
  return order;
}

/**
 * The examples of a step.
 *
 * @throws RangeError for a size that is no whole number from 1.
 */
export function batchesOf(seed: number, count: number, size: number): (step: number) => Uint32Array {
  if (!(Number.isInteger(size) && size >= 1))
    throw new RangeError(`the batch size must be a whole number, at least 1; got ${size}`);
  const all = Uint32Array.from({ length: count }, (_, index) => index);
  if (size >= count) return () => all;
  const inEpoch = Math.ceil(count / size);
  // Contestants ask for the same epochs, one after the other.
  const orders: Uint32Array[] = [];
  return (step) => {
    const epoch = Math.floor((step - 1) / inEpoch);
    orders[epoch] ??= permutation(seed, epoch, count);
    const from = (step - 1 - epoch * inEpoch) * size;
    return orders[epoch].subarray(from, Math.min(from + size, count));
  };
}
