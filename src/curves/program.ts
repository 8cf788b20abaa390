/** Expressions of the rows of a table, made ready once for all tables that have the same columns. */
import { Graph, type Node, topological } from "../language/graph.ts";
import { simplify } from "../language/simplify.ts";
import { substitute } from "../language/substitute.ts";

/** What an expression depends on: at most on parameters, on columns alone, or on both. */
export type Scope = "point" | "table" | "block";

/** Expressions of parameters and columns, simplified and told apart by what they depend on: made once for all tables that have these columns. */
export class Program {
  /** Nodes in the order in which they are computed; those that the first expression needs for blocks, and those that the others need besides. */
  readonly nodes: readonly Node[];
  readonly results: readonly Node[];
  readonly ofFirst: readonly Node[];
  readonly ofOthers: readonly Node[];
  /** Whether a node depends on parameters alone, on columns alone, or on both. */
  readonly scopes: ReadonlyMap<Node, Scope>;
  readonly parameters: readonly string[];

  /** @param roots - the expressions, whose common parts are computed once. */
  constructor(roots: readonly Node[], parameters: readonly string[], columns: readonly string[]) {
    const graph = new Graph(simplify);
    const names = new Map([...parameters, ...columns].map((name) => [name, graph.symbol(name)]));
    const results = roots.map((root) => substitute(graph, root, names));
    const nodes = topological(results);
    const scopes = new Map<Node, Scope>();
    for (const node of nodes) {
      const of = node.kind === "call" ? node.args.map((arg) => scopes.get(arg)!) : [];
      const isColumn = node.kind === "symbol" && !parameters.includes(node.name);
      const isConstant = node.kind === "constant" || (node.kind === "call" && of.length === 0);
      const isPoint = of.every((scope) => scope === "point") && !isColumn;
      const isFixed = node.kind === "call" && node.args.every((arg) => isFixedIn(arg, scopes));
      scopes.set(node, isPoint || isConstant ? "point" : isColumn || isFixed ? "table" : "block");
    }
    const below = (some: readonly Node[]) => topological(some).filter((node) => scopes.get(node) === "block");
    this.ofFirst = below(results.slice(0, 1));
    const known = new Set(this.ofFirst);
    this.ofOthers = below(results).filter((node) => !known.has(node));
    [this.nodes, this.results, this.scopes, this.parameters] = [nodes, results, scopes, parameters];
  }
}

/** Whether no parameter is in a node: a constant, or what depends on columns alone. */
const isFixedIn = (node: Node, scopes: ReadonlyMap<Node, Scope>): boolean =>
  node.kind === "constant" || scopes.get(node) === "table";
