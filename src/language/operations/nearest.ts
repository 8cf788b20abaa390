/**
 * The nearest number of 16 bits, of two the even one: what codes of a parameter hold of its master. IEEE 754-2008, 4.3.1; Kalamkar et al.: A
 * Study of BFLOAT16 for Deep Learning Training, 2019.
 */
import { codingOf, type HalfCoding, words } from "../storage.ts";
import { inFloat32 } from "./rounding.ts";
import { type Elementwise, ofNumbers, type Rows } from "./row.ts";

/** The row of such an operation. NaN and infinities stay. */
function nearestIn(coding: HalfCoding, name: string, lines: readonly string[]) {
  const { decode, encode } = codingOf(coding)!;
  const nearest = (x: number): number => decode(encode(Math.fround(x)));
  const selected = [words(0x7fc00000), ...lines, "x", "x", "f32x4.ne", "v128.bitselect"];
  return {
    ...ofNumbers[1],
    evaluate: nearest,
    internal: true,
    tex: `\\mathrm{${coding}}`,
    derivative: { refused: "it has steps" },
    js: (m, end, o, x) => {
      for (; o < end; o++) m[o] = nearest(m[x++]!);
    },
    wasm: (dtype) => inFloat32(dtype, selected, ["x"]),
    c: `${name}(x)`,
    wgsl: `${name}(x)`,
  } as const satisfies Elementwise;
}

export const nearest = {
  /** The nearest number of bfloat16. */
  bf16: nearestIn("bf16", "nearestBfloat16", [
    ...["x", "x", "i32.const 16", "i32x4.shr_u", words(1), "v128.and", "i32x4.add"],
    ...[words(0x7fff), "i32x4.add", words(-(2 ** 16)), "v128.and"],
  ]),
  /** The nearest number of float16. */
  f16: nearestIn("f16", "nearestFloat16", [
    ...["x", "f32x4.abs", words(0x47800000), "f32x4.min", "tee size"],
    // The last bit of what is added is that of float16.
    ...[words(0x7f800000), "v128.and", words(0x38800000), "i32x4.max_s", words(0x06800000), "i32x4.add"],
    ...["set spacing", "get size", "get spacing", "f32x4.add", "get spacing", "f32x4.sub", "set size"],
    ...[words(0x7f800000), "get size", "get size", words(0x477fffff), "i32x4.gt_s", "v128.bitselect"],
    ...["x", words(-(2 ** 31)), "v128.and", "v128.or"],
  ]),
} as const satisfies Rows;
