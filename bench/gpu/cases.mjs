/** What is measured on a GPU: an optimizer on n parameters in so many tensors, and the bytes that its step moves. */
import { titles as known } from "../peers/cases.mjs";
import { traffic as knownTraffic } from "../peers/workers/traffic.mjs";

const { adam, adamwClip, yogi, lion, adafactor } = known;

/** Names of optimizers, as the tables have them, in their order. */
export const titles = { adam, adamwClip, yogi, lion, lamb: "LAMB", adafactor };

/** What a step moves, as bench/peers/workers/traffic.mjs has it. LAMB's norms need all arrays once more. */
export const traffic = { ...knownTraffic, lamb: { sums: [4], writes: 3 } };

/** Bytes a parameter that a step of float32 moves at least. */
export function bytesOf(optimizer) {
  const { sums, writes } = traffic[optimizer];
  return 4 * (sums.reduce((sum, reads) => sum + reads, 0) + 1 + 2 * writes);
}

/** [n, count] in the order of tables: parameters, and the tensors that they are divided among. */
export const sizes = [
  [1e6, 1],
  [1e6, 1000],
  [1e7, 1],
  [1e8, 1],
  [1e9, 1],
];
const small = [
  [1e4, 1],
  [1e4, 100],
];

/**
 * The cases in the order of measuring: the largest last, since each takes most of a minute and time may end before. `dry`: small ones.
 *
 * @param optimizers - names of those that are asked for, all by default.
 * @throws RangeError for a name that there is not.
 */
export function casesOf({ dry = false, optimizers = Object.keys(titles) }) {
  const unknown = optimizers.find((name) => !(name in titles));
  if (unknown !== undefined)
    throw new RangeError(`--optimizers takes some of ${Object.keys(titles).join(", ")}; got ${unknown}`);
  const all = (chosen) =>
    optimizers.flatMap((optimizer) => chosen.map(([n, count]) => ({ optimizer, n, count })));
  if (dry) return all(small);
  return [...all(sizes.slice(0, -1)), ...all(sizes.slice(-1))];
}
