/**
 * Sine, cosine, arc tangent, hyperbolic tangent and cube root in integers of 400 fractional bits. Slow; it shares nothing with src and rounds
 * only at the end.
 */
import { bits, type Exact, expFixed, fixed, one, parts } from "./reference.ts";

const exactly = (mantissa: bigint): Exact => ({ mantissa, exponent: -Number(bits) });

/** arctan(1/n). */
function arctan(n: bigint): bigint {
  let power = one / n;
  let sum = 0n;
  for (let k = 1n; power !== 0n; k += 2n) {
    sum += (k % 4n === 1n ? power : -power) / k;
    power /= n * n;
  }
  return sum;
}

/** Machin's formula. */
const pi = 16n * arctan(5n) - 4n * arctan(239n);

/** The sum of x^n/n! for n = first, first + 2, ..., with alternating signs. */
function alternating(x: bigint, first: 0n | 1n): bigint {
  let term = first === 0n ? one : x;
  let sum = 0n;
  for (let n = first; term !== 0n; n += 2n) {
    sum += term;
    term = -((((term * x) >> bits) * x) >> bits) / ((n + 1n) * (n + 2n));
  }
  return sum;
}

/** sin x for finite x of at least 2^-300 that is below 2^30. */
export const exactSine = (x: number): Exact => exactly(alternating(fixed(x) % (2n * pi), 1n));

/** cos x, likewise. */
export const exactCosine = (x: number): Exact => exactly(alternating(fixed(x) % (2n * pi), 0n));

/** atan x for |x| from 2^-100 to 2^100, by Euler's series. */
export function exactArcTangent(x: number): Exact {
  const a = Math.abs(x) > 1 ? (one << bits) / fixed(Math.abs(x)) : fixed(Math.abs(x));
  const square = (a * a) >> bits;
  const ratio = (square << bits) / (one + square);
  let term = (a << bits) / (one + square);
  let sum = 0n;
  for (let n = 1n; term !== 0n; n++) {
    sum += term;
    term = (((term * 2n * n) / (2n * n + 1n)) * ratio) >> bits;
  }
  const value = Math.abs(x) > 1 ? pi / 2n - sum : sum;
  return exactly(x < 0 ? -value : value);
}

/** tanh x for |x| from 2^-100 to 200. */
export function exactTanh(x: number): Exact {
  const { mantissa, exponent } = expFixed(2n * fixed(Math.abs(x)));
  const shift = BigInt(exponent) + bits;
  const e = shift >= 0n ? mantissa << shift : mantissa >> -shift;
  const value = ((e - one) << bits) / (e + one);
  return exactly(x < 0 ? -value : value);
}

/** The cube root of a positive finite x. */
export function exactCubeRoot(x: number): Exact {
  const [mantissa, exponent] = parts(x);
  // Scaled by a power of two that makes the exponent a multiple of three.
  const rest = ((exponent % 3) + 3) % 3;
  const whole = (mantissa << BigInt(rest)) << 600n;
  let root = 1n << BigInt(Math.ceil(whole.toString(2).length / 3));
  for (;;) {
    const next = (2n * root + whole / (root * root)) / 3n;
    if (next >= root) break;
    root = next;
  }
  return { mantissa: root, exponent: (exponent - rest) / 3 - 200 };
}
