/**
 * The cube root of positive numbers: an estimate from a third of the bits, then a polynomial for what it lacks; in float64 one
 * more step. The same operations as a function and as a text of the language, so that all devices give the same bits.
 * Error: below 1.25 units in the last place.
 */
import type { DType } from "./dtype.ts";

const doubles = /* @__PURE__ */ new DataView(/* @__PURE__ */ new ArrayBuffer(8));
const floats = /* @__PURE__ */ new DataView(/* @__PURE__ */ new ArrayBuffer(4));

/** Added to a third of the high word. */
export const plusHighWord = 715098163;

/** The cube root of a normal x > 0 within 4 percent: a third of its bits, to five digits, and what makes it so. */
export function estimate(x: number): number {
  doubles.setFloat64(0, x);
  let third = doubles.getInt32(0) >> 2;
  third += third >> 2;
  third += third >> 4;
  third += third >> 8;
  doubles.setInt32(0, third + plusHighWord);
  doubles.setInt32(4, 0);
  return doubles.getFloat64(0);
}

/** A third of the bits, without the last 8; and 2^23, which puts a whole number into the lowest bits, with what is added. */
export const third = Math.fround(1 / 768);
export const plusThird = 2 ** 23 + 2773235;

/** The same for a float32, whose bits it is made from. */
export function estimateFloat32(x: number): number {
  floats.setFloat32(0, x);
  floats.setFloat32(0, Math.fround(Math.fround(floats.getInt32(0)) * third) + plusThird);
  floats.setInt32(0, floats.getInt32(0) << 8);
  return floats.getFloat32(0);
}

/** The same in WebAssembly, of the vector on the stack. */
export const estimateInstructions = {
  float32: [
    ...["f32x4.convert_i32x4_s", `const ${third}`, "mul", `const ${plusThird}`, "add"],
    ...["i32.const 8", "i32x4.shl"],
  ],
  float64: [
    ...["i32.const 2", "i32x4.shr_s", "tee third"],
    ...[2, 4, 8].flatMap((by) => ["get third", `i32.const ${by}`, "i32x4.shr_s", "i32x4.add", "tee third"]),
    ...[`v128.const 0 ${plusHighWord} 0 ${plusHighWord}`, "i32x4.add", "v128.const 0 -1 0 -1", "v128.and"],
  ],
} as const;

/** (1 + d)^(-1/3) = 1 + d (c0 + d (c1 + ...)) for |d| < 0.108, within 7e-9. */
const coefficients = {
  float32: [
    -0.33333334699007383, 0.22221791733880258, -0.1728288674734427, 0.14550327846450734, -0.12677997091652404,
  ],
  float64: [
    -0.3333333458905001, 0.22221568183196413, -0.17283056096605842, 0.14584637755462324, -0.12656676842269968,
  ],
} as const;

/** Normal numbers begin here; smaller ones are multiplied by a cube, and their root divided by its root. */
const range = {
  float32: { normal: 2 ** -126, up: 2 ** 24, down: 2 ** -8 },
  float64: { normal: 2 ** -1022, up: 2 ** 54, down: 2 ** -18 },
} as const;

/**
 * x to the power 1/3, with the special cases of Math.pow: NaN below 0.
 * @example cubeRoot(27) // 3
 */
export function cubeRoot(x: number): number {
  if (x + x === x) return Math.abs(x);
  if (!(x > 0)) return Number.NaN;
  const { normal, up, down } = range.float64;
  const a = x < normal ? up * x : x;
  const first = estimate(a);
  const d = (first / a) * (first * first) - 1;
  const [c0, c1, c2, c3, c4] = coefficients.float64;
  const s = d * d;
  const second = first + first * (d * (c0 + d * c1 + s * (c2 + d * c3 + s * c4)));
  const e = (second / a) * (second * second) - 1;
  const root = second + second * (e * (-1 / 3 + e * (2 / 9)));
  return x < normal ? down * root : root;
}

/** The same as a text in x. */
export function cubeRootText(dtype: DType): string {
  const { normal, up, down } = range[dtype];
  const [c0, c1, c2, c3, c4] = coefficients[dtype].map((coefficient) => `(${coefficient})`);
  const last = dtype === "float32" ? "r" : "root";
  return `
    a = where(x < ${normal}, ${up}*x, x)
    f = third(a)
    d = (f/a)*(f*f) - 1
    q = d*d
    r = f + f*(d*(${c0} + d*${c1} + q*(${c2} + d*${c3} + q*${c4})))
    e = (r/a)*(r*r) - 1
    root = r + r*(e*(-1/3 + e*(2/9)))
    s = where(x < ${normal}, ${down}*${last}, ${last})
    power = where(x + x == x, abs(x), where(x < 0, 0/0, s))`;
}

const four = (word: number): string => Array<number>(4).fill(word).join(" ");

/**
 * The same in WebAssembly, of x. Numbers that are not normal and above 0 are put right on ways of their own, which are seldom
 * taken.
 */
export function cubeRootInstructions(dtype: DType): string[] {
  const { normal, up, down } = range[dtype];
  const [c0, c1, c2, c3, c4] = coefficients[dtype].map((coefficient) => `const ${coefficient}`);
  const series = [
    ...["get d", "get d", "mul", "set q", `${c0}`, "get d", `${c1}`, "mul", "add"],
    ...["get q", `${c2}`, "get d", `${c3}`, "mul", "add", "get q", `${c4}`, "mul", "add", "mul", "add"],
  ];
  const error = ["get root", "get a", "div", "get root", "get root", "mul", "mul", "const 1", "sub", "tee d"];
  // The bits of normal numbers above 0, and of no others, are at least those of the least one, and stay positive with them added.
  const special =
    dtype === "float32"
      ? [`v128.const ${four(2 ** 24)}`, "x", `v128.const ${four(2 ** 23)}`, "i32x4.add", "i32x4.gt_s"]
      : ["x", `const ${normal}`, "ge", "x", "const Infinity", "lt", "v128.and", "v128.not"];
  const correct = (...factor: string[]) => [
    "get root",
    ...error,
    ...factor,
    "mul",
    "get root",
    "mul",
    "add",
    "set root",
  ];
  return [
    ...["x", "tee a", ...estimateInstructions[dtype], "set root"],
    ...[...special, "tee special"],
    ...[
      "v128.any_true",
      "if",
      `const ${up}`,
      "x",
      "mul",
      "x",
      "x",
      `const ${normal}`,
      "lt",
      "v128.bitselect",
    ],
    ...["tee a", ...estimateInstructions[dtype], "set root", "end"],
    ...correct(...series),
    ...(dtype === "float64" ? correct(`const ${2 / 9}`, "get d", "mul", `const ${-1 / 3}`, "add") : []),
    ...["get special", "v128.any_true", "if", "x", "abs"],
    ...[`const ${down}`, "get root", "mul", "get root", "x", `const ${normal}`, "lt", "v128.bitselect"],
    ...["x", "const 0", "lt", "v128.or", "x", "x", "add", "x", "eq", "v128.bitselect", "set root", "end"],
    "get root",
  ];
}
