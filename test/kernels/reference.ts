/**
 * exp, ln and powers in integers of 400 fractional bits, and the distance of a float from such a value in units in
 * its last place. Slow; it shares nothing with src and rounds only at the end.
 */

export const bits = 400n;
export const one = 1n << bits;

/** A float64 in fixed point; what lies below 2^-400 is cut off. */
export function fixed(x: number): bigint {
  const [mantissa, exponent] = parts(x);
  const shift = BigInt(exponent) + bits;
  return shift >= 0n ? mantissa << shift : mantissa >> -shift;
}

/** x = mantissa 2^exponent with a whole mantissa. */
export function parts(x: number): [mantissa: bigint, exponent: number] {
  const word = new DataView(new ArrayBuffer(8));
  word.setFloat64(0, Math.abs(x));
  const raw = word.getBigUint64(0);
  const biased = Number(raw >> 52n);
  const fraction = raw & ((1n << 52n) - 1n);
  const mantissa = biased ? fraction | (1n << 52n) : fraction;
  return [x < 0 ? -mantissa : mantissa, Math.max(biased, 1) - 1075];
}

/** 2 artanh(n/d) = ln((d + n)/(d - n)) for small |n/d|. */
function twiceArtanh(n: bigint, d: bigint): bigint {
  const s = (n << bits) / d;
  const square = (s * s) >> bits;
  let power = s;
  let sum = 0n;
  for (let k = 1n; power !== 0n && power !== -1n; k += 2n) {
    sum += power / k;
    power = (power * square) >> bits;
  }
  return 2n * sum;
}

const ln2 = twiceArtanh(1n, 3n);

/** A value m 2^e, m a whole number: what a distance is measured from. */
export interface Exact {
  readonly mantissa: bigint;
  readonly exponent: number;
}

/** e to a fixed-point power. */
export function expFixed(y: bigint): Exact {
  const k = y >= 0n ? y / ln2 : -(-y / ln2) - 1n;
  const r = y - k * ln2;
  let term = one;
  let sum = 0n;
  for (let n = 1n; term !== 0n; n++) {
    sum += term;
    term = ((term * r) >> bits) / n;
  }
  return { mantissa: sum, exponent: Number(k - bits) };
}

/** The natural logarithm of a positive finite x, in fixed point. */
function logFixed(x: number): bigint {
  const [mantissa, exponent] = parts(x);
  const length = mantissa.toString(2).length;
  // x = (mantissa / 2^length) 2^(exponent + length), the first factor in [1/2, 1).
  const scale = 1n << BigInt(length);
  const nearOne = mantissa * 3n > scale * 2n;
  const fraction = nearOne
    ? twiceArtanh(mantissa - scale, mantissa + scale)
    : twiceArtanh(2n * mantissa - scale, 2n * mantissa + scale) - ln2;
  return fraction + BigInt(exponent + length) * ln2;
}

/** e^x for finite x of at least 2^-300. */
export const exactExp = (x: number): Exact => expFixed(fixed(x));

/** ln x for positive finite x. */
export const exactLog = (x: number): Exact => ({ mantissa: logFixed(x), exponent: Number(-bits) });

/** x^y for positive finite x and finite y, where the result lies between e^-1000 and e^1000. */
export const exactPower = (x: number, y: number): Exact => {
  const [mantissa, exponent] = parts(y);
  const product = mantissa * logFixed(x);
  return expFixed(exponent >= 0 ? product << BigInt(exponent) : product >> BigInt(-exponent));
};

/** Digits, exponent of the last digit of the smallest number, exponent of the first power of two out of range. */
const format = {
  float32: { precision: 24, least: -149, top: 128 },
  float64: { precision: 53, least: -1074, top: 1024 },
} as const;

/**
 * found - exact in units in the last place of the exact value. Infinity stands for the first power of two beyond
 * the format, and exact values above that are taken down to it.
 */
export function error(found: number, exact: Exact, dtype: keyof typeof format): number {
  if (Number.isNaN(found)) return Number.POSITIVE_INFINITY;
  const { precision, least, top } = format[dtype];
  const length = (whole: bigint) => (whole < 0n ? -whole : whole).toString(2).length;
  const beyond = exact.exponent + length(exact.mantissa) > top;
  const sign = exact.mantissa < 0n ? -1n : 1n;
  const { mantissa, exponent } = beyond ? { mantissa: sign, exponent: top } : exact;
  const unit = Math.max(least, Math.min(exponent + length(mantissa), top) - precision);
  const infinite = Math.abs(found) === Number.POSITIVE_INFINITY;
  const [m, e] = infinite ? [found > 0 ? 1n : -1n, top] : parts(found);
  const low = BigInt(Math.min(e, exponent, unit));
  const at = (whole: bigint, power: number) => whole << (BigInt(power) - low);
  const difference = at(m, e) - at(mantissa, exponent);
  return Number((difference * 1_000_000n) / at(1n, unit)) / 1_000_000;
}

/** |found - exact| in these units. */
export const ulps = (...of: Parameters<typeof error>): number => Math.abs(error(...of));
