/** Random numbers of elements: keys of a tensor at a step, an element's number from them, and the normal distribution. */

import type { DType } from "../dtype.ts";
import { quantile, quantileText } from "../quantile.ts";
import { keyBits, keyOf, parity, rotations, uniformAt } from "../random.ts";
import { ofNumbers, type Rows } from "./row.ts";

const isRandom = { refused: "it is a random number" };

export const noise = {
  /** A key for the random numbers of a tensor at a step: of seed, step and the tensor's hash. */
  key0: {
    ...ofNumbers[3],
    isPlanned: true,
    evaluate: (x, y, z) => keyOf(0, x, y, z),
    internal: true,
    tex: "k_0",
    derivative: isRandom,
  },
  key1: {
    ...ofNumbers[3],
    isPlanned: true,
    evaluate: (x, y, z) => keyOf(1, x, y, z),
    internal: true,
    tex: "k_1",
    derivative: isRandom,
  },
  /** An element's random number, from two keys: the only operation that depends on the element's index. */
  random: {
    ...ofNumbers[2],
    isDrawn: true,
    evaluateAt: (element, key0, key1) => uniformAt(key0, key1, element),
    internal: true,
    tex: "\\mathrm{random}",
    derivative: isRandom,
    js: (m, end, o, key0, key1, element) => {
      for (; o < end; o++, key0++, key1++) m[o] = uniformAt(m[key0], m[key1], element++);
    },
    wasm: threefry,
    c: "uniformAt(x, y, element)",
    wgsl: "uniformAt(x, y, element)",
  },
  /** The number below which a given share of the normal distribution lies. */
  quantile: {
    ...ofNumbers[1],
    evaluate: quantile,
    internal: true,
    tex: "\\xi",
    derivative: isRandom,
    lower: () => quantileText,
  },
} as const satisfies Rows;

/** `uniformAt` of `../random.ts` for as many elements as a vector holds. */
function threefry(dtype: DType): string[] {
  const [toWords, fromWords] =
    dtype === "float32"
      ? ["i32x4.trunc_sat_f32x4_u", "f32x4.convert_i32x4_u"]
      : ["i32x4.trunc_sat_f64x2_u_zero", "f64x2.convert_low_i32x4_u"];
  const words = (value: number): string => `v128.const ${value} ${value} ${value} ${value}`;
  const rotate = (by: number): string[] => [
    ...["get word1", `i32.const ${by}`, "i32x4.shl"],
    ...["get word1", `i32.const ${32 - by}`, "i32x4.shr_u", "v128.or"],
  ];
  const inject = (word: string, key: number, count: number): string[] => [
    ...[`get ${word}`, `get key${key % 3}`, "i32x4.add"],
    ...(count ? [words(count), "i32x4.add"] : []),
    `set ${word}`,
  ];
  const rounds = Array.from({ length: 20 }, (_, round): string[] => {
    const injection = (round + 1) / 4;
    return [
      ...["get word0", "get word1", "i32x4.add", "set word0"],
      ...[...rotate(rotations[round % 8]!), "get word0", "v128.xor", "set word1"],
      ...(round % 4 === 3
        ? [...inject("word0", injection, 0), ...inject("word1", injection + 1, injection)]
        : []),
    ];
  });
  return [
    ...[toWords, "set key1", toWords, "tee key0"],
    ...["get key1", "v128.xor", words(parity), "v128.xor", "set key2"],
    ...["element", "i32x4.splat", "v128.const 0 1 2 3", "i32x4.add"],
    ...["get key0", "i32x4.add", "set word0", "get key1", "set word1"],
    ...rounds.flat(),
    // The highest 23 bits b of the first word as (2 b + 1) / 2^24: exact in both dtypes.
    ...["get word0", `i32.const ${33 - keyBits}`, "i32x4.shr_u", fromWords],
    ...[`const ${2 ** (1 - keyBits)}`, "mul", `const ${2 ** -keyBits}`, "add"],
  ];
}
