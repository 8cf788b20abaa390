/**
 * `b^t` of a hyperparameter b: the product of the values that it has had in the steps so far. It is the product of those
 * before its last change times a power of the present one, so that a constant b gives the bits of the power.
 * Knows no values; `descent/hypers.ts` keeps them.
 */
import type { Graph, Name, Node, Rewrite } from "../expr/graph.ts";
import { simplify } from "../expr/simplify.ts";

/** What stands for the history of a hyperparameter that is raised to the step. */
export interface Power {
  /** The product of its values in the steps before its last change. */
  readonly product: Name;
  /** The number of steps with the present value, this one included. */
  readonly lasted: Name;
}

/** Names of the symbols that stand for the history of the hyperparameter of this key. */
export const historyOf = (key: string) => ({ product: `${key}^`, lasted: `${key}^t` });

/** The powers of a graph; `rewrite` is the graph's, and finds them. */
export class Powers {
  readonly #of = new Map<Node, Power | undefined>();

  /** Takes the powers of this hyperparameter for products of its values from here on. */
  watch(hyper: Name): void {
    if (!this.#of.has(hyper)) this.#of.set(hyper, undefined);
  }

  /** What stands for a hyperparameter's history; nothing where no power asks for it. */
  of(hyper: Name): Power | undefined {
    return this.#of.get(hyper);
  }

  readonly rewrite: Rewrite = (graph, op, args) => {
    const [base, exponent] = args;
    if (op === "pow" && base?.kind === "symbol" && this.#of.has(base)) {
      const more = stepsBeyond(exponent!);
      if (more !== undefined) return this.#product(graph, base, more);
    }
    return simplify(graph, op, args);
  };

  #product(graph: Graph, base: Name, more: number): Node {
    const names = historyOf(base.name);
    const [product, lasted] = [graph.symbol(names.product), graph.symbol(names.lasted)];
    this.#of.set(base, { product, lasted });
    const exponent = more === 0 ? lasted : graph.call("add", lasted, graph.constant(more));
    return graph.call("mul", product, graph.call("pow", base, exponent));
  }
}

/** The k of an exponent t + k, where it is one and k is a whole number. */
function stepsBeyond(exponent: Node): number | undefined {
  let more = 0;
  let rest = exponent;
  while (rest.kind === "call" && (rest.op === "add" || rest.op === "sub")) {
    const [a, b] = rest.args as [Node, Node];
    const sign = rest.op === "sub" ? -1 : 1;
    const [next, number] = a.kind === "constant" && sign > 0 ? [b, a] : [a, b];
    if (number.kind !== "constant" || !Number.isInteger(number.value)) return undefined;
    more += sign * number.value;
    rest = next;
  }
  return rest.kind === "symbol" && rest.name === "t" ? more : undefined;
}
