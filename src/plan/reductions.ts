/**
 * Reductions of rules: the symbols that stand for them in expressions, and the passes that compute them.
 */
import { argumentsOf, type Call, type Graph, type Name, type Node, walk } from "../language/graph.ts";
import { type Extent, type FactKind, isFact, operation, type Reduction } from "../language/operations.ts";
import type { Group } from "./groups.ts";

/** A reduction of a rule. A global one adds up over the groups that its link belongs to; others have one group. */
export interface RuleReduction {
  readonly symbol: Name;
  readonly op: Reduction | FactKind;
  readonly extent: Extent;
  /** What is reduced, by group. */
  readonly args: Map<Group, Node>;
}

/** A reduction that a pass computes, and the symbol that stands for it. */
export interface Sum {
  readonly symbol: Name;
  readonly op: Reduction;
  readonly extent: Extent;
  readonly node: Node;
}

/** Which symbol gets which of a pass's reductions, or of its column reductions. */
export interface Result {
  readonly reduction: number;
  readonly op: Reduction;
  readonly symbol: Name;
  readonly extent: Extent;
}

/** What a pass reduces. */
export interface PassReductions {
  readonly reductions: readonly Sum[];
  readonly results: readonly Result[];
}

/** The reductions of a phase; `place` begins the names of their symbols. */
export class Reductions {
  readonly bySymbol = new Map<Node, RuleReduction>();
  /** Sums that the last stage computes as well. */
  readonly measured = new Map<Group, readonly Sum[]>();
  readonly #graph: Graph;
  readonly #groups: readonly Group[];
  readonly #place: string;

  constructor(graph: Graph, groups: readonly Group[], place = "") {
    this.#graph = graph;
    this.#groups = groups;
    this.#place = place;
  }

  /**
   * What stands for a reduction in a line: its symbol. Of a batch of matrices each is a tensor by itself: what goes over the tensor goes over
   * rows, then over the rows of each matrix.
   */
  valueOf(group: Group, line: string, call: Call, arg: Node): Node {
    const [extent, by] = operation(call.op).reduces!;
    const isSum = by === "sum" || by === "sumSquares";
    if (!group.isBatch || extent !== "tensor" || !(isSum || by === "size"))
      return this.symbolOf(group, line, call, arg);
    const rows = this.symbolOf(group, `${line}:rows`, call, arg, ["row", by]);
    if (isSum) return this.symbolOf(group, `${line}:matrix`, call, rows, ["column", "sum"]);
    return this.#graph.call("mul", rows, this.symbolOf(group, `${line}:matrix`, call, arg, ["column", by]));
  }

  /** The symbol that stands for a reduction in a line. */
  symbolOf(
    group: Group,
    line: string,
    { id, op }: Call,
    arg: Node,
    [extent, by]: readonly [Extent, Reduction | FactKind] = operation(op).reduces!,
  ): Name {
    const place = extent === "global" ? "" : `${this.#groups.indexOf(group)}/`;
    const symbol = this.#graph.symbol(`${this.#place}${place}${line}#${id}`);
    const reduction = this.bySymbol.get(symbol) ?? { symbol, op: by, extent, args: new Map() };
    reduction.args.set(group, arg);
    this.bySymbol.set(symbol, reduction);
    return symbol;
  }

  /** Symbols whose values are known only after a pass. */
  get awaited(): readonly Name[] {
    return [...this.bySymbol.values()].filter(({ op }) => !isFact(op)).map(({ symbol }) => symbol);
  }

  /** The reductions of a pass over a group, each once: those whose symbols are due, in the last stage also what is measured. */
  ofPass(group: Group, isLast: boolean, isDue: (symbol: Name) => boolean): PassReductions {
    const sums = [...this.bySymbol.values()].flatMap((reduction): Sum[] => {
      const { symbol, op, extent, args } = reduction;
      const node = args.get(group);
      return node && !isFact(op) && isDue(symbol) ? [{ symbol, op, extent, node }] : [];
    });
    if (isLast) sums.push(...(this.measured.get(group) ?? []));
    const reductions: Sum[] = [];
    const results = sums.map((sum) => {
      const { symbol, op, extent, node } = sum;
      const alike = reductions.filter((other) => (other.extent === "column") === (extent === "column"));
      const same = alike.findIndex((other) => other.op === op && other.node === node);
      if (same < 0) reductions.push(sum);
      return { reduction: same < 0 ? alike.length : same, op, symbol, extent };
    });
    return { reductions, results };
  }
}

/**
 * The stages of nodes: how many reductions and routines must be complete, one after the other, before a node is known. Reductions of
 * `isOnHost` are known with their argument. `made` has what routines need, by the matrices that they leave.
 */
export function stagesOf(
  reduced: ReadonlyMap<Node, RuleReduction>,
  isOnHost: (reduction: RuleReduction) => boolean,
  made: ReadonlyMap<Node, readonly Node[]>,
): (node: Node) => number {
  const stages = new Map<Node, number>();
  const below = (node: Node) => {
    const reduction = reduced.get(node);
    return reduction ? [...reduction.args.values()] : (made.get(node) ?? argumentsOf(node));
  };
  const leave = (node: Node, needed: readonly Node[]): void => {
    const reduction = reduced.get(node);
    const latest = needed.reduce((stage, part) => Math.max(stage, stages.get(part)!), 0);
    const isAwaited = reduction ? !isFact(reduction.op) && !isOnHost(reduction) : made.has(node);
    stages.set(node, latest + (isAwaited ? 1 : 0));
  };
  return (node) => {
    walk([node], (part) => stages.has(part), leave, below);
    return stages.get(node)!;
  };
}
