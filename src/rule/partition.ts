/** Different parameters, different transformations: optax's `partition`, torch's parameter groups. */
import { matches, PartitionError, type Pattern, pattern, type Selector, selectorOf } from "./pattern.ts";
import type { Transformation } from "./transformation.ts";

export { matches, PartitionError, type Pattern, pattern };

/** The transformation of a parameter, the pattern that chose it, and the place of the two in the partition. */
export interface Choice {
  readonly index: number;
  readonly pattern: string;
  readonly chosen: Transformation;
}

/** Gives each parameter the transformation of the first pattern that matches its path. */
export class Partition {
  readonly cases: readonly (readonly [Selector, Transformation])[];
  /** Whether all cases are the same rule, in some without a term. Its states and its sums over all tensors are then shared. */
  readonly isShared: boolean;

  constructor(cases: readonly (readonly [Pattern, Transformation])[], isShared = false) {
    this.cases = cases.map(([pattern, chosen]) => [selectorOf(pattern), chosen]);
    this.isShared = isShared;
  }

  /** @throws PartitionError if no pattern matches. */
  choose(path: string, shape: readonly number[]): Choice {
    const index = this.cases.findIndex(([selector]) => selector.matches(path, shape));
    const found = this.cases[index];
    if (!found) {
      const patterns = this.cases.map(([{ text }]) => text).join(", ") || "none";
      throw new PartitionError(
        `no pattern of the partition matches "${path}"; patterns: ${patterns}; end with "*" to match the rest`,
      );
    }
    return { index, pattern: found[0].text, chosen: found[1] };
  }
}
