/** Small tensors that stand for the parameters of an optimizer where none are given: one for each pattern of its partitions. */
import type { DType } from "../language/dtype.ts";
import type { Tensor } from "../plan/groups.ts";
import { partsOf } from "../rule/parts.ts";
import { PartitionError } from "../rule/pattern.ts";
import { RuleInstance } from "../rule/rule.ts";
import { Partition, type Transformation } from "../rule/transformation.ts";

const unknowable = (call: string): never => {
  throw new PartitionError(
    `a pattern is a regular expression or a function: give ${call}({ params }) the parameters that it chooses from`,
  );
};

/**
 * A tensor for each pattern, with the pattern as its path: a pattern matches itself.
 *
 * @param call - the method that asks, for messages.
 * @throws PartitionError for patterns that no path follows from.
 */
export function samples(optimizer: Transformation, dtype: DType, call: string): Tensor[] {
  const found = new Map<string, readonly number[]>();
  for (const of of partsOf(optimizer)) {
    if (!(of instanceof Partition)) continue;
    for (const [{ pattern }, chosen] of of.cases) {
      // Where two cases have a pattern, the first gets what it matches.
      if (typeof pattern === "string") {
        if (!found.has(pattern)) found.set(pattern, shapeFor(chosen));
      } else if (typeof pattern === "function" && pattern.shapes)
        for (const shape of pattern.shapes) found.set(`matrix ${shape.join(" x ")}`, shape);
      else unknowable(call);
    }
  }
  if (found.size === 0) found.set("x", shapeFor(optimizer));
  return [...found].map(([path, shape]) => {
    const size = shape.reduce((product, extent) => product * extent, 1);
    return { path, shape, size, dtype };
  });
}

/** A vector, or a matrix where rules take whole ones. */
const shapeFor = (of: Transformation): readonly number[] =>
  partsOf(of).some((part) => part instanceof RuleInstance && part.rule.matrices) ? [4, 8] : [8];
