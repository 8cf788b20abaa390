/** Bounds of single elements from what users give, as `projectionBox` reads it. */

import { type Leaf, ParameterError } from "../descent/leaf.ts";
import { leavesOf } from "../descent/tree.ts";
import { boundsOf } from "../minimize/bounds.ts";
import { checkCoverage } from "../rule/coverage.ts";
import { HyperparameterError } from "../rule/hyper.ts";
import { type ProjectionBoxOptions, projectionBox } from "../transforms/projection-box.ts";
import type { Box } from "./box.ts";

/**
 * The bounds of all elements, one after the other.
 *
 * @param name - of the function that they were given to, for messages.
 * @throws HyperparameterError for a schedule, or a lower bound above the upper one; ParameterError for paths that no parameter has.
 */
export function boxOf(name: string, given: ProjectionBoxOptions, leaves: readonly Leaf[]): Box {
  const projection = projectionBox(given);
  for (const side of ["min", "max"] as const) {
    const bound = given[side];
    if (typeof bound === "function")
      throw new HyperparameterError(
        `${name}: ${side} must be a number or a tree, for lbfgs, whose memory needs bounds that stay; got a schedule`,
      );
    if (typeof bound === "object" && bound !== null) checkPaths(`${name}: ${side}`, bound, leaves);
  }
  checkCoverage(projection, leaves);
  const readers = boundsOf(projection, leaves);
  const size = leaves.reduce((sum, leaf) => sum + leaf.size, 0);
  const box = {
    min: new Float64Array(size).fill(Number.NEGATIVE_INFINITY),
    max: new Float64Array(size).fill(Number.POSITIVE_INFINITY),
  };
  let at = 0;
  for (const [leaf, reader] of readers.entries()) {
    const { size: own, path } = leaves[leaf]!;
    for (let i = 0; i < own && reader; i++) {
      const [min, max] = [reader.min(i, 0), reader.max(i, 0)];
      if (min > max)
        throw new HyperparameterError(
          `${name}: min must not be above max; got ${min} and ${max} at "${path}", element ${i}`,
        );
      [box.min[at + i], box.max[at + i]] = [min, max];
    }
    at += own;
  }
  return box;
}

function checkPaths(label: string, bound: unknown, leaves: readonly Leaf[]): void {
  const paths = leaves.map(({ path }) => path);
  const unknown = leavesOf(bound).find(({ path }) => !paths.includes(path));
  if (unknown)
    throw new ParameterError(
      `${label} has a value at "${unknown.path}", which is none of its parameters: ${paths.slice(0, 8).join(", ")}`,
    );
}
