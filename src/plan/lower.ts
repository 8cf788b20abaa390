/**
 * Operations that targets do not have, written in the language of rules with those they have, so that all
 * targets give the same bits. Applied to values that change with the element; the host evaluates the operations
 * themselves. Methods: reduction of the range, then a series.
 */
import type { DType } from "../language/dtype.ts";
import type { Call, Graph, Node } from "../language/graph.ts";
import type { OperationName } from "../language/operations.ts";
import { parse } from "../language/parse.ts";
import { substitute } from "../language/substitute.ts";

/** ln 2 in two parts, the first with trailing zeros: its product with an exponent is exact. */
const log2 = {
  float32: ["0.693359375", "-2.1219444005469057e-4"],
  float64: ["0.6931471803691238", "1.9082149292705877e-10"],
} as const;

/** c0 + x*(c1 + x*(c2 + ...)). */
const horner = (x: string, terms: number, coefficient: (n: number) => string): string => {
  const parts = Array.from({ length: terms }, (_, n) => coefficient(n));
  return parts.join(` + ${x}*(`) + ")".repeat(terms - 1);
};

let factorial = 1;
const inverseFactorials = Array.from({ length: 15 }, (_, n) => {
  factorial *= n || 1;
  return `1/${factorial}`;
});

/** Multiplies by 2^k in two halves: 2^k alone may not be a normal number. */
const scale = (x: string, k: string): string => `${x}*exp2(floor(0.5*${k}))*exp2(${k} - floor(0.5*${k}))`;

/** Coefficients of numerator and denominator near the middle and in the tails. */
const near = [
  "3.3871328727963665 133.14166789178438 1971.5909503065513 13731.69376550946 45921.95393154987 67265.7709270087 33430.57558358813 2509.0809287301227",
  "1 42.31333070160091 687.1870074920579 5394.196021424751 21213.794301586597 39307.89580009271 28729.085735721943 5226.495278852854",
];
const far = [
  "1.4234371107496835 4.630337846156546 5.769497221460691 3.6478483247632045 1.2704582524523684 0.2417807251774506 0.022723844989269184 0.0007745450142783414",
  "1 2.053191626637759 1.6763848301838038 0.6897673349851 0.14810397642748008 0.015198666563616457 0.0005475938084995345 1.0507500716444169e-09",
];
const ratio = (x: string, [above, below]: readonly string[]): string => {
  const polynomial = (list: string) => `(${horner(x, 8, (n) => list.split(" ")[n]!)})`;
  return `${polynomial(above!)}/${polynomial(below!)}`;
};

const texts: Partial<Record<OperationName, (dtype: DType) => string>> = {
  // sign(-0) is -0 and sign(NaN) is NaN, as in IEEE arithmetic and in Math.sign.
  sign: () => "y = where(x > 0, 1, where(x < 0, -1, x))",

  // e^x = 2^k e^r with |r| <= ln 2 / 2. Outside [low, high] the result is 0 or infinite whatever x is.
  exp: (dtype) => {
    const [high, low] = log2[dtype];
    const [least, most, terms] = dtype === "float32" ? [-104, 89, 8] : [-746, 710, 15];
    return `
      z = min(max(x, ${least}), ${most})
      k = floor(${Math.LOG2E}*z + 0.5)
      r = z - k*${high} - k*(${low})
      y = ${scale(`(${horner("r", terms, (n) => inverseFactorials[n]!)})`, "k")}`;
  },

  // ln x = e ln 2 + 2 atanh(s), s = (m - 1)/(m + 1), x = m 2^e, m between sqrt(1/2) and sqrt(2).
  log: (dtype) => {
    const [high, low] = log2[dtype];
    const [tiny, bits, terms] = dtype === "float32" ? [2 ** -126, 24, 5] : [2 ** -1022, 54, 12];
    return `
      n = where(x < ${tiny}, ${2 ** bits}*x, x)
      k = exponent(n)
      w = ${scale("n", "(-k)")}
      m = where(w > ${Math.SQRT2}, 0.5*w, w)
      e = k + where(w > ${Math.SQRT2}, 1, 0) - where(x < ${tiny}, ${bits}, 0)
      s = (m - 1)/(m + 1)
      z = s*s
      a = s*(${horner("z", terms, (n) => `2/${2 * n + 1}`)})
      l = e*${high} + (a + e*(${low}))
      y = where(x == 0, -1/0, where(x > 0, where(x < 1/0, l, x), 0/0))`;
  },

  // Wichura: Algorithm AS 241: The Percentage Points of the Normal Distribution, Applied Statistics 37 (1988), PPND16.
  quantile: () => `
    q = x - 0.5
    z = 0.180625 - q*q
    l = sqrt(-log(min(x, 1 - x))) - 1.6
    tail = ${ratio("l", far)}
    y = where(abs(q) <= 0.425, q*(${ratio("z", near)}), where(q < 0, -tail, tail))`,

  // Only -0 is below 0 by its reciprocal alone; a negative number has no power that is not whole, -infinity has.
  pow: () => `
    r = exp(w*log(abs(x)))
    whole = floor(w) == w
    odd = whole && 2*floor(0.5*w) != w
    s = where((x < 0 || 1/x < 0) && odd, -r, where(x < 0 && x > -1/0 && !whole, 0/0, r))
    y = where(w == 0, 1, s)`,
};

/** The node itself if every target has its operation; otherwise the same value in simpler operations. */
export function lower(graph: Graph, dtype: DType, node: Call): Node {
  const text = texts[node.op]?.(dtype);
  if (text === undefined) return node;
  const [x, w] = node.args as [Node, Node?];
  const names = new Map([["x", x]]);
  if (w) names.set("w", w);
  const { lines } = parse(node.op, text, names.keys(), [], { internal: true });
  for (const { target, value } of lines) names.set(target, substitute(graph, value, names));
  return names.get("y")!;
}
