/**
 * Algebra for symbolic results, such as derivatives: x*0 is 0, x + 0 is x, equal terms are collected, equal factors become powers and
 * cancel. It changes values where these are NaN, infinite or rounded, so nothing that is computed with may pass through
 * it unasked; `simplify.ts` is the one that keeps every bit. What it builds is what the parser would make of its text: a
 * negative number is a minus before a literal.
 */
import type { Graph, Node } from "./graph.ts";
import { type OperationName, operation } from "./operations.ts";

/** Longer sums and products are not taken apart further, so that no step of a long computation walks it all. */
const most = 64;

/** n/d: whole numbers without a common factor, or any n with d = 1. */
interface Ratio {
  readonly n: number;
  readonly d: number;
}

/** A number times powers of nodes with whole exponents. */
interface Product {
  readonly factor: Ratio;
  readonly powers: ReadonlyMap<Node, number>;
}

const one: Ratio = { n: 1, d: 1 };

const gcd = (a: number, b: number): number => {
  let [x, y] = [a, b];
  while (y) [x, y] = [y, x % y];
  return x;
};

const isExact = (value: number): boolean => Number.isSafeInteger(value);

/** n/d as a ratio; undefined where it is no finite number. */
function ratio(n: number, d: number): Ratio | undefined {
  if (!(Number.isFinite(n) && Number.isFinite(d)) || d === 0) return undefined;
  if (!isExact(n) || !isExact(d)) return Number.isFinite(n / d) ? { n: n / d, d: 1 } : undefined;
  const common = gcd(Math.abs(n), Math.abs(d)) * Math.sign(d);
  return { n: n / common + 0, d: d / common };
}

const times = (a: Ratio, b: Ratio): Ratio | undefined => ratio(a.n * b.n, a.d * b.d);
const plus = (a: Ratio, b: Ratio): Ratio | undefined => ratio(a.n * b.d + b.n * a.d, a.d * b.d);

/** The value of a number as it is written: a literal, or a minus before one. */
export function literal(node: Node): number | undefined {
  if (node.kind === "constant") return node.value;
  if (node.kind !== "call" || node.op !== "neg") return undefined;
  const [inner] = node.args;
  return inner!.kind === "constant" ? -inner!.value : undefined;
}

/** Whether a node is the number 0. */
export const isZero = (node: Node): boolean => literal(node) === 0;

/** Numbers come first in a product, then names in the order of the text, then the rest. */
const rank = (node: Node): number =>
  node.kind === "symbol" ? 1 : node.kind === "call" && node.args.length > 0 ? 2 : 0;
const byRank = ([a]: [Node, number], [b]: [Node, number]): number => rank(a) - rank(b) || a.id - b.id;

/** Makes nodes of a graph, simpler than they were asked for where algebra knows how. */
export class Algebra {
  readonly #graph: Graph;

  constructor(graph: Graph) {
    this.#graph = graph;
  }

  /** A number; negative ones as a minus before a literal. */
  number(value: number): Node {
    const size = this.#graph.constant(Math.abs(value));
    return value < 0 ? this.#graph.call("neg", size) : size;
  }

  call(op: OperationName, args: readonly Node[]): Node {
    const [a, b, c] = args as [Node, Node, Node];
    switch (op) {
      case "add":
        return this.sum([a, b]);
      case "sub":
        return this.sum([a], [b]);
      case "mul":
        return this.product([a, b]);
      case "div":
        return this.product([a], [b]);
      case "neg":
        return this.product([this.number(-1), a]);
      case "pow":
        return this.#power(a, b);
      case "where":
        return b === c ? b : a.kind === "constant" ? (a.value ? b : c) : this.#graph.call(op, a, b, c);
      default:
        return this.#folded(op, args) ?? this.#graph.call(op, ...args);
    }
  }

  #power(base: Node, exponent: Node): Node {
    const value = literal(exponent);
    if (value === 0) return this.number(1);
    if (value === 1 || literal(base) === 1) return base;
    const power = this.#graph.call("pow", base, exponent);
    return value === undefined ? power : this.product([power]);
  }

  /** The outcome on numbers where it is a whole number: log(1) is 0, exp(1) stays. */
  #folded(op: OperationName, args: readonly Node[]): Node | undefined {
    const { evaluate, gives, reduces } = operation(op);
    const values = args.map(literal);
    if (!evaluate || reduces || gives !== "number" || values.length === 0) return undefined;
    if (!values.every((value) => value !== undefined)) return undefined;
    const value = evaluate(...(values as [number, number, number]));
    return isExact(value) ? this.number(value) : undefined;
  }

  /** The sum of some nodes less that of others. */
  sum(added: readonly Node[], subtracted: readonly Node[] = []): Node {
    if (added.length === 1 && subtracted.length === 0) return added[0]!;
    const terms = new Map<Node, Ratio>();
    const stack: [Node, number][] = [
      ...subtracted.map((node): [Node, number] => [node, -1]).reverse(),
      ...added.map((node): [Node, number] => [node, 1]).reverse(),
    ];
    const enough = most + stack.length;
    for (let last = stack.pop(); last; last = stack.pop()) {
      const [node, sign] = last;
      const [a, b] = node.kind === "call" ? node.args : [];
      const op = node.kind === "call" && stack.length + terms.size < enough ? node.op : undefined;
      if (op === "add") stack.push([b!, sign], [a!, sign]);
      else if (op === "sub") stack.push([b!, -sign], [a!, sign]);
      else if (op === "neg") stack.push([a!, -sign]);
      else this.#collect(terms, node, sign);
    }
    let sum: Node | undefined;
    for (const [key, { n, d }] of terms) {
      if (n === 0) continue;
      const { powers } = this.#parts([key]);
      if (!sum) sum = this.#build({ factor: { n, d }, powers });
      else {
        const term = this.#build({ factor: { n: Math.abs(n), d }, powers });
        sum = this.#graph.call(n < 0 ? "sub" : "add", sum, term);
      }
    }
    return sum ?? this.number(0);
  }

  /** Adds a term to others; terms are told apart by what stands behind their number. */
  #collect(terms: Map<Node, Ratio>, node: Node, sign: number): void {
    const { factor, powers } = this.#parts([node]);
    const key = this.#build({ factor: one, powers });
    const more = { n: sign * factor.n, d: factor.d };
    const both = plus(terms.get(key) ?? { n: 0, d: 1 }, more);
    if (both) terms.set(key, both);
    // Too large for a number: a term of its own.
    else terms.set(this.#graph.call("mul", this.number(factor.n), key), { n: sign, d: factor.d });
  }

  /** The product of some nodes divided by that of others. */
  product(above: readonly Node[], below: readonly Node[] = []): Node {
    return this.#build(this.#parts(above, below));
  }

  /** The factors for which a condition holds, with the number, and the others if there are any. */
  split(node: Node, isFirst: (factor: Node) => boolean): { first: Node; second: Node | undefined } {
    const { factor, powers } = this.#parts([node]);
    const [first, second] = [new Map<Node, number>(), new Map<Node, number>()];
    for (const [base, power] of powers) (isFirst(base) ? first : second).set(base, power);
    return {
      first: this.#build({ factor, powers: first }),
      second: second.size ? this.#build({ factor: one, powers: second }) : undefined,
    };
  }

  #parts(above: readonly Node[], below: readonly Node[] = []): Product {
    let factor = one;
    const powers = new Map<Node, number>();
    const stack: [Node, number][] = [
      ...below.map((node): [Node, number] => [node, -1]).reverse(),
      ...above.map((node): [Node, number] => [node, 1]).reverse(),
    ];
    const enough = most + stack.length;
    for (let last = stack.pop(); last; last = stack.pop()) {
      const [node, power] = last;
      const value = literal(node);
      const scaled = value === undefined ? undefined : scale(factor, value, power);
      if (scaled) {
        factor = scaled;
        continue;
      }
      const [a, b] = node.kind === "call" ? node.args : [];
      const op = node.kind === "call" && stack.length + powers.size < enough ? node.op : undefined;
      const exponent = op === "pow" ? literal(b!) : undefined;
      if (op === "mul") stack.push([b!, power], [a!, power]);
      else if (op === "div") stack.push([b!, -power], [a!, power]);
      else if (op === "neg") {
        if (power % 2) factor = { n: -factor.n, d: factor.d };
        stack.push([a!, power]);
      } else if (exponent !== undefined && isExact(exponent)) stack.push([a!, power * exponent]);
      else powers.set(node, (powers.get(node) ?? 0) + power);
    }
    return { factor, powers };
  }

  #build({ factor: { n, d }, powers }: Product): Node {
    if (n === 0) return this.number(0);
    const sorted = [...powers].filter(([, power]) => power !== 0).sort(byRank);
    const above = sorted.filter(([, power]) => power > 0).map(([base, power]) => this.#factor(base, power));
    const below = sorted.filter(([, power]) => power < 0).map(([base, power]) => this.#factor(base, -power));
    if (Math.abs(n) !== 1 || above.length === 0) above.unshift(this.number(Math.abs(n)));
    if (d !== 1) below.unshift(this.number(d));
    if (n < 0) above[0] = this.#graph.call("neg", above[0]!);
    const multiply = (a: Node, b: Node) => this.#graph.call("mul", a, b);
    const top = above.reduce(multiply);
    return below.length ? this.#graph.call("div", top, below.reduce(multiply)) : top;
  }

  #factor(base: Node, power: number): Node {
    return power === 1 ? base : this.#graph.call("pow", base, this.number(power));
  }
}

/** A ratio times a power of a number; undefined where that is no finite number. */
function scale(by: Ratio, value: number, power: number): Ratio | undefined {
  const size = value ** Math.abs(power);
  return power < 0 ? times(by, { n: 1, d: size }) : times(by, { n: size, d: 1 });
}
