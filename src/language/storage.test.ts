/** Codes and their numbers: every code comes back, the nearest is taken, NaN and infinities stay what they are. */
import { expect, test } from "vitest";
import { random } from "../../test/kernels/compute.ts";
import { codesOf, codingOf, decoded, encodeInto, widthOf } from "./storage.ts";

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
