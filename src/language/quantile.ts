/**
 * The quantile of the normal distribution. Wichura: Algorithm AS 241: The Percentage Points of the Normal Distribution,
 * Applied Statistics 37 (1988), PPND16.
 */
import { exponentOf, powerOfTwo } from "./arithmetic.ts";
import { horner, ln2 } from "./operations/series.ts";

/** Coefficients of numerator and denominator near the middle and in the tails. */
const near = [
  "3.3871328727963665 133.14166789178438 1971.5909503065513 13731.69376550946 45921.95393154987 67265.7709270087 33430.57558358813 2509.0809287301227",
  "1 42.31333070160091 687.1870074920579 5394.196021424751 21213.794301586597 39307.89580009271 28729.085735721943 5226.495278852854",
] as const;
const far = [
  "1.4234371107496835 4.630337846156546 5.769497221460691 3.6478483247632045 1.2704582524523684 0.2417807251774506 0.022723844989269184 0.0007745450142783414",
  "1 2.053191626637759 1.6763848301838038 0.6897673349851 0.14810397642748008 0.015198666563616457 0.0005475938084995345 1.0507500716444169e-09",
] as const;

const ratioText = (x: string, [above, below]: readonly [string, string]): string => {
  const polynomial = (list: string) => `(${horner(x, 8, (n) => list.split(" ")[n]!)})`;
  return `${polynomial(above)}/${polynomial(below)}`;
};

const ratio = (x: number, [above, below]: readonly [string, string]): number => {
  const polynomial = (list: string) => list.split(" ").reduceRight((sum, term) => Number(term) + x * sum, 0);
  return polynomial(above) / polynomial(below);
};

/** The same as a text in x. */
export const quantileText = `
  q = x - 0.5
  z = 0.180625 - q*q
  l = sqrt(-log(min(x, 1 - x))) - 1.6
  tail = ${ratioText("l", far)}
  quantile = where(abs(q) <= 0.425, q*(${ratioText("z", near)}), where(q < 0, -tail, tail))`;

const high = /* @__PURE__ */ Number(ln2.float64[0]);
const low = /* @__PURE__ */ Number(ln2.float64[1]);

/** ln x for a normal x in (0, 1), in the operations of the text that kernels have for it: the same bits as theirs. */
function logarithm(x: number): number {
  const k = exponentOf(x);
  const w = x * powerOfTwo(-k);
  const isLarge = w > Math.SQRT2;
  const m = isLarge ? 0.5 * w : w;
  const e = isLarge ? k + 1 : k;
  const s = (m - 1) / (m + 1);
  const z = s * s;
  let sum = 0;
  for (let n = 23; n > 0; n -= 2) sum = 2 / n + z * sum;
  return e * high + (s * sum + e * low);
}

/**
 * The number below which the share `x` of the standard normal distribution lies.
 * @example quantile(0.5) // 0
 */
export function quantile(x: number): number {
  const q = x - 0.5;
  if (Math.abs(q) <= 0.425) return q * ratio(0.180625 - q * q, near);
  const tail = ratio(Math.sqrt(-logarithm(Math.min(x, 1 - x))) - 1.6, far);
  return q < 0 ? -tail : tail;
}
