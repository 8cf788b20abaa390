/** What is measured on a GPU: an optimizer on n parameters in so many tensors, and the bytes that its step moves. */
import { titles as known } from "../peers/cases.mjs";
import { traffic as knownTraffic } from "../peers/workers/traffic.mjs";

const { adam, adamwClip, yogi, lion, adafactor } = known;

/** Forms of Adam that store moments or parameters in fewer bits, by name. */
export const stored = {
  adamBf16: { moments: "bf16" },
  adamQ8: { moments: "q8" },
  adamBfloat16: { dtype: "bfloat16" },
  adamFloat16: { dtype: "float16" },
};

/** Names of optimizers, as the tables have them, in their order. */
export const titles = {
  adam,
  adamwClip,
  yogi,
  lion,
  lamb: "LAMB",
  adafactor,
  muon: "Muon",
  adamBf16: "Adam, moments in bf16",
  adamQ8: "Adam, moments in 8 bits",
  adamBfloat16: "Adam, parameters in bfloat16 with masters in float32",
  adamFloat16: "Adam, parameters in float16 with masters in float32",
};

const wide = ({ sums, writes }) => ({ sums, gradient: 4, written: Array(writes).fill(4) });
const halves = { sums: [], gradient: 2, written: [4, 4, 4, 2] };

/**
 * What a step moves: `sums`, passes that read so many arrays of float32; then bytes of a gradient, which is read, and of each array that is read and
 * written. As bench/peers/workers/traffic.mjs has it; LAMB's norms need all arrays once more.
 */
export const traffic = {
  ...Object.fromEntries(Object.entries(knownTraffic).map(([name, one]) => [name, wide(one)])),
  lamb: wide({ sums: [4], writes: 3 }),
  // Of its passes alone: gradient and momentum for the norm, again beside the matrix that products take; with what these leave, momentum and parameters.
  muon: wide({ sums: [2, 3, 1], writes: 2 }),
  adamBf16: { sums: [], gradient: 4, written: [4, 2, 2] },
  adamQ8: { sums: [], gradient: 4, written: [4, 1, 1] },
  adamBfloat16: halves,
  adamFloat16: halves,
};

const sum = (numbers) => numbers.reduce((all, one) => all + one, 0);

/** Bytes a parameter that a step moves at least. */
export function bytesOf(optimizer) {
  const { sums, gradient, written } = traffic[optimizer];
  return 4 * sum(sums) + gradient + 2 * sum(written);
}

/** [n, count] in the order of tables: parameters, and the tensors that they are divided among. */
export const sizes = [
  [1e6, 1],
  [1e6, 1000],
  [1e7, 1],
  [1e8, 1],
  [1e9, 1],
];
/** Optimizers whose tensors are matrices. */
export const ofMatrices = new Set(["adafactor", "muon"]);

/** One matrix that its products are done with in some seconds. */
const ofProducts = ([n, count]) => count === 1 && n < 1e8;
/** Of forms in fewer bits, those that say how fast they are beside float32. */
const ofStored = ([n, count]) => count === 1 && n < 1e9;
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
    optimizers.flatMap((optimizer) =>
      chosen
        .filter((size) => !(optimizer in stored) || ofStored(size))
        .filter((size) => optimizer !== "muon" || ofProducts(size))
        .map(([n, count]) => ({ optimizer, n, count })),
    );
  if (dry) return all(small);
  return [...all(sizes.slice(0, -1)), ...all(sizes.slice(-1))];
}
