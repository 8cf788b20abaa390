/**
 * Expressions on complex numbers, to differentiate by the complex step: the derivative of f at x is the imaginary part of f(x + ih)
 * by h, without a difference and so without its rounding. Squire, Trapp: Using Complex Variables to Estimate Derivatives of Real
 * Functions, SIAM Review 40 (1998). Shares no code with the library's evaluators; what has a kink follows the real part.
 */
import { type Node, topological } from "../../src/language/graph.ts";

/** Real and imaginary part. */
export type Complex = readonly [re: number, im: number];

const h = 1e-40;
type Meaning = (...args: readonly Complex[]) => Complex;

const real = (value: number): Complex => [value, 0];
const truth = (value: boolean): Complex => real(value ? 1 : 0);
const times: Meaning = ([a, b] = real(1), [c, d] = real(1)) => [a * c - b * d, a * d + b * c];
const scaled = ([a, b]: Complex, by: number): Complex => [a * by, b * by];
const undefinedAt: Complex = [Number.NaN, Number.NaN];
/** A function of one number; NaN where the real function has no value or no derivative. */
const on =
  (isDefined: (x: number) => boolean, f: (a: number, b: number) => Complex): Meaning =>
  ([a, b] = real(0)) =>
    isDefined(a) ? f(a, b) : undefinedAt;
const everywhere = () => true;
const inverse = on(
  (x) => x !== 0,
  (a, b) => [a / (a * a + b * b), -b / (a * a + b * b)],
);
const exp = on(everywhere, (a, b) => [Math.exp(a) * Math.cos(b), Math.exp(a) * Math.sin(b)]);
const log = on(
  (x) => x > 0,
  (a, b) => [Math.log(Math.hypot(a, b)), Math.atan2(b, a)],
);
const sqrt = on(
  (x) => x > 0,
  (a, b) => {
    const root = Math.sqrt((Math.hypot(a, b) + a) / 2);
    return [root, b / (2 * root)];
  },
);
const cbrt = on(everywhere, (a, b) => {
  const [re, im] = exp(scaled(log([Math.abs(a), a < 0 ? -b : b]), 1 / 3));
  return a < 0 ? [-re, -im] : [re, im];
});
const tanh = on(everywhere, (a, b) => {
  const below = Math.cosh(2 * a) + Math.cos(2 * b);
  return [Math.tanh(a), Math.sin(2 * b) / below];
});
/** The first argument at a tie, NaN where one is. */
const extreme =
  (isFirst: (a: number, b: number) => boolean): Meaning =>
  (...args) =>
    args.some(([a]) => Number.isNaN(a)) ? undefinedAt : args.reduce((a, b) => (isFirst(a[0], b[0]) ? a : b));
const square: Meaning = (x) => times(x!, x!);
const compare =
  (holds: (a: number, b: number) => boolean): Meaning =>
  ([a] = real(0), [b] = real(0)) =>
    truth(holds(a, b));

const power: Meaning = (base = real(0), exponent = real(0)) => {
  const [n, im] = exponent;
  if (im !== 0 || !Number.isInteger(n) || Math.abs(n) > 64) return exp(times(exponent, log(base)));
  const factors = Array<Complex>(Math.abs(n)).fill(n < 0 ? inverse(base) : base);
  return factors.reduce((a, b) => times(a, b), real(1));
};

/** Meanings of the operations on elements. */
export const meanings: Readonly<Record<string, Meaning>> = {
  add: ([a, b] = real(0), [c, d] = real(0)) => [a + c, b + d],
  sub: ([a, b] = real(0), [c, d] = real(0)) => [a - c, b - d],
  mul: times,
  div: (a, b) => times(a!, inverse(b!)),
  neg: (a) => scaled(a!, -1),
  pow: power,
  square,
  abs: (a) => scaled(a!, Math.sign(a![0])),
  sqrt,
  cbrt,
  floor: ([a] = real(0)) => real(Math.floor(a)),
  ceil: ([a] = real(0)) => real(Math.ceil(a)),
  sign: ([a] = real(0)) => real(Math.sign(a)),
  exp,
  log,
  sin: on(everywhere, (a, b) => [Math.sin(a) * Math.cosh(b), Math.cos(a) * Math.sinh(b)]),
  cos: on(everywhere, (a, b) => [Math.cos(a) * Math.cosh(b), -Math.sin(a) * Math.sinh(b)]),
  atan: on(everywhere, (a, b) => [Math.atan(a), b / (1 + a * a)]),
  tanh,
  pi: () => real(Math.PI),
  min: extreme((a, b) => a <= b),
  max: extreme((a, b) => a >= b),
  min3: extreme((a, b) => a <= b),
  max3: extreme((a, b) => a >= b),
  clip: (x, low, high) => meanings.min!(meanings.max!(x!, low!), high!),
  lt: compare((a, b) => a < b),
  le: compare((a, b) => a <= b),
  gt: compare((a, b) => a > b),
  ge: compare((a, b) => a >= b),
  eq: compare((a, b) => a === b),
  ne: compare((a, b) => a !== b),
  and: compare((a, b) => a !== 0 && b !== 0),
  or: compare((a, b) => a !== 0 || b !== 0),
  not: ([a] = real(0)) => truth(a === 0),
  where: (condition, a, b) => (condition![0] ? a! : b!),
};

type Vector = readonly Complex[];
const sum = (values: Vector): Complex => values.reduce<Complex>(([a, b], [c, d]) => [a + c, b + d], real(0));

/** What a reduction gives for n elements. */
const reductions: Readonly<Record<string, (values: Vector) => Complex>> = {
  sum,
  sumSquares: (values) => sum(values.map((value) => square(value))),
  size: (values) => real(values.length),
};

/** Values of an expression: one of a number, n of a vector. All vectors have n elements. */
export function values(root: Node, names: Readonly<Record<string, Vector>>, n: number): Vector {
  const found = new Map<Node, Vector>();
  const valuesOf = (node: Node): Vector => {
    if (node.kind === "constant") return [real(node.value)];
    if (node.kind === "symbol") return names[node.name]!;
    const args = node.args.map((arg) => found.get(arg)!);
    const at = (i: number) => args.map((arg) => arg[arg.length === 1 ? 0 : i]!);
    const reduce = reductions[node.op];
    if (reduce) return [reduce(Array.from({ length: n }, (_, i) => at(i)[0]!))];
    const length = Math.max(1, ...args.map((arg) => arg.length));
    return Array.from({ length }, (_, i) => meanings[node.op]!(...at(i)));
  };
  for (const node of topological([root])) found.set(node, valuesOf(node));
  return found.get(root)!;
}

/** The derivative of each value with respect to an element of a name, by the complex step. */
export function complexStep(
  root: Node,
  names: Readonly<Record<string, readonly number[]>>,
  name: string,
  element = 0,
  n = 1,
): number[] {
  const complex = Object.entries(names).map(([other, row]): [string, Vector] => [
    other,
    row.map((value, i): Complex => [value, other === name && i === element ? h : 0]),
  ]);
  return values(root, Object.fromEntries(complex), n).map(([, im]) => im / h);
}
