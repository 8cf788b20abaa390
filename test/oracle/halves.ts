/** Numbers in 16 bits by the words of IEEE 754-2008, 3.4 and 4.3.1: exponents of e bits, precision p. Shares no code with `src`. */
import type { HalfType } from "../../src/index.ts";

const forms: Readonly<Record<HalfType, readonly [e: number, p: number]>> = {
  float16: [5, 11],
  bfloat16: [8, 8],
};

/** Names of the types. */
export const halfTypes = Object.keys(forms) as readonly HalfType[];

/** All codes. */
export const allCodes = Uint16Array.from({ length: 2 ** 16 }, (_, code) => code);

/** The number of a code. */
export function numberOf(code: number, type: HalfType): number {
  const [e, p] = forms[type];
  const text = code.toString(2).padStart(16, "0");
  const [sign, exponent, fraction] = [text[0] === "1", text.slice(1, 1 + e), text.slice(1 + e)];
  const [biased, trailing] = [Number.parseInt(exponent, 2), Number.parseInt(fraction, 2)];
  const greatest = 2 ** (e - 1) - 1;
  const size =
    biased === 2 ** e - 1
      ? trailing === 0
        ? Number.POSITIVE_INFINITY
        : Number.NaN
      : biased === 0
        ? 2 ** (1 - greatest) * (trailing * 2 ** (1 - p))
        : 2 ** (biased - greatest) * (1 + trailing * 2 ** (1 - p));
  return sign ? -size : size;
}

/** The nearest number of a type, of two the even one; half a step above the largest and beyond, infinity. */
export function nearest(value: number, type: HalfType): number {
  const [e, p] = forms[type];
  if (value === 0 || !Number.isFinite(value)) return value;
  const greatest = 2 ** (e - 1) - 1;
  const size = Math.abs(value);
  const step = 2 ** (Math.max(Math.floor(Math.log2(size)), 1 - greatest) - p + 1);
  const whole = Math.floor(size / step);
  const rest = size / step - whole;
  const rounded = (whole + (rest > 0.5 || (rest === 0.5 && whole % 2 === 1) ? 1 : 0)) * step;
  return Math.sign(value) * (rounded >= 2 ** (greatest + 1) ? Number.POSITIVE_INFINITY : rounded);
}

const codes = Object.fromEntries(
  halfTypes.map((type) => [type, new Map([...allCodes].map((code) => [numberOf(code, type), code]))]),
);

/** Codes of the nearest numbers; of -0 its own, of NaN the one that the library writes. */
export const codesOf = (values: ArrayLike<number>, type: HalfType): Uint16Array =>
  Uint16Array.from(values, (value) => {
    if (Number.isNaN(value)) return type === "float16" ? 0x7e00 : 0x7fc0;
    const rounded = nearest(value, type);
    if (rounded === 0) return value < 0 || Object.is(value, -0) ? 0x8000 : 0;
    return codes[type]!.get(rounded)!;
  });

/** Numbers of codes. */
export const numbersOf = (of: ArrayLike<number>, type: HalfType): Float32Array =>
  Float32Array.from(of, (code) => numberOf(code, type));
