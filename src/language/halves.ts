/**
 * float16 and bfloat16 as types of parameters: the code of float16, and the operations `f16` and `bf16`, which give the nearest number of
 * each. IEEE 754-2008, 3.4 and 4.3.1; Kalamkar et al.: A Study of BFLOAT16 for Deep Learning Training, 2019. Few need them, so the tables
 * get these rows when parameters in 16 bits come.
 */

import { inFloat32, words } from "./operations/rounding.ts";
import { type Elementwise, ofNumbers } from "./operations/row.ts";
import { addOperation } from "./operations.ts";
import { addCoding, bitsOf, type Coding, codingOf, type HalfCoding, numberOf } from "./storage.ts";

/** What float32's exponents are greater by than float16's, and the least normal number of float16; as bits of float32. */
const [rebias, leastNormal] = [0x38000000, 0x38800000];

/** float16: 5 bits of exponent, 11 significant bits; evenly spaced below 2^-14. */
const f16: Coding = {
  bytes: 2,
  decode: (code) => {
    const size = code & 0x7fff;
    const special = size > 0x7c00 ? Number.NaN : Number.POSITIVE_INFINITY;
    const finite = size < 0x400 ? size * 2 ** -24 : numberOf((size << 13) + rebias);
    const value = size < 0x7c00 ? finite : special;
    return code > 0x7fff ? -value : value;
  },
  encode: (value) => {
    if (Number.isNaN(value)) return 0x7e00;
    const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0;
    const size = Math.abs(value);
    if (size >= 2 ** 16) return sign | 0x7c00;
    // The last bit of what is added, in float64, is that of float16; below 2^-14 all have the same.
    const spacing = numberOf(Math.max(bitsOf(size) & 0x7f800000, leastNormal)) * 2 ** 42;
    const nearest = size + spacing - spacing;
    return sign | (nearest < 2 ** -14 ? nearest * 2 ** 24 : (bitsOf(nearest) - rebias) >>> 13);
  },
  wasm: {
    load: [
      ...["set code", "get code", words(0x7fff), "v128.and", "set size"],
      ...["get size", "i32.const 13", "i32x4.shl", words(rebias), "i32x4.add", "set plain"],
      ...["get plain", words(0x800000), "i32x4.add", `const ${2 ** -14}`, "sub"],
      ...["get plain", words(rebias), "i32x4.add", "get plain"],
      ...["get size", words(0x7bff), "i32x4.gt_s", "v128.bitselect"],
      ...[words(0x400), "get size", "i32x4.gt_s", "v128.bitselect"],
      ...["get code", words(0x8000), "v128.and", "i32.const 16", "i32x4.shl", "v128.or"],
    ],
    store: [
      ...["set number", "get number", words(0x7fffffff), "v128.and", "set size"],
      ...["get size", "const 0.5", "add", words(0x3f000000), "i32x4.sub"],
      ...["get size", words(rebias), "i32x4.sub", "i32.const 13", "i32x4.shr_u"],
      ...[words(0x7c00), "i32x4.min_u", words(leastNormal), "get size", "i32x4.gt_s", "v128.bitselect"],
      ...["get number", "get number", "f32x4.ne", words(0x200), "v128.and", "v128.or"],
      ...["get number", words(-(2 ** 31)), "v128.and", "i32.const 16", "i32x4.shr_u", "v128.or"],
    ],
  },
  c: { load: "fromFloat16(x)", store: "toFloat16(x)" },
};

/** The row of an operation that gives the nearest number of a coding, of two the even one. NaN and infinities stay. */
function nearestIn(coding: HalfCoding, name: string, lines: readonly string[]): Elementwise {
  const { decode, encode } = codingOf(coding)!;
  const nearest = (x: number): number => decode(encode(Math.fround(x)));
  const selected = [words(0x7fc00000), ...lines, "x", "x", "f32x4.ne", "v128.bitselect"];
  return {
    ...ofNumbers[1],
    evaluate: nearest,
    internal: true,
    tex: `\\mathrm{${coding}}`,
    derivative: { refused: "it has steps" },
    js: (m, end, o, a) => {
      for (; o < end; o++, a++) m[o] = nearest(m[a]!);
    },
    wasm: (dtype) => inFloat32(dtype, selected, ["x"]),
    c: `${name}(x)`,
    wgsl: `${name}(x)`,
  };
}

/** Brings the rows. */
export function addHalves(): void {
  if (codingOf("f16")) return;
  addCoding("f16", f16);
  const bf16 = ["x", "x", "i32.const 16", "i32x4.shr_u", words(1), "v128.and", "i32x4.add"];
  addOperation(
    "bf16",
    nearestIn("bf16", "nearestBfloat16", [
      ...bf16,
      ...[words(0x7fff), "i32x4.add", words(-(2 ** 16)), "v128.and"],
    ]),
  );
  addOperation(
    "f16",
    nearestIn("f16", "nearestFloat16", [
      ...["x", "f32x4.abs", words(0x47800000), "f32x4.min", "tee size"],
      // The last bit of what is added is that of float16.
      ...[words(0x7f800000), "v128.and", words(leastNormal), "i32x4.max_s", words(0x06800000), "i32x4.add"],
      ...["set spacing", "get size", "get spacing", "f32x4.add", "get spacing", "f32x4.sub", "set size"],
      ...[words(0x7f800000), "get size", "get size", words(0x477fffff), "i32x4.gt_s", "v128.bitselect"],
      ...["x", words(-(2 ** 31)), "v128.and", "v128.or"],
    ]),
  );
}
