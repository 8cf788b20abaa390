/** Facts of tensors that rules read and that need none of their values: numbers of elements, hashes of paths. */
import type { Name } from "../language/graph.ts";
import { type Extent, type FactKind, isFact } from "../language/operations.ts";
import { hashOf } from "../language/random.ts";
import type { Expansion } from "./expand.ts";
import type { Tensor } from "./groups.ts";
import { checkEven } from "./restrictions.ts";
import { countOf } from "./slices.ts";

/** A fact: a number for each tensor of some groups. Where its extent is global, their sum is one number for all of them. */
export interface Fact {
  readonly symbol: Name;
  readonly extent: Extent;
  readonly groups: readonly number[];
  readonly byPath: ReadonlyMap<string, number>;
}

/** The facts that the rules of an expansion read. */
export function factsOf({ groups, phases }: Expansion): Fact[] {
  const reductions = phases.flatMap((phase) => [...phase.reductions.bySymbol.values()]);
  return reductions.flatMap(({ symbol, op, extent, args }) => {
    if (!isFact(op)) return [];
    const tensors = [...args.keys()].flatMap((group) => group.tensors);
    const byPath = new Map(tensors.map((tensor) => [tensor.path, factOf(op, extent, tensor)]));
    return [{ symbol, extent, groups: [...args.keys()].map((group) => groups.indexOf(group)), byPath }];
  });
}

function factOf(what: FactKind, extent: Extent, tensor: Tensor): number {
  if (what === "hash") return hashOf(tensor.path);
  if (extent === "global") return tensor.size;
  if (extent !== "tensor") checkEven(tensor);
  return tensor.size / countOf(extent, tensor);
}
