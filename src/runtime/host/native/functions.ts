/** Functions of C that rows of the table of operations call. A file has those that its kernels use. */

import { plusHighWord, plusThird, third } from "../../../language/cube-root.ts";
import type { DType } from "../../../language/dtype.ts";
import { keyBits, parity, rotations } from "../../../language/random.ts";

/** Bits of a number's fraction, and what is added to its exponent. */
const formats = { float32: { fraction: 23, bias: 127 }, float64: { fraction: 52, bias: 1023 } } as const;

/** The third of the bits of a positive number, and more: as `estimate` of the language. */
const estimate = {
  float32: [`return number(bits((real)(int32_t)bits(x) * ${third}f + ${plusThird}.0f) << 8);`],
  float64: [
    "uint64_t third = bits(x) >> 34;",
    ...[2, 4, 8].map((by) => `third += third >> ${by};`),
    `return number((third + ${plusHighWord}) << 32);`,
  ],
} as const;

/** `uniformAt` of the language. */
function uniformAt(): string[] {
  const rounds = Array.from({ length: 20 }, (_, round): string[] => {
    const by = rotations[round % 8]!;
    const injection = (round + 1) / 4;
    return [
      "word0 += word1;",
      `word1 = (word1 << ${by} | word1 >> ${32 - by}) ^ word0;`,
      ...(round % 4 === 3
        ? [`word0 += keys[${injection % 3}];`, `word1 += keys[${(injection + 1) % 3}] + ${injection};`]
        : []),
    ];
  });
  return [
    "const uint32_t key0 = (uint32_t)(int32_t)x, key1 = (uint32_t)(int32_t)y;",
    `const uint32_t keys[3] = {key0, key1, key0 ^ key1 ^ ${parity}};`,
    "uint32_t word0 = element + key0, word1 = key1;",
    ...rounds.flat(),
    `return (real)(int32_t)(word0 >> ${33 - keyBits}) * (real)${2 ** (1 - keyBits)} + (real)${2 ** -keyBits};`,
  ];
}

type CFunction = readonly [parameters: string, body: readonly string[], gives?: "uint32_t"];

/** The nearest number of bfloat16 or float16, as in the table of operations. */
const nearest = (lines: readonly string[]): CFunction => [
  "real x",
  [
    "float number = (float)x;",
    "uint32_t halves;",
    "memcpy(&halves, &number, sizeof halves);",
    ...lines,
    "memcpy(&number, &halves, sizeof halves);",
    "return x != x ? (real)NAN : (real)number;",
  ],
];

const nearestFloat16 = nearest([
  "const uint32_t size = halves & 0x7fffffffu, sign = halves ^ size;",
  "const uint32_t exponent = size & 0x7f800000u;",
  "halves = (exponent > 0x38800000u ? exponent : 0x38800000u) + 0x06800000u;",
  "float spacing;",
  "memcpy(&spacing, &halves, sizeof halves);",
  "memcpy(&number, &size, sizeof size);",
  "number = number + spacing - spacing;",
  "memcpy(&halves, &number, sizeof halves);",
  "halves = (size > 0x477fffffu || halves > 0x477fffffu ? 0x7f800000u : halves) | sign;",
]);

/** float16, as in the table of storages: of float32 alone. */
const float16 = {
  load: [
    "word x",
    [
      "const word size = x & 0x7fff, plain = (size << 13) + 0x38000000u;",
      "const word small = bits(number(plain + 0x800000u) - 0x1p-14f);",
      "const word large = size > 0x7bff ? plain + 0x38000000u : plain;",
      "return number((size < 0x400 ? small : large) | (x & 0x8000) << 16);",
    ],
  ],
  store: [
    "real x",
    [
      "const word size = bits(fabsf(x)), plain = (size - 0x38000000u) >> 13;",
      "const word small = bits(fabsf(x) + 0.5f) - 0x3f000000u;",
      "const word code = size < 0x38800000u ? small : plain < 0x7c00 ? plain : 0x7c00;",
      "return x != x ? 0x7e00 : code | (bits(x) >> 16 & 0x8000);",
    ],
    "uint32_t",
  ],
} as const satisfies Readonly<Record<string, CFunction>>;

/** What rounds by chance, on the bits of a float32 whatever the dtype. */
const onFloat32 = {
  drawAt: [
    "real x, uint32_t element",
    [
      "uint32_t drawn = (uint32_t)(int32_t)x * 0x85ebca6bu + element * 0x9e3779b1u;",
      "drawn = (drawn ^ drawn >> 15) * 0x2c1b3c6du;",
      "return drawn ^ drawn >> 15;",
    ],
    "uint32_t",
  ],
  dropBits: [
    "real x, uint32_t drawn, real half, int dropped",
    [
      "float number = (float)x;",
      "uint32_t kept;",
      "memcpy(&kept, &number, sizeof kept);",
      "const uint32_t below = (UINT32_C(1) << dropped) - 1;",
      "const uint32_t added = half == 0 ? drawn & below : drawn >> (32 - dropped);",
      "kept = (kept + (x == x ? added : 0)) & ~below;",
      "memcpy(&number, &kept, sizeof kept);",
      "return number;",
    ],
  ],
  halved: [
    "real x, int isInverse",
    [
      "float number = (float)x;",
      "uint32_t power;",
      "memcpy(&power, &number, sizeof power);",
      "power = power >> 1 & 0x7f800000u;",
      "if (isInverse) power = 0x7f000000u - power;",
      "memcpy(&number, &power, sizeof power);",
      "return number;",
    ],
  ],
} as const satisfies Readonly<Record<string, CFunction>>;

/** Parameters, body and what it gives, if no number, of each function by name. */
function functions(dtype: DType): Readonly<Record<string, CFunction>> {
  const { fraction, bias } = formats[dtype];
  const whole = 2 ** fraction;
  return {
    // Of two zeros -0; of a number and NaN a NaN.
    least: ["real x, real y", ["return x < y ? x : y < x ? y : number(bits(x) | bits(y));"]],
    most: ["real x, real y", ["return x > y ? x : y > x ? y : x == y ? number(bits(x) & bits(y)) : x + y;"]],
    estimate: ["real x", estimate[dtype]],
    // Adding 2^fraction puts a whole number into the lowest bits, where a shift reaches it, and takes it out again.
    powerOfTwo: ["real k", [`return number(bits(k + (real)${whole + bias}) << ${fraction});`]],
    exponentOf: [
      "real x",
      [`return number(bits(x) >> ${fraction} | bits((real)${whole})) - (real)${whole + bias};`],
    ],
    ...onFloat32,
    nearestBfloat16: nearest(["halves = (halves + 0x7fffu + (halves >> 16 & 1)) & 0xffff0000u;"]),
    nearestFloat16,
    fromFloat16: float16.load,
    toFloat16: float16.store,
    uniformAt: ["real x, real y, uint32_t element", uniformAt()],
  };
}

/** The functions that a text calls. */
export const functionsIn = (text: string, dtype: DType): string =>
  Object.entries(functions(dtype))
    .filter(([name]) => text.includes(`${name}(`))
    .map(
      ([name, [parameters, body, gives = "real"]]) =>
        `\nstatic inline ${gives} ${name}(${parameters}) {\n${body.map((line) => `  ${line}\n`).join("")}}\n`,
    )
    .join("");
