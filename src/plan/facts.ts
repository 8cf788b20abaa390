/** Facts of tensors that rules read and that need none of their values: numbers of elements, hashes of paths. */
import type { Name } from "../language/graph.ts";
import { type Extent, isKnown, type Known } from "../language/operations.ts";
import { hashOf } from "../language/random.ts";
import type { Expansion } from "./expand.ts";
import type { Tensor } from "./groups.ts";
import { countOf } from "./slices.ts";

/** A fact: one number for each tensor of its groups; over all of them, where its extent is global, their sum. */
export interface Fact {
  readonly symbol: Name;
  readonly what: Known;
  readonly extent: Extent;
  readonly groups: readonly number[];
}

/** The facts that the rules of an expansion read. */
export const factsOf = ({ groups, phases }: Expansion): Fact[] =>
  phases
    .flatMap(({ reductions }) => [...reductions.bySymbol.values()])
    .flatMap(({ symbol, op, extent, args }) =>
      isKnown(op)
        ? [{ symbol, what: op, extent, groups: [...args.keys()].map((group) => groups.indexOf(group)) }]
        : [],
    );

/** A fact of one tensor. */
export const factOf = ({ what, extent }: Fact, tensor: Tensor): number =>
  what === "hash"
    ? hashOf(tensor.path)
    : extent === "global"
      ? tensor.size
      : tensor.size / countOf(extent, tensor);
