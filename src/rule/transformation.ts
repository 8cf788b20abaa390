/** What an optimizer is made of: descriptions, immutable and without memory. What they do is the kernel compiler's work. */
import type { Chain } from "./chain.ts";
import type { Partition } from "./partition.ts";
import type { RuleInstance } from "./rule.ts";

/** A transformation of gradients: one rule, a chain of them, or a choice by the parameter's path. */
export type Transformation = RuleInstance | Chain | Partition;
