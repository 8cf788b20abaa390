/**
 * Functions of WGSL that rows of the table of operations and kernels call. They are written for `F`, `U`, `I` and `B`: numbers, words,
 * whole numbers and conditions, of one element or of four. A module has those that it calls.
 */
import { plusThird, third } from "../../language/cube-root.ts";
import { keyBits, parity, rotations } from "../../language/random.ts";

/** Types of one element, or of four. */
export const aliases = (lanes: 1 | 4): string =>
  lanes === 1
    ? "alias F = f32;\nalias U = u32;\nalias I = i32;\nalias B = bool;"
    : "alias F = vec4f;\nalias U = vec4u;\nalias I = vec4i;\nalias B = vec4<bool>;";

/** `uniformAt` of the language. */
function uniformAt(): string[] {
  const rounds = Array.from({ length: 20 }, (_, round): string[] => {
    const by = rotations[round % 8]!;
    const injection = (round + 1) / 4;
    return [
      "a += b;",
      `b = ((b << U(${by}u)) | (b >> U(${32 - by}u))) ^ a;`,
      ...(round % 4 === 3
        ? [`a += k${injection % 3};`, `b += k${(injection + 1) % 3} + U(${injection}u);`]
        : []),
    ];
  });
  return [
    "let k0 = U(x);",
    "let k1 = U(y);",
    `let k2 = k0 ^ k1 ^ U(${parity}u);`,
    "var a = element + k0;",
    "var b = k1;",
    ...rounds.flat(),
    `return F(a >> U(${33 - keyBits}u)) * F(${2 ** (1 - keyBits)}f) + F(${2 ** -keyBits}f);`,
  ];
}

type WgslFunction = readonly [parameters: string, gives: string, body: readonly string[]];

/** Two-float numbers: a sum and what was lost in it. In guarded code a compiler cannot see that the terms belong together. */
const twoSum = (type: "F" | "f32"): WgslFunction => {
  const hide = type === "F" ? "opaque" : "opaque1";
  return [
    `a: ${type}, b: ${type}`,
    `array<${type}, 2>`,
    [
      `let sum = ${hide}(a + b);`,
      `let part = ${hide}(sum - a);`,
      `let lost = ${hide}(a - ${hide}(sum - part)) + ${hide}(b - part);`,
      `return array<${type}, 2>(sum, lost);`,
    ],
  ];
};

const nonFinite = (word: "U" | "u32"): string =>
  `(bitcast<${word}>(x) & ${word}(0x7f800000u)) == ${word}(0x7f800000u)`;

/** Parameters, type and body by name; callers before what they call. */
const functions: Readonly<Record<string, WgslFunction>> = {
  estimate: [
    "x: F",
    "F",
    [`return bitcast<F>(bitcast<U>(F(bitcast<U>(x)) * F(${third}f) + F(${plusThird}f)) << U(8u));`],
  ],
  powerOfTwo: ["k: F", "F", ["return bitcast<F>((bitcast<U>(I(k)) + U(127u)) << U(23u));"]],
  exponentOf: ["x: F", "F", ["return F(bitcast<U>(x) >> U(23u)) - F(127f);"]],
  dropBits: [
    "x: F, drawn: U, half: F, dropped: u32",
    "F",
    [
      "let below = (1u << dropped) - 1u;",
      "let added = select(drawn >> U(32u - dropped), drawn & U(below), half == F(0f));",
      "let word = (bitcast<U>(x) + select(added, U(0u), isNan(x))) & U(~below);",
      "return bitcast<F>(word);",
    ],
  ],
  drawAt: [
    "x: F, element: U",
    "U",
    [
      "var word = U(x) * U(0x85ebca6bu) + element * U(0x9e3779b1u);",
      "word = (word ^ (word >> U(15u))) * U(0x2c1b3c6du);",
      "return word ^ (word >> U(15u));",
    ],
  ],
  halved: [
    "x: F, isInverse: u32",
    "F",
    [
      "let power = (bitcast<U>(x) >> U(1u)) & U(0x7f800000u);",
      "return bitcast<F>(select(power, U(0x7f000000u) - power, isInverse == 1u));",
    ],
  ],
  nearestBfloat16: [
    "x: F",
    "F",
    [
      "let word = bitcast<U>(x);",
      "let nearest = (word + U(0x7fffu) + ((word >> U(16u)) & U(1u))) & U(0xffff0000u);",
      "return select(bitcast<F>(nearest), F(h[0].y), isNan(x));",
    ],
  ],
  nearestFloat16: [
    "x: F",
    "F",
    [
      "let size = bitcast<U>(x) & U(0x7fffffffu);",
      "let spacing = bitcast<F>(max(size & U(0x7f800000u), U(0x38800000u)) + U(0x06800000u));",
      "let near = bitcast<U>(opaque(opaque(bitcast<F>(size) + spacing) - spacing));",
      "let most = U(0x477fffffu);",
      "let finite = select(near, U(0x7f800000u), (size > most) | (near > most));",
      "return select(bitcast<F>(finite | (bitcast<U>(x) ^ size)), F(h[0].y), isNan(x));",
    ],
  ],
  /** The number of a code of float16: a whole multiple of 2^-24 below 2^-14. WGSL's own functions may make 0 of those. */
  fromFloat16: [
    "code: U",
    "F",
    [
      "let size = code & U(0x7fffu);",
      "let plain = (size << U(13u)) + select(U(0x38000000u), U(0x70000000u), size >= U(0x7c00u));",
      "let number = select(plain, bitcast<U>(F(size) * F(0x1p-24f)), size < U(0x400u));",
      "return bitcast<F>(number | ((code & U(0x8000u)) << U(16u)));",
    ],
  ],
  /** The code of a number that has one. */
  toFloat16: [
    "x: F",
    "U",
    [
      "let word = bitcast<U>(x);",
      "let size = word & U(0x7fffffffu);",
      "let plain = (size - U(0x38000000u)) >> U(13u);",
      "let small = U(bitcast<F>(min(size, U(0x38800000u))) * F(0x1p24f));",
      "let special = U(0x7c00u) | select(U(0u), U(0x200u), size > U(0x7f800000u));",
      "let finite = select(plain, small, size < U(0x38800000u));",
      "return select(finite, special, size >= U(0x7f800000u)) | ((word >> U(16u)) & U(0x8000u));",
    ],
  ],
  uniformAt: ["x: F, y: F, element: U", "F", uniformAt()],
  zeroIfFinite: ["x: F", "F", [`return select(F(0f), F(h[0].y), ${nonFinite("U")});`]],
  /** A two-float number plus another: the low words are added, then what is carried. */
  plus: [
    "a: vec2f, b: vec2f",
    "vec2f",
    [
      "if (isBad(a.x) || isBad(b.x)) { return vec2f(h[0].y, 0f); }",
      "let high = twoSum1(a.x, b.x);",
      "let sum = twoSum1(high[0], opaque1(high[1] + opaque1(a.y + b.y)));",
      "return vec2f(sum[0], sum[1]);",
    ],
  ],
  /** The larger of two maxima, which are NaN if one is. */
  most: [
    "a: vec2f, b: vec2f",
    "vec2f",
    ["if (isNan1(a.x) || isNan1(b.x)) { return vec2f(h[0].y, 0f); }", "return vec2f(max(a.x, b.x), 0f);"],
  ],
  twoSum: twoSum("F"),
  twoSum1: twoSum("f32"),
  isBad: ["x: f32", "bool", [`return ${nonFinite("u32")};`]],
  isNan1: ["x: f32", "bool", ["return (bitcast<u32>(x) & 0x7fffffffu) > 0x7f800000u;"]],
  isNan: ["x: F", "B", ["return (bitcast<U>(x) & U(0x7fffffffu)) > U(0x7f800000u);"]],
};

const written = (name: string, [parameters, gives, body]: WgslFunction): string =>
  `fn ${name}(${parameters}) -> ${gives} {\n${body.map((line) => `  ${line}\n`).join("")}}\n`;

/** A number that a compiler cannot connect with those that it was made from: a word of zeros comes with the uniforms. */
const opaques = (isGuarded: boolean): Readonly<Record<string, WgslFunction>> => ({
  opaque: [
    "x: F",
    "F",
    [isGuarded ? "return bitcast<F>(bitcast<U>(x) ^ U(bitcast<u32>(h[0].z)));" : "return x;"],
  ],
  opaque1: [
    "x: f32",
    "f32",
    [isGuarded ? "return bitcast<f32>(bitcast<u32>(x) ^ bitcast<u32>(h[0].z));" : "return x;"],
  ],
});

/** The functions that a text calls, and those that these call. */
export function functionsFor(text: string, isGuarded: boolean): string {
  let all = text;
  const found: string[] = [];
  for (const [name, one] of Object.entries({ ...functions, ...opaques(isGuarded) })) {
    if (!new RegExp(`\\b${name}\\(`).test(all)) continue;
    const code = written(name, one);
    found.push(code);
    all += code;
  }
  return found.join("");
}
