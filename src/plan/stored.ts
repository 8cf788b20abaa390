/**
 * What is stored of a state in codes: its new value, rounded by chance to a number that has a code. Of a second moment in eight bits the
 * root is stored, of the first its share of that root. Only what is stored is rounded; the step itself goes on with the new values as they
 * are. Which way a number is rounded depends on the state, the path of the tensor, the step and the element's place: never on threads,
 * devices or other tensors.
 */
import type { Call, Graph, Node } from "../language/graph.ts";
import { hashOf } from "../language/random.ts";
import { bases, mostOf, type StorageName } from "../language/storage.ts";
import { stepOf } from "./counts.ts";
import type { Group, Link } from "./groups.ts";
import type { Reductions } from "./reductions.ts";

/** Added to a root before it divides: the smallest that is not 0, so that a root of 0 divides too. */
export const leastRoot = bases.unsigned8 / 8;

/** What it depends on. */
interface Storing {
  readonly graph: Graph;
  readonly oneCount: ReadonlySet<string>;
  readonly storages: ReadonlyMap<string, StorageName>;
  readonly reductions: Reductions;
}

/** The states of a link by name, from what is stored of them. */
export function loaded(
  { graph, storages }: Pick<Storing, "graph" | "storages">,
  link: Link,
): Map<string, Node> {
  const { rule } = link.instance;
  const symbolOf = (name: string) => graph.symbol(`${link.key}.${name}`);
  const heldOf = (name: string): Node => {
    const symbol = symbolOf(name);
    const storage = storages.get(symbol.name);
    if (storage === "unsigned8") return graph.call("mul", symbol, symbol);
    if (storage !== "signed8") return symbol;
    return graph.call("mul", symbol, divisorOf(graph, symbolOf(rule.ratio![1])));
  };
  return new Map(Object.keys(rule.state).map((name) => [name, heldOf(name)]));
}

const divisorOf = (graph: Graph, root: Node): Node => graph.call("add", root, graph.constant(leastRoot));

/** What is stored of a link's states, from their new values: both by name. */
export function stored(
  { graph, oneCount, storages, reductions }: Storing,
  group: Group,
  { key, instance: { rule } }: Link,
  next: ReadonlyMap<string, Node>,
): ReadonlyMap<string, Node> {
  const p = graph.symbol("p");
  const drawn = (name: string): Node => {
    const hash = reductions.symbolOf(group, "stored", graph.call("hash", p) as Call, p);
    const seed = graph.constant(hashOf(`${rule.name}.${name}`));
    return graph.call("draw", graph.call("key0", seed, stepOf(graph, oneCount.has(key)), hash));
  };
  /** Rounds a number that is not negative to one with a code; infinity and NaN stay, and only 0 is 0 where `least` is not. */
  const inEightBits = (storage: keyof typeof bases, x: Node, name: string, least: number): Node => {
    const [base, most] = [graph.constant(bases[storage]), graph.constant(mostOf(storage))];
    const sum = graph.call("add", graph.call("min", x, most), base);
    const rounded = graph.call("sub", graph.call("toFourBits", sum, drawn(name)), base);
    const within = graph.call("max", graph.call("min", rounded, most), graph.constant(least));
    const isSmall = graph.call("lt", x, graph.constant(Number.POSITIVE_INFINITY));
    const isPlain = least ? graph.call("and", graph.call("gt", x, graph.constant(0)), isSmall) : isSmall;
    return graph.call("where", isPlain, within, x);
  };
  const rootOf = (name: string): Node =>
    inEightBits("unsigned8", graph.call("sqrt", next.get(name)!), name, leastRoot);
  const storedOf = (name: string, value: Node): Node => {
    switch (storages.get(`${key}.${name}`)) {
      case "bf16":
        return graph.call("toBfloat16", value, drawn(name));
      case "unsigned8":
        return rootOf(name);
      case "signed8": {
        const share = graph.call("div", value, divisorOf(graph, rootOf(rule.ratio![1])));
        const size = inEightBits("signed8", graph.call("abs", share), name, 0);
        return graph.call("where", graph.call("lt", share, graph.constant(0)), graph.call("neg", size), size);
      }
      default:
        return value;
    }
  };
  return new Map([...next].map(([name, value]) => [name, storedOf(name, value)]));
}
