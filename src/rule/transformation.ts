/** What an optimizer is made of: descriptions, immutable and without memory. What they do is the kernel compiler's work. */
import type { Option } from "../options/option.ts";
import { shown } from "../options/shown.ts";
import { Chain } from "./chain.ts";
import { Partition, PartitionError } from "./partition.ts";
import { RuleInstance } from "./rule.ts";

/** A transformation of gradients: one rule, a chain of them, or a choice by the parameter's path. */
export type Transformation = RuleInstance | Chain | Partition;

/** The option of a transformation. */
export const transformation: Option = {
  expected: (value) =>
    value instanceof Chain || value instanceof RuleInstance || value instanceof Partition
      ? undefined
      : "an optimizer such as adam()",
};

/** @throws PartitionError for a value that is not a transformation, named `what`. */
export function checkTransformation(what: string, value: unknown): void {
  const wanted = transformation.expected(value, what);
  if (wanted) throw new PartitionError(`${what} must be ${wanted}; got ${shown(value)}`);
}
