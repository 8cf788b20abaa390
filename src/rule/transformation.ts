/**
 * What an optimizer is made of: a rule, a chain of transformations (optax's `chain`), or a choice by the parameter's path
 * (optax's `partition`, torch's parameter groups). Descriptions, immutable and without memory; what they do is the planner's work.
 */
import type { Option } from "../options/option.ts";
import { shown } from "../options/shown.ts";
import { PartitionError, type Pattern, type Selector, selectorOf } from "./pattern.ts";
import { RuleInstance } from "./rule.ts";

/** A transformation of gradients: one rule, a chain of them, or a choice by the parameter's path. */
export type Transformation = RuleInstance | Chain | Partition;

/** How moments are stored, where that is not as numbers of the parameters' type. */
export type MomentsStorage = "bf16" | "q8";

/** Feeds the outgoing update of each link into the next. */
export class Chain {
  readonly links: readonly Transformation[];
  /** Whether to maximize the function: gradients and losses are then read with the opposite sign. */
  readonly maximizes: boolean;
  /** How the moments of its rules are stored; undefined: as a chain around it says, or as numbers of the parameters' type. */
  readonly storesMoments: MomentsStorage | undefined;

  constructor(links: readonly Transformation[], maximizes = false, storesMoments?: MomentsStorage) {
    this.links = links;
    this.maximizes = maximizes;
    this.storesMoments = storesMoments;
  }
}

/** The transformation of a parameter, the pattern that chose it, and the place of the two in the partition. */
export interface Choice {
  readonly index: number;
  readonly pattern: string;
  readonly chosen: Transformation;
}

/** A parameter, as partitions see it. */
export interface Divided {
  readonly path: string;
  readonly shape: readonly number[];
}

/** The sides of a block of a matrix. The last ones beside and below one another are what is left. */
export interface Blocks {
  readonly rows: number;
  readonly columns: number;
}

/** How rules see a parameter, where not as it is. */
export interface View {
  /** Its shape: its elements in their order. */
  readonly shape?: readonly number[] | undefined;
  /** Sides of the blocks into which its matrices are divided. */
  readonly blocks?: Blocks | undefined;
}

/** What an optimizer that divides parameters by itself says of a division. */
export interface Advice {
  /** What its cases are called in names of hyperparameters and states, in place of their patterns. */
  readonly labels?: readonly string[];
  /** What the user has to say before the parameters can be divided; undefined where all is said. */
  readonly asks: (parameters: readonly Divided[]) => string | undefined;
  /** What is doubtful in giving a parameter the transformation of a case. */
  readonly doubts: (index: number, parameter: Divided) => string | undefined;
  /** How the rules of a case see a parameter; undefined for one that they see as it is. */
  readonly viewOf?: (index: number, parameter: Divided) => View | undefined;
}

/** Gives each parameter the transformation of the first pattern that matches its path. */
export class Partition {
  readonly cases: readonly (readonly [Selector, Transformation])[];
  /** Whether all cases are the same rule, in some without a term. Its states and its sums over all tensors are then shared. */
  readonly isShared: boolean;
  readonly advice: Advice | undefined;

  constructor(cases: readonly (readonly [Pattern, Transformation])[], isShared = false, advice?: Advice) {
    this.cases = cases.map(([pattern, chosen]) => [selectorOf(pattern), chosen]);
    this.isShared = isShared;
    this.advice = advice;
  }

  /** The same division with other transformations. */
  with(change: (chosen: Transformation) => Transformation): Partition {
    const cases = this.cases.map(([selector, chosen]) => [selector, change(chosen)] as const);
    return new Partition(cases, this.isShared, this.advice);
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
    return { index, pattern: this.advice?.labels?.[index] ?? found[0].text, chosen: found[1] };
  }
}

/** The name of an optimizer that is no transformation of gradients, since it evaluates the function itself. */
export const nameOfEvaluating = (value: unknown): string | undefined =>
  (value as { readonly evaluates?: string } | null | undefined)?.evaluates;

/** The option of a transformation. */
export const transformation: Option = {
  expected: (value) => {
    if (value instanceof Chain || value instanceof RuleInstance || value instanceof Partition)
      return undefined;
    const name = nameOfEvaluating(value);
    return name
      ? `an optimizer of rules, such as adam(), since ${name} evaluates the function itself and stands alone`
      : "an optimizer such as adam()";
  },
};

/** @throws PartitionError for a value that is not a transformation, named `what`. */
export function checkTransformation(what: string, value: unknown): void {
  const wanted = transformation.expected(value, what);
  if (wanted) throw new PartitionError(`${what} must be ${wanted}; got ${shown(value)}`);
}
