/** Functions of C that rows of the table of operations call. A file has those that its kernels use. */

import { plusHighWord, plusThird, third } from "../../../language/cube-root.ts";
import type { DType } from "../../../language/dtype.ts";
import { keyBits, parity, rotations } from "../../../language/random.ts";
import { bases } from "../../../language/storage.ts";

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

type CFunction = readonly [parameters: string, body: readonly string[], gives?: "word"];

/** `rounded` of the language. */
const dropping = (dropped: number): CFunction => [
  "real x, real y",
  [
    "float number = (float)x;",
    "uint32_t halves;",
    "memcpy(&halves, &number, sizeof halves);",
    `halves = (halves + ((uint32_t)(int32_t)y << ${dropped - 16})) & ~((UINT32_C(1) << ${dropped}) - 1);`,
    "memcpy(&number, &halves, sizeof halves);",
    "return x != x ? (real)NAN : (real)number;",
  ],
];

/** Numbers in eight bits, as in the table of storages: of float32 alone. */
const eightBits = {
  load: (nan: number, base: number): CFunction => [
    "word x",
    [
      `const word size = x & ${nan};`,
      `const word plain = bits(number((size << 20) + bits(${base}f)) - ${base}f);`,
      `const word special = 0x7f800000u | (size & 1) << 22;`,
      `return number((size > ${nan - 2} ? special : plain) | (x & ${255 - nan}) << 24);`,
    ],
  ],
  store: (nan: number, base: number): CFunction => [
    "real x",
    [
      `const word size = (bits(${nan < 255 ? "fabsf(x)" : "x"} + ${base}f) - bits(${base}f)) >> 20;`,
      `const word sign = ${nan < 255 ? "bits(x) >> 24 & 0x80" : "0"};`,
      `return x != x ? ${nan} : (size < ${nan - 1} ? size : ${nan - 1}) | sign;`,
    ],
    "word",
  ],
} as const;

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
    drawAt: [
      "real x, uint32_t element",
      [
        "uint32_t word = (uint32_t)(int32_t)x * 0x85ebca6bu + element * 0x9e3779b1u;",
        "word = (word ^ word >> 15) * 0x2c1b3c6du;",
        "return (real)(int32_t)((word ^ word >> 15) & 0xffff);",
      ],
    ],
    toBfloat16: dropping(16),
    toFourBits: dropping(20),
    fromUnsigned8: eightBits.load(0xff, bases.unsigned8),
    toUnsigned8: eightBits.store(0xff, bases.unsigned8),
    fromSigned8: eightBits.load(0x7f, bases.signed8),
    toSigned8: eightBits.store(0x7f, bases.signed8),
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
