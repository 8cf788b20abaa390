/**
 * Rounding to numbers of fewer bits, by chance: up with the share of the way that a number has gone to the next one, so that on average
 * nothing is lost. Connolly, Higham, Mary: Stochastic Rounding and Its Probabilistic Backward Error Analysis, SIAM J. Sci. Comput. 2021.
 */
import type { DType } from "../dtype.ts";
import { type Elementwise, ofNumbers, type Rows } from "./row.ts";

/** Bits of a drawn number. */
const drawnBits = 16;

const spread = 0x85ebca6b;
const step = 0x9e3779b1;
const factor = 0x2c1b3c6d;

/**
 * A whole number below 2^16 for an element, from a key of 24 bits. A Weyl sequence, mixed by a multiplication between two shifts.
 * It is no generator for anything but rounding.
 */
export function drawAt(key: number, element: number): number {
  let word = (Math.imul(key, spread) + Math.imul(element, step)) | 0;
  word = Math.imul(word ^ (word >>> 15), factor);
  return (word ^ (word >>> 15)) & (2 ** drawnBits - 1);
}

const number = new Float32Array(1);
const bits = new Uint32Array(number.buffer);

/** A float32 without its last bits; a number of 16 bits, `drawn`, is added to the highest of them before. */
function rounded(x: number, drawn: number, dropped: number): number {
  number[0] = x;
  // A carry out of a fraction raises the exponent, as it should; NaN alone must not be touched.
  if (Number.isNaN(number[0])) return Number.NaN;
  bits[0] = (bits[0]! + drawn * 2 ** (dropped - drawnBits)) & -(2 ** dropped);
  return number[0];
}

const words = (value: number): string => `v128.const ${value} ${value} ${value} ${value}`;

const demoted = ["x", "y"].flatMap((name) => [name, "f32x4.demote_f64x2_zero", `set ${name}`]);

/** What is done to two float32, for a dtype: float64 is rounded to it before. */
const inFloat32 = (dtype: DType, lines: readonly string[]): readonly string[] =>
  dtype === "float32" ? lines : [...demoted, ...lines, "f64x2.promote_low_f32x4"];

/** The row of an operation that drops so many bits of a float32. */
const dropping = (dropped: number, tex: string, c: string) =>
  ({
    ...ofNumbers[2],
    evaluate: (x, y) => rounded(x, y, dropped),
    internal: true,
    tex: `\\mathrm{${tex}}`,
    derivative: { refused: "it is a random number" },
    js: (m, end, o, a, b) => {
      for (; o < end; o++, a++, b++) m[o] = rounded(m[a], m[b], dropped);
    },
    wasm: (dtype) =>
      inFloat32(dtype, [
        words(0x7fc00000),
        // Adding 2^23 puts a whole number into the lowest bits.
        ...["x", "y", words(0x4b000000), "f32x4.add", words(2 ** drawnBits - 1), "v128.and"],
        ...[`i32.const ${dropped - drawnBits}`, "i32x4.shl"],
        ...["i32x4.add", words(-(2 ** dropped)), "v128.and", "x", "x", "f32x4.ne", "v128.bitselect"],
      ]),
    c: `${c}(x, y)`,
  }) as const satisfies Elementwise;

export const rounding = {
  /** A whole number below 2^16 by chance, from a key: which, depends on the element's index. */
  draw: {
    ...ofNumbers[1],
    isDrawn: true,
    evaluateAt: (element, key) => drawAt(key, element),
    internal: true,
    tex: "\\mathrm{draw}",
    derivative: { refused: "it is a random number" },
    js: (m, end, o, key, element) => {
      for (; o < end; o++, key++) m[o] = drawAt(m[key], element++);
    },
    wasm: (dtype) => [
      ...(dtype === "float32" ? ["i32x4.trunc_sat_f32x4_s"] : ["i32x4.trunc_sat_f64x2_u_zero"]),
      ...[words(spread | 0), "i32x4.mul", "element", "i32x4.splat", "v128.const 0 1 2 3", "i32x4.add"],
      ...[words(step | 0), "i32x4.mul", "i32x4.add", "tee word"],
      ...["get word", "i32.const 15", "i32x4.shr_u", "v128.xor", words(factor), "i32x4.mul", "tee word"],
      ...["get word", "i32.const 15", "i32x4.shr_u", "v128.xor", words(2 ** drawnBits - 1), "v128.and"],
      dtype === "float32" ? "f32x4.convert_i32x4_s" : "f64x2.convert_low_i32x4_u",
    ],
    c: "drawAt(x, element)",
  },
  /**
   * A number as bfloat16 has it, with 8 significant bits and the exponents of float32. `y`, a whole number from 0 to 2^16 - 1, is added
   * to the 16 bits that are dropped. NaN stays NaN; from 3.3962e38 on, beyond the largest of these numbers, it may become infinite.
   */
  toBfloat16: dropping(16, "bf16", "toBfloat16"),
  /** A number with 4 significant bits; `y` is added to the highest 16 of the 20 bits that are dropped. */
  toFourBits: dropping(20, "four\\ bits", "toFourBits"),
} as const satisfies Rows;
