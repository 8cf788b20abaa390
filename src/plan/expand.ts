/**
 * From groups of rules to one graph: symbols for states, hyperparameters and their powers, and the expressions of every phase.
 */
import { Graph, type Name } from "../language/graph.ts";
import type { StorageName } from "../language/storage.ts";
import { boundingLink } from "./bounds.ts";
import { countedOnce } from "./counts.ts";
import type { Group, Link } from "./groups.ts";
import { evaluatingLink, expandPhase, type Phase, type PhaseName, type State } from "./phases.ts";
import { type Power, Powers } from "./powers.ts";

/** A hyperparameter of a link. */
export interface HyperSymbol {
  readonly link: Link;
  readonly name: string;
  readonly symbol: Name;
  /** The symbols of its powers, if a rule raises it to the step. */
  readonly powers: readonly Power[];
}

/** Everything that the planner needs from the expressions. */
export interface Expansion {
  readonly graph: Graph;
  readonly groups: readonly Group[];
  readonly states: readonly State[];
  readonly hypers: readonly HyperSymbol[];
  /** Keys of links whose rules read the descent's count. */
  readonly oneCount: ReadonlySet<string>;
  /** The step first. */
  readonly phases: readonly Phase[];
  /** How states are stored, by role, where it is not as numbers of their group's type. */
  readonly storages: ReadonlyMap<string, StorageName>;
}

/**
 * Expands the chains of all groups into one graph; `before` is the rule that takes several gradients a step, `oneCount` has the keys of
 * links whose rules read the descent's count, `storages` how states are stored.
 */
export function expand(
  groups: readonly Group[],
  before?: Link,
  oneCount = countedOnce(groups.flatMap(({ links }) => links)),
  storages: ReadonlyMap<string, StorageName> = new Map(),
): Expansion {
  const powers = new Powers();
  const graph = new Graph(powers.rewrite);
  const states = new Map<string, State>();
  const hypers = new Map<string, Omit<HyperSymbol, "powers">>();
  for (const group of groups) {
    for (const link of group.links) {
      const { rule } = link.instance;
      for (const name of Object.keys(rule.hyper)) {
        const symbol = graph.symbol(`${link.key}.${name}`);
        hypers.set(symbol.name, { link, name, symbol });
        if (!rule.presentPowers) powers.watch(symbol);
      }
      for (const name of Object.keys(rule.state)) {
        const symbol = graph.symbol(`${link.key}.${name}`);
        const state = states.get(symbol.name) ?? { link, name, symbol, groups: [] };
        state.groups.push(group);
        states.set(symbol.name, state);
      }
    }
  }
  const { flush } = before?.instance.rule ?? {};
  const names: PhaseName[] = [
    "step",
    ...(before ? (["before"] as const) : []),
    ...(flush ? (["flush"] as const) : []),
    ...(groups.some(boundingLink) ? (["project"] as const) : []),
    ...(groups.some(evaluatingLink) ? (["eval"] as const) : []),
    ...(groups.some(({ links }) => links.some(({ instance }) => instance.rule.estimate))
      ? (["estimate"] as const)
      : []),
  ];
  const phases = names.map((name) =>
    expandPhase(name, { graph, groups, states, several: before, oneCount, storages }),
  );
  return {
    graph,
    groups,
    oneCount,
    states: [...states.values()],
    hypers: [...hypers.values()].map((hyper) => ({ ...hyper, powers: powers.of(hyper.symbol) })),
    phases,
    storages,
  };
}
