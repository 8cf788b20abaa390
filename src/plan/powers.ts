/**
 * `b^t` of a hyperparameter b: the product of the values that it has had in the steps so far, and `b^(t + k)` that times b^k.
 * Each becomes a symbol; `descent/histories.ts` computes its value. This file collects the powers that rules use.
 */
import type { Graph, Name, Node, Rewrite } from "../language/graph.ts";
import { simplify } from "../language/simplify.ts";
import { isStep } from "./counts.ts";

/** A power of a hyperparameter that a rule uses. */
export interface Power {
  readonly symbol: Name;
  /** The k of `b^(t + k)`. */
  readonly beyond: number;
}

/** The powers of a graph; `rewrite` is the graph's, and finds them. */
export class Powers {
  readonly #of = new Map<Node, Map<number, Power>>();

  /** From here on, powers of this hyperparameter are products of its values. */
  watch(hyper: Name): void {
    if (!this.#of.has(hyper)) this.#of.set(hyper, new Map());
  }

  /** The powers of a hyperparameter that rules use. */
  of(hyper: Name): readonly Power[] {
    return [...(this.#of.get(hyper)?.values() ?? [])];
  }

  readonly rewrite: Rewrite = (graph, op, args) => {
    const [base, exponent] = args;
    const powers = op === "pow" && base!.kind === "symbol" ? this.#of.get(base!) : undefined;
    const beyond = powers && stepsBeyond(exponent!);
    if (beyond === undefined) return simplify(graph, op, args);
    const power = powers!.get(beyond) ?? { symbol: symbolOf(graph, base as Name, beyond), beyond };
    powers!.set(beyond, power);
    return power.symbol;
  };
}

const symbolOf = (graph: Graph, { name }: Name, beyond: number): Name => graph.symbol(nameOf(name, beyond));

/** The name of a power's symbol, from the name of the hyperparameter's. */
export const nameOf = (hyper: string, beyond: number): string => `${hyper}^(t + ${beyond})`;

/** The k of an exponent t + k with a whole number k; undefined for any other. */
function stepsBeyond(exponent: Node): number | undefined {
  let beyond = 0;
  let rest = exponent;
  while (rest.kind === "call" && (rest.op === "add" || rest.op === "sub")) {
    const [a, b] = rest.args as [Node, Node];
    const sign = rest.op === "sub" ? -1 : 1;
    const [next, number] = a.kind === "constant" && sign > 0 ? [b, a] : [a, b];
    if (number.kind !== "constant" || !Number.isInteger(number.value)) return undefined;
    beyond += sign * number.value;
    rest = next;
  }
  return rest.kind === "symbol" && isStep(rest) ? beyond : undefined;
}
