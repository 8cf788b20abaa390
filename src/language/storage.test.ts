/** Codes and their numbers: every code comes back, the nearest is taken, NaN and infinities stay what they are. */
import { describe, expect, test } from "vitest";
import { random } from "../../test/kernels/compute.ts";
import { codesOf, codingOf, decoded, eightBits, encodeInto, widthOf } from "./storage.ts";

const { bytes, decode, encode } = codingOf("bf16")!;

test("bf16 takes two bytes, numbers of a type what they take", () => {
  expect([widthOf("bf16"), widthOf("float32"), widthOf("float64"), codingOf("float32")]).toEqual([
    2,
    4,
    8,
    undefined,
  ]);
  expect(codesOf(bytes, new ArrayBuffer(16), 4, 3)).toEqual(new Uint16Array(3));
});

test("all 65,536 codes of bf16 come back; of NaN another NaN", () => {
  const codes = Uint16Array.from({ length: 2 ** 16 }, (_, code) => code);
  const numbers = decoded("bf16", codes);
  const written = new Uint16Array(2 ** 16);
  encodeInto("bf16", written, numbers);
  const wrong = codes.filter(
    (code) =>
      !Object.is(numbers[code], decode(code)) ||
      written[code] !== (Number.isNaN(numbers[code]) ? 0x7fc0 : code),
  );
  expect([...wrong]).toEqual([]);
  expect([decode(0), decode(0x8000), decode(0x7f80), decode(0xff80), decode(0x3f80)]).toEqual([
    0,
    -0,
    Infinity,
    -Infinity,
    1,
  ]);
});

test("what is written becomes the nearest number of bf16, of two the even one", () => {
  expect([1 + 2 ** -8, 1 + 3 * 2 ** -8, 1 + 2 ** -8 + 2 ** -20].map((x) => decode(encode(x)))).toEqual([
    1,
    1 + 2 ** -6,
    1 + 2 ** -7,
  ]);
  const next = random(1);
  for (let i = 0; i < 1000; i++) {
    const x = Math.fround((next() - 0.5) * 2 ** (next() * 200 - 100));
    const error = Math.abs(decode(encode(x)) - x);
    for (const other of [encode(x) - 1, encode(x) + 1])
      expect(error).toBeLessThanOrEqual(Math.abs(decode(other) - x));
  }
  expect(decode(encode(3.4e38))).toBe(Infinity);
});

describe.each(["signed8", "unsigned8"] as const)("%s", (storage) => {
  const isSigned = storage === "signed8";
  const { base, scale, most, least } = eightBits[storage];
  const codes = Uint8Array.from({ length: 256 }, (_, code) => code);
  const numbers = decoded(storage, codes);

  test("has 256 codes that come back; of NaN another NaN", () => {
    const written = new Uint8Array(256);
    encodeInto(storage, written, numbers);
    const same = codes.filter((code) => written[code] === code || Number.isNaN(numbers[code]));
    expect(same).toEqual(codes);
    expect([...numbers].filter(Number.isNaN).length).toBe(isSigned ? 14 : 3);
    expect([...numbers].filter((x) => Math.abs(x) === Number.POSITIVE_INFINITY).length).toBe(
      isSigned ? 2 : 1,
    );
  });

  test("goes from 0 over the least to the most, with steps that grow", () => {
    const size = isSigned ? 120 : 252;
    const values = Array.from(numbers.subarray(0, size), (x) => Math.fround(x - base) / scale);
    expect([values[0], values[1], values.at(-1)]).toEqual([0, least, most]);
    const steps = values.slice(1).map((x, code) => x - values[code]!);
    expect(steps.every((step, index) => step >= (1 - 1e-6) * (steps[index - 1] ?? 0))).toBe(true);
  });

  test("takes the nearest, and the largest for what is larger", () => {
    for (const x of [0.3, 0.7, 2.9]) {
      const y = Math.fround(base + x * scale);
      const [code = 0] = [codingOf(storage)!.encode(y)];
      const error = Math.abs(numbers[code]! - y);
      for (const other of [code - 1, code + 1])
        expect(error).toBeLessThanOrEqual(Math.abs(numbers[other]! - y));
    }
    expect(numbers[codingOf(storage)!.encode(3.4e38)]).toBe(Math.fround(most * scale + base));
  });
});
