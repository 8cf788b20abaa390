/**
 * What is stored of a state in codes: its new value, rounded by chance to a number that has a code. In eight bits a second moment is
 * stored as it is, the first as its share of a power of two about as large as the root of that second one. Only what is stored is rounded;
 * the step itself goes on with the new values as they are. Which way a number is rounded depends on the state, the path of the tensor, the
 * step and the element's place: never on threads, devices or other tensors.
 */
import type { Call, Graph, Node } from "../language/graph.ts";
import type { OperationName } from "../language/operations.ts";
import { hashOf } from "../language/random.ts";
import { eightBits, type StorageName } from "../language/storage.ts";
import { stepOf } from "./counts.ts";
import type { Group, Link } from "./groups.ts";
import type { Reductions } from "./reductions.ts";

/** What it depends on. */
interface Storing {
  readonly graph: Graph;
  readonly oneCount: ReadonlySet<string>;
  readonly storages: ReadonlyMap<string, StorageName>;
  readonly reductions: Reductions;
}

/** Calls of operations, with numbers as constants. */
const callsOf =
  (graph: Graph) =>
  (op: OperationName, ...args: readonly (Node | number)[]): Node =>
    graph.call(op, ...args.map((arg) => (typeof arg === "number" ? graph.constant(arg) : arg)));

/** The states of a link by name, from what is stored of them. */
export function loaded(
  { graph, storages }: Pick<Storing, "graph" | "storages">,
  link: Link,
): Map<string, Node> {
  const { rule } = link.instance;
  const call = callsOf(graph);
  const symbolOf = (name: string) => graph.symbol(`${link.key}.${name}`);
  const heldOf = (name: string): Node => {
    const symbol = symbolOf(name);
    const storage = storages.get(symbol.name);
    if (storage !== "unsigned8" && storage !== "signed8") return symbol;
    const { base, scale } = eightBits[storage];
    if (storage === "unsigned8") return call("mul", call("sub", symbol, base), 1 / scale);
    const ownBase = call("where", call("lt", symbol, 0), -base, base);
    const share = call("mul", call("sub", symbol, ownBase), shareUnit / scale);
    return call("mul", share, call("halfPower", symbolOf(rule.ratio![1])));
  };
  return new Map(Object.keys(rule.state).map((name) => [name, heldOf(name)]));
}

/** What `halfPower` of a second moment, as it is stored in eight bits, lacks to its root. */
export const shareUnit = 2 ** 7;

/** What is stored of a link's states, from their new values: both by name. */
export function stored(
  { graph, oneCount, storages, reductions }: Storing,
  group: Group,
  { key, instance: { rule } }: Link,
  next: ReadonlyMap<string, Node>,
): ReadonlyMap<string, Node> {
  const p = graph.symbol("p");
  const call = callsOf(graph);
  const storageOf = (name: string) => storages.get(`${key}.${name}`);
  const coded = Object.keys(rule.state).filter(storageOf);
  /** Rounds a number; two states share a random word. */
  const rounded = (op: "toBfloat16" | "toThreeBits" | "toFourBits", x: Node, name: string): Node => {
    const hash = reductions.symbolOf(group, "stored", graph.call("hash", p) as Call, p);
    const place = coded.indexOf(name);
    const seed = hashOf(`${rule.name}.${place >> 1}`);
    return call(op, x, call("key0", seed, stepOf(graph, oneCount.has(key)), hash), place & 1);
  };
  /** No infinity and no NaN: these are stored as they are. */
  const isNumber = (size: Node): Node => call("lt", size, Number.POSITIVE_INFINITY);
  const secondOf = (name: string): Node => {
    const x = next.get(name)!;
    const { base, scale, most, least } = eightBits.unsigned8;
    const within = call("where", call("lt", x, most), x, most);
    const number = rounded("toThreeBits", call("add", call("mul", within, scale), base), name);
    // Others are divided by its root: only 0 is stored as 0.
    const lowest = base + least * scale;
    const above = call("where", call("lt", number, lowest), lowest, number);
    return call("where", isNumber(x), call("where", call("gt", x, 0), above, base), x);
  };
  const firstOf = (name: string): Node => {
    const root = call("overHalfPower", secondOf(rule.ratio![1]));
    const { base, scale, most } = eightBits.signed8;
    const x = call("mul", next.get(name)!, root);
    const bound = most * shareUnit;
    const below = call("where", call("lt", x, bound), x, bound);
    const within = call("where", call("gt", below, -bound), below, -bound);
    const ownBase = call("where", call("lt", x, 0), -base, base);
    const moved = call("add", call("mul", within, scale / shareUnit), ownBase);
    return call("where", isNumber(call("abs", x)), rounded("toFourBits", moved, name), x);
  };
  const storedOf = (name: string, value: Node): Node => {
    switch (storageOf(name)) {
      case "bf16":
        return rounded("toBfloat16", value, name);
      case "unsigned8":
        return secondOf(name);
      case "signed8":
        return firstOf(name);
      default:
        return value;
    }
  };
  return new Map([...next].map(([name, value]) => [name, storedOf(name, value)]));
}
