/** The hyperparameters of a plan, and the scalars that come with every call: the step, hyperparameters, their powers, the loss. */
import type { Graph, Name, Node } from "../language/graph.ts";
import type { Bounds, Hyper } from "../rule/hyper.ts";
import { stepsOf } from "./counts.ts";
import type { Expansion } from "./expand.ts";
import { type Link, namesOf, qualify } from "./groups.ts";
import type { Power } from "./powers.ts";

/** A hyperparameter with its name, its symbol and its value or schedule. */
export interface PlannedHyper {
  readonly name: string;
  /** All names for it. */
  readonly names: readonly string[];
  /** The groups that have it. */
  readonly groups: readonly number[];
  readonly symbol: Name;
  /** Place and name: the name of the symbol. */
  readonly key: string;
  readonly bounds: Bounds;
  /** Key of the hyperparameter that it must not be above. */
  readonly atMost: string | undefined;
  readonly value: Hyper;
  /** Its powers `b^(t + beyond)`, where a rule raises it to the step. */
  readonly powers: readonly Power[];
  /** Whether they are those of the descent's count for all tensors. */
  readonly hasOneCount: boolean;
}

/** The hyperparameters of an expansion; `guards` are the smallest values that those may have that guard a division. */
export function hypersOf(
  { groups, hypers, oneCount }: Expansion,
  guards: ReadonlyMap<Node, number>,
): PlannedHyper[] {
  const names = qualify(hypers);
  return hypers.map(({ link, name, symbol, powers }, index) => ({
    name: names[index]!,
    names: namesOf({ link, name }),
    groups: [...groups.keys()].filter((group) => groups[group]!.links.some(({ key }) => key === link.key)),
    symbol,
    key: symbol.name,
    bounds: {
      ...link.instance.rule.bounds.get(name)!,
      ...(guards.has(symbol) && { smallest: guards.get(symbol)! }),
    },
    atMost: highOf(link, name),
    value: link.instance.hyper[name]!,
    powers,
    hasOneCount: oneCount.has(link.key),
  }));
}

/** The key of the hyperparameter that this one must not be above. */
function highOf({ key, instance }: Link, name: string): string | undefined {
  const [low, high] = instance.rule.ordered ?? [];
  return name === low ? `${key}.${high}` : undefined;
}

/** The symbols whose values come with every call, in order. */
export const scalarsOf = (graph: Graph, hypers: readonly PlannedHyper[], readsLoss: boolean): Name[] => [
  ...stepsOf(graph),
  ...hypers.map(({ symbol }) => symbol),
  ...hypers.flatMap(({ powers }) => powers.map(({ symbol }) => symbol)),
  ...(readsLoss ? [graph.symbol("loss")] : []),
];
