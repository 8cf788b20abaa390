/**
 * Rounding to numbers of fewer bits, by chance: up with the share of the way that a number has gone to the next one, so that on average
 * nothing is lost. Connolly, Higham, Mary: Stochastic Rounding and Its Probabilistic Backward Error Analysis, SIAM J. Sci. Comput. 2021.
 */
import type { DType } from "../dtype.ts";
import { words } from "../storage.ts";
import { type Drawn, type Elementwise, ofNumbers, type Rows } from "./row.ts";

const number = new Float32Array(1);
const bits = new Uint32Array(number.buffer);

const spread = 0x85ebca6b;
const step = 0x9e3779b1;
const factor = 0x2c1b3c6d;

/**
 * Random bits for an element, from a key of 24 bits. A Weyl sequence, mixed by a multiplication between two shifts. It is no generator
 * for anything but rounding.
 *
 * @returns a whole number below 2^`count`: the lowest bits of a word of 32 where `half` is 0, its highest where it is 1.
 */
function drawAt(key: number, element: number, half: number, count: number): number {
  let word = (Math.imul(key, spread) + Math.imul(element, step)) | 0;
  word = Math.imul(word ^ (word >>> 15), factor);
  word ^= word >>> 15;
  return half === 0 ? word & (2 ** count - 1) : word >>> (32 - count);
}

/** A float32 without its last bits; as many random ones are added to them before. */
function rounded(x: number, dropped: number, key: number, half: number, element: number): number {
  const drawn = drawAt(key, element, half, dropped);
  number[0] = x;
  // A carry out of a fraction raises the exponent, as it should; NaN alone must not be touched.
  if (Number.isNaN(number[0])) return Number.NaN;
  bits[0] = (bits[0]! + drawn) & -(2 ** dropped);
  return number[0];
}

/** The word of `drawAt`, from the key `y`. */
const word = [
  ...["y", "i32x4.trunc_sat_f32x4_s"],
  ...[words(spread), "i32x4.mul", "element", "i32x4.splat", "v128.const 0 1 2 3", "i32x4.add"],
  ...[words(step), "i32x4.mul", "i32x4.add", "tee word"],
  ...["get word", "i32.const 15", "i32x4.shr_u", "v128.xor", words(factor), "i32x4.mul", "tee word"],
  ...["get word", "i32.const 15", "i32x4.shr_u", "v128.xor"],
];

/** What is done to float32 arguments, for a dtype: float64 is rounded to it before. */
export const inFloat32 = (
  dtype: DType,
  lines: readonly string[],
  names: readonly string[],
): readonly string[] =>
  dtype === "float32"
    ? lines
    : [
        ...names.flatMap((name) => [name, "f32x4.demote_f64x2_zero", `set ${name}`]),
        ...[...lines, "f64x2.promote_low_f32x4"],
      ];

/**
 * The row of an operation that drops so many bits of a float32 `x`. Which way it goes depends on the key `y` and on the element; `z`, 0 or
 * 1, chooses a half of the random bits, so that two values need one word.
 */
const dropping = (dropped: number, tex: string) =>
  ({
    ...ofNumbers[3],
    isDrawn: true,
    evaluateAt: (element, x, key, half) => rounded(x, dropped, key, half, element),
    internal: true,
    tex: `\\mathrm{${tex}}`,
    derivative: { refused: "it is a random number" },
    js: (m, end, o, x, key, half, element) => {
      for (; o < end; o++) m[o] = rounded(m[x++], dropped, m[key++], m[half++], element++);
    },
    wasm: (dtype, [, , half]) =>
      inFloat32(
        dtype,
        [
          ...word,
          ...(half ? [`i32.const ${32 - dropped}`, "i32x4.shr_u"] : [words(2 ** dropped - 1), "v128.and"]),
          ...["x", "x", "f32x4.eq", "v128.and", "x", "i32x4.add", words(-(2 ** dropped)), "v128.and"],
        ],
        ["x", "y"],
      ),
    c: `dropBits(x, drawAt(y, element), z, ${dropped})`,
    wgsl: `dropBits(x, drawAt(y, element), z, ${dropped}u)`,
  }) as const satisfies Drawn;

/** The bits of an exponent, and of the sum of the exponents of a power of two and of one by it. */
const [exponents, inverse] = [0x7f800000, 0x7f000000];

function halved(x: number, isInverse: boolean): number {
  number[0] = x;
  const exponent = (bits[0]! >>> 1) & exponents;
  bits[0] = isInverse ? inverse - exponent : exponent;
  return number[0];
}

/** The row of a power of two with half the exponent of a float32 above 0, or of one by it. */
const halving = (isInverse: boolean, tex: string) =>
  ({
    ...ofNumbers[1],
    evaluate: (x) => halved(x, isInverse),
    internal: true,
    tex: `\\mathrm{${tex}}`,
    derivative: { refused: "it jumps" },
    js: (m, end, o, x) => {
      for (; o < end; o++) m[o] = halved(m[x++], isInverse);
    },
    wasm: (dtype) =>
      inFloat32(
        dtype,
        [
          ...(isInverse ? [words(inverse)] : []),
          ...["x", "i32.const 1", "i32x4.shr_u", words(exponents), "v128.and"],
          ...(isInverse ? ["i32x4.sub"] : []),
        ],
        ["x"],
      ),
    c: `halved(x, ${Number(isInverse)})`,
    wgsl: `halved(x, ${Number(isInverse)}u)`,
  }) as const satisfies Elementwise;

export const rounding = {
  /**
   * A number as bfloat16 has it, with 8 significant bits and the exponents of float32. NaN stays NaN; from 3.3962e38 on, beyond the largest
   * of these numbers, it may become infinite.
   */
  toBfloat16: dropping(16, "bf16"),
  /** A number with 4 significant bits. */
  toFourBits: dropping(20, "four\\ bits"),
  /** A number with 3 significant bits. */
  toThreeBits: dropping(21, "three\\ bits"),
  /** A power of two about as large as the root of `x`, times 2^-63: half the exponent of a float32, as its bits have it. */
  halfPower: halving(false, "half\\ power"),
  /** One by it. */
  overHalfPower: halving(true, "over\\ half\\ power"),
} as const satisfies Rows;
