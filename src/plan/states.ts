/** The states of a plan: names, scopes, and where each is kept. */
import type { StorageName } from "../language/storage.ts";
import type { Expansion } from "./expand.ts";
import { type Group, qualify } from "./groups.ts";
import type { State } from "./phases.ts";
import type { Scope } from "./scope.ts";
import type { Uniformity } from "./uniformity.ts";

/** A state with its name, where it lives and how it starts. */
export interface PlannedState {
  readonly name: string;
  readonly scope: Scope;
  readonly state: State;
  /** Its role: the name of its symbol. */
  readonly role: string;
  /** Groups that have it, and those in which the step changes it. */
  readonly groups: readonly number[];
  readonly changes: readonly number[];
  /**
   * Of a state that is the same for all tensors: whether it is so whatever part they take in steps. Otherwise it is the same for those
   * that have taken part in the same steps.
   */
  readonly isShared: boolean;
  /** How its elements are stored, where that is not as numbers of their group's type. */
  readonly storage?: StorageName | undefined;
  /** The role of the second moment by whose root it is divided, where it is stored as a share of that. */
  readonly root?: string | undefined;
}

/** The states of an expansion. */
export function statesOf(
  { groups, states, phases, storages }: Expansion,
  { scopeOf }: Uniformity,
  sharing: ReadonlySet<string>,
): PlannedState[] {
  const names = qualify(states);
  const indicesOf = (some: readonly Group[]) => some.map((group) => groups.indexOf(group));
  const step = phases.find(({ name }) => name === "step")!;
  return states.map((state, index) => {
    const { symbol } = state;
    const next = step.next.get(state)!;
    return {
      name: names[index]!,
      scope: scopeOf(symbol),
      state,
      role: symbol.name,
      groups: indicesOf(state.groups),
      isShared: sharing.has(state.link.key),
      storage: storages.get(symbol.name),
      root: rootOf(state, storages),
      changes: indicesOf(state.groups.filter((group) => next.get(group) !== symbol)),
    };
  });
}

function rootOf({ symbol, link }: State, storages: Expansion["storages"]): string | undefined {
  return storages.get(symbol.name) === "signed8" ? `${link.key}.${link.instance.rule.ratio![1]}` : undefined;
}
