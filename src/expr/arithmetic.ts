/**
 * power, exponential, logarithm and cosinePi in float64 that give the same bits on every JavaScript engine.
 * They use + - * / sqrt, rounding to integers and exact powers of two only, where engines' own Math functions differ.
 * Not correctly rounded: each states its error. Splitting and two-products: Dekker, A floating-point technique for
 * extending the available precision, Numerische Mathematik 18 (1971). Ranges are reduced, then Taylor series summed.
 */

/** Times this, a float64 splits into two halves whose products are exact. */
const SPLITTER = 2 ** 27 + 1;
/** ln 2 in two parts, the first of 38 bits: its product with an exponent is exact. */
const LN2_HIGH = 0.6931471805582987;
const LN2_LOW = 1.6465949582897082e-12;
/** pi in two parts, the first of 26 bits: its product with half of a split number is exact. */
const PI_HIGH = 3.1415926814079285;
const PI_LOW = -2.7818135228334233e-8;

/** 1 / n! by n. */
// biome-ignore format: a table
const INVERSE_FACTORIALS = [
  1, 1, 1 / 2, 1 / 6, 1 / 24, 1 / 120, 1 / 720, 1 / 5040, 1 / 40320, 1 / 362880, 1 / 3628800, 1 / 39916800,
  1 / 479001600, 1 / 6227020800, 1 / 87178291200, 1 / 1307674368000, 1 / 20922789888000,
];

/** The bytes of one float64, to read and write exponents. */
const word = /* @__PURE__ */ new DataView(/* @__PURE__ */ new ArrayBuffer(8));

/** 2^k, exact, for integers k from -1022 to 1023. */
function powerOfTwo(k: number): number {
  word.setInt32(0, (k + 1023) << 20);
  word.setInt32(4, 0);
  return word.getFloat64(0);
}

/** x 2^k in two steps, so that neither factor leaves the range and only the last product rounds; |k| <= 2044. */
function scale(x: number, k: number): number {
  const half = k >> 1;
  return x * powerOfTwo(half) * powerOfTwo(k - half);
}

/** 1/first! + x/(first + step)! + x^2/(first + 2 step)! + ... up to the term with last!. */
function series(x: number, first: number, last: number, step: number): number {
  let sum = 0;
  for (let n = last; n >= first; n -= step) sum = sum * x + INVERSE_FACTORIALS[n]!;
  return sum;
}

/** The k of x = m 2^k with m in [1, 2), for normal x > 0. */
function exponentOf(x: number): number {
  word.setFloat64(0, x);
  return (word.getInt32(0) >>> 20) - 1023;
}

/** The k of x = m 2^k with m in about [sqrt(1/2), sqrt(2)), for finite x > 0. */
function binade(x: number): number {
  return x < 2 ** -1021 ? exponentOf(x * 2 ** 54 * Math.SQRT1_2) - 53 : exponentOf(x * Math.SQRT1_2) + 1;
}

/** Powers with multiples of this as exponent are found by squaring, those between by multiplication from there. */
const BLOCK = 32;

/**
 * Powers on their way, five numbers each: base, n, h, l, e where base^n = (h + l) 2^e. Bias corrections ask for the next
 * power at every step: one multiplication from here, and the same bits as without this memory, which changes no order
 * of operations.
 */
const memo = /* @__PURE__ */ new Float64Array(40);
let latest = 0;

/** Multiplies h + l at `at` by b + bLow, adds `shift` to e, and keeps h away from the ends of the range. */
function multiply(at: number, b: number, bLow: number, shift: number): void {
  const h = memo[at + 2]!;
  const l = memo[at + 3]!;
  const high = h * SPLITTER - (h * SPLITTER - h);
  const low = h - high;
  const bHigh = b * SPLITTER - (b * SPLITTER - b);
  const bRest = b - bHigh;
  const product = h * b;
  const error = high * bHigh - product + (high * bRest + low * bHigh) + low * bRest + (h * bLow + l * b);
  const sum = product + error;
  memo[at + 2] = sum;
  memo[at + 3] = error - (sum - product);
  memo[at + 4]! += shift;
  if (sum > 2 ** 200 || sum < 2 ** -200) {
    const back = sum > 1 ? -300 : 300;
    memo[at + 2]! *= powerOfTwo(back);
    memo[at + 3]! *= powerOfTwo(back);
    memo[at + 4]! -= back;
  }
}

/** base^n, or base^-n where `inverse`, for finite base > 0 and whole n >= 0. */
function wholePower(base: number, n: number, inverse: boolean): number {
  let a = base;
  let shift = 0;
  for (; a > 2 ** 100; shift += 200) a *= 2 ** -200;
  for (; a < 2 ** -100; shift -= 200) a *= 2 ** 200;
  // From 2^53 on, the next whole number is no longer n + 1.
  const first = n < 2 ** 53 ? BLOCK * Math.floor(n / BLOCK) : n;
  let at = 0;
  while (at < 40 && !(memo[at] === base && memo[at + 1]! >= first && memo[at + 1]! <= n)) at += 5;
  if (at === 40) {
    latest = (latest + 5) % 40;
    at = latest;
    memo[at] = base;
    memo[at + 1] = first;
    memo[at + 2] = 1;
    memo[at + 3] = 0;
    memo[at + 4] = 0;
    let rest = first;
    // Beyond 2^2400 there is no way back.
    for (
      let bit = first && powerOfTwo(exponentOf(first));
      bit >= 1 && Math.abs(memo[at + 4]!) < 2400;
      bit /= 2
    ) {
      multiply(at, memo[at + 2]!, memo[at + 3]!, memo[at + 4]!);
      if (rest >= bit) {
        rest -= bit;
        multiply(at, a, 0, shift);
      }
    }
  }
  for (; memo[at + 1]! < n; memo[at + 1]!++) multiply(at, a, 0, shift);
  const h = memo[at + 2]!;
  const l = memo[at + 3]!;
  const e = memo[at + 4]!;
  if (Math.abs(e) > 1400) return e > 0 !== inverse ? Infinity : 0;
  if (!inverse) return e === 0 ? h + l : scale(h + l, e);
  const quotient = 1 / h;
  const high = h * SPLITTER - (h * SPLITTER - h);
  const low = h - high;
  const qHigh = quotient * SPLITTER - (quotient * SPLITTER - quotient);
  const qLow = quotient - qHigh;
  const error = 1 - high * qHigh - (high * qLow + low * qHigh) - low * qLow - quotient * l;
  return scale(quotient + quotient * error, -e);
}

/** a^f for finite a > 0 and 0 < |f| < 1, as 2^(k f) m^f where a = m 2^k: exponential sees small arguments only. */
function fractionalPower(a: number, f: number): number {
  if (f === 0.5) return Math.sqrt(a);
  if (f === -0.5) return 1 / Math.sqrt(a);
  const k = binade(a);
  const high = f * SPLITTER - (f * SPLITTER - f);
  const whole = Math.floor(k * high + 0.5);
  const part = k * high - whole + k * (f - high);
  return scale(exponential(part * Math.LN2 + f * logarithm(scale(a, -k))), whole);
}

/**
 * x to the power y, with the special cases of Math.pow. Allocates nothing.
 * Error: below 0.51 units in the last place for whole |y| < 2^40 and normal results, below 2 otherwise.
 * @example power(0.999, 1000) // 0.36769542477096373
 */
export function power(x: number, y: number): number {
  const a = Math.abs(x);
  // Where an argument is 0, infinite or NaN, the language specifies Math.pow to the bit.
  if (!(a > 0 && a < Infinity && Math.abs(y) < Infinity)) return x ** y;
  const whole = Math.trunc(y);
  if (x < 0 && whole !== y) return Number.NaN;
  const size = whole === 0 ? 1 : wholePower(a, Math.abs(whole), y < 0);
  if (whole !== y) return size * fractionalPower(a, y - whole);
  return x < 0 && whole - 2 * Math.floor(whole / 2) !== 0 ? -size : size;
}

/**
 * e to the power x. Error: below 0.6 units in the last place.
 * @example exponential(1) // 2.718281828459045
 */
export function exponential(x: number): number {
  if (!(Math.abs(x) < 746)) return x < 0 ? 0 : x + Infinity;
  const k = Math.floor(x / LN2_HIGH + 0.5);
  const high = x - k * LN2_HIGH;
  const low = k * LN2_LOW;
  const r = high - low;
  // 1 + r is rounded: what it lost comes back with the tail of the series and the lost part of r.
  const sum = 1 + r;
  return scale(sum + (1 - sum + r + (r * r * series(r, 2, 14, 1) + (high - r - low))), k);
}

/**
 * Natural logarithm: -Infinity at 0, NaN below. Error: below 1 unit in the last place.
 * @example logarithm(10) // 2.302585092994046
 */
export function logarithm(x: number): number {
  if (!(x > 0)) return x === 0 ? -Infinity : Number.NaN;
  if (x === Infinity) return x;
  const k = binade(x);
  const f = scale(x, -k) - 1;
  const s = f / (2 + f);
  const z = s * s;
  let tail = 0;
  for (let n = 21; n > 1; n -= 2) tail = z * (2 / n + tail);
  // log(1 + f) = 2 artanh(s) = f - f^2/2 + s (f^2/2 + tail): f is exact, and the rounded rest is small beside it.
  const half = 0.5 * f * f;
  return k * LN2_HIGH + (f - (half - (s * (half + tail) + k * LN2_LOW)));
}

/**
 * cos(pi x): exact at multiples of one half, exact period 2, NaN for infinite x.
 * Error: below 1 unit in the last place.
 * @example cosinePi(1 / 3) // 0.5
 */
export function cosinePi(x: number): number {
  let a = Math.abs(x);
  a -= 2 * Math.floor(a / 2);
  if (a > 1) a = 2 - a;
  const sign = a > 0.5 ? -1 : 1;
  if (a > 0.5) a = 1 - a;
  const sine = a > 0.25;
  if (sine) a = 0.5 - a;
  const first = a * SPLITTER - (a * SPLITTER - a);
  const high = first * PI_HIGH;
  const low = (a - first) * PI_HIGH + a * PI_LOW;
  const r = high + low;
  const lost = high - r + low;
  const z = r * r;
  const sum = 1 - z / 2;
  if (sine) return sign * (r - (z * r * series(-z, 3, 15, 2) - sum * lost));
  return sign * (sum + (1 - sum - z / 2 + (z * z * series(-z, 4, 16, 2) - r * lost)));
}
