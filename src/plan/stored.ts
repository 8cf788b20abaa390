/**
 * What is stored of a state in codes: its new value, rounded to a number that has a code. Only what is stored is rounded; the step itself
 * goes on with the new value as it is. Which way a number is rounded depends on the state, the path of the tensor, the step and the element's
 * place: never on threads, devices or other tensors.
 */
import type { Call, Graph, Node } from "../language/graph.ts";
import { hashOf } from "../language/random.ts";
import type { StorageName } from "../language/storage.ts";
import { stepOf } from "./counts.ts";
import type { Group, Link } from "./groups.ts";
import type { Reductions } from "./reductions.ts";

/** What it depends on. */
interface Stored {
  readonly graph: Graph;
  readonly oneCount: ReadonlySet<string>;
  readonly storages: ReadonlyMap<string, StorageName>;
  readonly reductions: Reductions;
}

/** A function from the new value of a link's state, and its name, to what is stored. */
export function storing(
  { graph, oneCount, storages, reductions }: Stored,
  group: Group,
  { key, instance: { rule } }: Link,
): (next: Node, name: string) => Node {
  const p = graph.symbol("p");
  const drawn = (name: string): Node => {
    const hash = reductions.symbolOf(group, "stored", graph.call("hash", p) as Call, p);
    const seed = graph.constant(hashOf(`${rule.name}.${name}`));
    return graph.call("draw", graph.call("key0", seed, stepOf(graph, oneCount.has(key)), hash));
  };
  return (next, name) => {
    const symbol = graph.symbol(`${key}.${name}`);
    if (next === symbol || !storages.has(symbol.name)) return next;
    return graph.call("toBfloat16", next, drawn(name));
  };
}
