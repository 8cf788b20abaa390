/**
 * Powers, roots, exponential and logarithm. Where a device does not have one, it is lowered to a text that all have, so that
 * all give the same bits. Methods: reduction of the range, then a series.
 */

import { exponential, exponentOf, logarithm, power, powerOfTwo } from "../arithmetic.ts";
import {
  cubeRoot,
  cubeRootInstructions,
  cubeRootText,
  estimate,
  estimateFloat32,
  estimateInstructions,
} from "../cube-root.ts";
import { ofNumbers, type Rows } from "./row.ts";
import { factorial, horner, ln2, scale } from "./series.ts";

/** Adding 2^mantissa puts a whole number into the lowest bits, where a shift reaches it, and takes it out again. */
const bits = {
  float32: { mantissa: 23, bias: 127, words: "i32x4" },
  float64: { mantissa: 52, bias: 1023, words: "i64x2" },
} as const;

/** Powers that need no logarithm; the special values are those of Math.pow. */
const roots: ReadonlyMap<number, () => string> = new Map([
  [1 / 3, () => "power = cubeRoot(x)"],
  [0.25, () => "power = where(x == -1/0, 1/0, sqrt(sqrt(x)) + 0)"],
  [0.5, () => "power = where(x == -1/0, 1/0, sqrt(x) + 0)"],
  [1.5, () => "power = where(x == -1/0, 1/0, x*sqrt(x))"],
]);

export const powers = {
  pow: {
    ...ofNumbers[2],
    evaluate: power,
    infix: ["^", 7],
    name: "pow",
    tex: "#1^{#2}",
    derivative: ["y*x^(y - 1)", "w*log(x)"],
    lower: (_, [, exponent]) => {
      const root = exponent === undefined ? undefined : roots.get(exponent);
      if (root) return root();
      // Only -0 is below 0 by its reciprocal alone; a negative number has no power that is not whole, -infinity has.
      return `
        r = exp(y*log(abs(x)))
        whole = floor(y) == y
        odd = whole && 2*floor(0.5*y) != y
        s = where((x < 0 || 1/x < 0) && odd, -r, where(x < 0 && x > -1/0 && !whole, 0/0, r))
        power = where(y == 0, 1, s)`;
    },
  },
  cbrt: {
    ...ofNumbers[1],
    evaluate: (x) => (x < 0 ? -cubeRoot(-x) : x === 0 ? x : cubeRoot(x)),
    tex: "\\sqrt[3]{#1}",
    derivative: ["1/(3*w^2)"],
    lower: () => `
      r = abs(x)^(1/3)
      root = where(x < 0, -r, where(x == 0, x, r))`,
  },
  /** The cube root of a positive normal number within 4 percent: the first step of `x^(1/3)`. */
  third: {
    ...ofNumbers[1],
    evaluate: estimate,
    internal: true,
    tex: "\\sqrt[3]{#1}",
    derivative: { refused: "it is an estimate" },
    js: (m, end, o, a) => {
      const estimated = m instanceof Float32Array ? estimateFloat32 : estimate;
      for (; o < end; o++, a++) m[o] = estimated(m[a]);
    },
    wasm: (dtype) => estimateInstructions[dtype],
    c: "estimate(x)",
    wgsl: "estimate(x)",
  },
  /** x^(1/3). */
  cubeRoot: {
    ...ofNumbers[1],
    evaluate: cubeRoot,
    internal: true,
    tex: "\\sqrt[3]{#1}",
    derivative: ["1/(3*w^2)"],
    wasm: cubeRootInstructions,
    lower: cubeRootText,
  },
  sqrt: {
    ...ofNumbers[1],
    evaluate: (x) => Math.sqrt(x),
    tex: "\\sqrt{#1}",
    derivative: ["1/(2*w)"],
    js: (m, end, o, a) => {
      for (; o < end; o++, a++) m[o] = Math.sqrt(m[a]);
    },
    wasm: "sqrt",
    c: "sqrt(x)",
    wgsl: "sqrt(x)",
  },
  exp: {
    ...ofNumbers[1],
    evaluate: exponential,
    tex: "e^{#1}",
    derivative: ["w"],
    // e^x = 2^k e^r with |r| <= ln 2 / 2. Outside [low, high] the result is 0 or infinite whatever x is.
    lower: (dtype) => {
      const [high, low] = ln2[dtype];
      const [least, most, terms] = dtype === "float32" ? [-104, 89, 8] : [-746, 710, 15];
      return `
        z = min(max(x, ${least}), ${most})
        k = floor(${Math.LOG2E}*z + 0.5)
        r = z - k*${high} - k*(${low})
        e = ${scale(`(${horner("r", terms, (n) => `1/${factorial(n)}`)})`, "k")}`;
    },
  },
  log: {
    ...ofNumbers[1],
    evaluate: logarithm,
    tex: "\\ln(#1)",
    derivative: ["1/x"],
    // ln x = e ln 2 + 2 atanh(s), s = (m - 1)/(m + 1), x = m 2^e, m between sqrt(1/2) and sqrt(2).
    lower: (dtype) => {
      const [high, low] = ln2[dtype];
      const [tiny, bits, terms] = dtype === "float32" ? [2 ** -126, 24, 5] : [2 ** -1022, 54, 12];
      return `
        n = where(x < ${tiny}, ${2 ** bits}*x, x)
        k = exponent(n)
        w = ${scale("n", "(-k)")}
        m = where(w > ${Math.SQRT2}, 0.5*w, w)
        e = k + where(w > ${Math.SQRT2}, 1, 0) - where(x < ${tiny}, ${bits}, 0)
        s = (m - 1)/(m + 1)
        z = s*s
        a = s*(${horner("z", terms, (n) => `2/${2 * n + 1}`)})
        l = e*${high} + (a + e*(${low}))
        log = where(x == 0, -1/0, where(x > 0, where(x < 1/0, l, x), 0/0))`;
    },
  },
  /** 2^k for a whole k in the range of normal numbers: a step of `exp`. */
  exp2: {
    ...ofNumbers[1],
    evaluate: powerOfTwo,
    internal: true,
    tex: "2^{#1}",
    derivative: { refused: "it is defined for whole numbers only" },
    js: (m, end, o, k) => {
      for (; o < end; o++, k++) m[o] = powerOfTwo(m[k]);
    },
    wasm: (dtype) => {
      const { mantissa, bias, words } = bits[dtype];
      return [`const ${2 ** mantissa + bias}`, "add", `i32.const ${mantissa}`, `${words}.shl`];
    },
    c: "powerOfTwo(x)",
    wgsl: "powerOfTwo(x)",
  },
  /** The binary exponent of a positive normal number: a step of `log`. */
  exponent: {
    ...ofNumbers[1],
    evaluate: exponentOf,
    internal: true,
    tex: "\\lfloor \\log_2 #1 \\rfloor",
    derivative: ["0"],
    js: (m, end, o, a) => {
      for (; o < end; o++, a++) m[o] = exponentOf(m[a]);
    },
    wasm: (dtype) => {
      const { mantissa, bias, words } = bits[dtype];
      const whole = [`const ${2 ** mantissa}`, "v128.or", `const ${2 ** mantissa + bias}`, "sub"];
      return [`i32.const ${mantissa}`, `${words}.shr_u`, ...whole];
    },
    c: "exponentOf(x)",
    wgsl: "exponentOf(x)",
  },
} as const satisfies Rows;
